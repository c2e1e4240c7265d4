public import Registry

/// The fields that say when a thing happened.
public struct DateFields: Hashable, Sendable {
  /// The date, or the first day.
  public let first: String
  /// The last day, when there is a field for it.
  public let last: String?

  /// SQL for the first and last day on which a thing of `table` may have happened: null when its date
  /// is not stated, as far off as any when the date is open at that end.
  func days(of table: String) -> (first: String, last: String) {
    func end(_ name: String, _ side: String, _ open: Int64) -> String {
      "COALESCE(\(table).\(name)_\(side), \(open))"
    }
    let closing = end(first, "last", .max)
    let later = last.map {
      "CASE WHEN \(table).\($0) IS NULL THEN \(closing) ELSE \(end($0, "last", .max)) END"
    }
    func stated(_ value: String) -> String {
      "CASE WHEN \(table).\(first) IS NOT NULL THEN \(value) END"
    }
    return (stated(end(first, "first", -.max)), stated(later ?? closing))
  }
}

extension ThingDefinition {
  /// The fields that say when a thing of this kind happened.
  public var dates: DateFields? {
    switch kind {
    case .meeting: DateFields(first: "start", last: "end")
    case .request: DateFields(first: "requested_on", last: nil)
    case .offer: DateFields(first: "offered_on", last: nil)
    case .followup: DateFields(first: "due", last: nil)
    case .document: DateFields(first: "date", last: nil)
    case .network: DateFields(first: "established_on", last: nil)
    case .organisation, .person, .recommendation, .practice, .statement, .account, .question,
      .vocabulary:
      nil
    }
  }

  /// The field that holds themes.
  public var themes: Field? { fields.first { $0.type == .terms("theme") } }
}

extension Kind {
  /// Whether things of this kind happen on a day of their own or of their meeting.
  var hasEventDay: Bool { definition.dates != nil || definition.field("meeting") != nil }
}
