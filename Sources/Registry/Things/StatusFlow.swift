/// The way a status goes: forward freely (history is often learned late), back only with a reason.
struct StatusFlow {
  /// The statuses in order.
  let order: [String]
  /// Statuses that end it. Leaving one is going back.
  let closed: Set<String>
  /// A status that may be entered from any open one and left again freely.
  let pause: String?
  /// Statuses that are entered with a reason only.
  var needReason: Set<String> = []

  /// Refuses a step for which a reason is needed and none is given.
  func check(_ change: Change) throws(Rejection) {
    guard case .sets = change.event.type.effect,
      let new = change.after.fields["status"]?.key, new != change.before.fields["status"]?.key
    else { return }
    if needReason.contains(new) {
      try change.refuseWithoutReason("the status \(new)")
    }
    guard let old = change.before.fields["status"]?.key, isBack(from: old, to: new) else { return }
    try change.refuseWithoutReason(
      "going back from \(old) to \(new)",
      hint: "say why with --reason, or use `correct` if \(old) was never true")
  }

  private func isBack(from old: String, to new: String) -> Bool {
    if old == pause { return false }
    if closed.contains(old) { return true }
    guard let from = order.firstIndex(of: old), let to = order.firstIndex(of: new) else {
      return false
    }
    return to < from
  }
}
