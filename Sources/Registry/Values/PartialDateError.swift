/// Why a text was not accepted as a partial date.
public struct PartialDateError: Error, Hashable, Sendable {
  /// What was wrong with the text.
  public enum Code: String, Hashable, Sendable {
    case empty = "date_empty"
    case unknownForm = "date_form"
    case noSuchDate = "date_not_in_calendar"
    case endsBeforeStart = "date_ends_before_start"
    case openAtBothEnds = "date_open_at_both_ends"
  }

  /// What was wrong.
  public let code: Code
  /// The text that was refused.
  public let text: String

  /// An error about a text.
  public init(_ code: Code, _ text: String) {
    self.code = code
    self.text = text
  }

  /// The forms a date may have, for messages and help.
  public static let acceptedForms =
    "a year (2014), a month (2014-06), a day (2014-06-23), or an interval of these"
    + " (2014-06-23/2014-06-26, ../2014-06-22, 2014-06-22/..)"

  /// What was wrong, to be said of the text: “…” ends before it begins.
  public var reason: String {
    switch code {
    case .empty: "is empty"
    case .unknownForm: "is no date in an accepted form"
    case .noSuchDate: "names a day, month or year that the calendar does not have"
    case .endsBeforeStart: "ends before it begins"
    case .openAtBothEnds: "is open at both ends"
    }
  }

  /// What to write instead.
  public var hint: String {
    switch code {
    case .empty, .openAtBothEnds: return "leave the date out when it is not stated"
    case .endsBeforeStart: return "write the earlier date first"
    case .noSuchDate: return "write a date between 0001 and 9999 that exists: \(Self.acceptedForms)"
    case .unknownForm:
      let meant = PartialDateGuess.readings(of: text)
      guard !meant.isEmpty else { return "write \(Self.acceptedForms)" }
      return "write \(meant.joined(separator: " or ")); accepted are \(Self.acceptedForms)"
    }
  }

  /// What was wrong and what to do.
  public var message: String { "“\(shown)” \(reason); \(hint)" }

  /// The text, cut to a length that fits a message.
  private var shown: String { text.count > 60 ? text.prefix(60) + "…" : text }

  /// Errors are equal when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension PartialDateError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
