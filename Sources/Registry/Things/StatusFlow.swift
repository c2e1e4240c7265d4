/// The way a status goes: forward freely (history is often learned late), back only with a reason.
struct StatusFlow {
  /// The statuses in order.
  let order: [String]
  /// Statuses that end it. Leaving one is going back.
  let closed: Set<String>
  /// A status that may be entered from any open one and left again freely.
  let pause: String?

  /// Refuses a step back for which no reason is given.
  func check(_ change: Change) throws(Rejection) {
    guard case .sets = change.event.type.effect,
      case .term(let new)? = change.after.fields["status"],
      case .term(let old)? = change.before.fields["status"], change.before.exists
    else { return }
    guard isBack(from: old.key, to: new.key), (change.event.reason ?? "").isEmpty else { return }
    throw Rejection(
      "missing", "going back from \(old.key) to \(new.key) needs a reason", field: "reason",
      hint: "say why with --reason, or use `correct` if \(old.key) was never true")
  }

  private func isBack(from old: String, to new: String) -> Bool {
    if old == new || old == pause { return false }
    if closed.contains(old) { return true }
    guard let from = order.firstIndex(of: old), let to = order.firstIndex(of: new) else {
      return false
    }
    return to < from
  }
}
