import JSON

/// What a row says when people read it, as against what its JSON holds.
extension JSONValue {
  /// The member, or null when it follows from a member that is not stated: nobody can say whether
  /// something is overdue that has no due date.
  func stated(_ key: String) -> JSONValue? {
    if let ground = Self.grounds[key], self[ground] == .null { return .null }
    return self[key]
  }

  /// The values that the row's own statements give for this member, when they disagree and none of
  /// them is preferred; else none.
  func disputed(_ key: String) -> [JSONValue] {
    guard let all = self["statements"]?.array else { return [] }
    let about = all.filter { $0["attribute"]?.string?.lowercased() == key }
    guard !about.contains(where: { $0["preferred"] == true }) else { return [] }
    // Values in different units answer different questions.
    return Dictionary(grouping: about) { $0["unit"]?.string ?? "" }
      .values.filter { Set($0.map { Table.cell($0["value"]) }).count > 1 }
      .max { $0.count < $1.count } ?? []
  }

  /// Which member rests on which.
  private static let grounds = ["overdue": "due"]
}
