/// Why a filter cannot be read: for an option, a part of an address or a saved question.
public struct FilterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The filter's name, as in `group-at`; nil when the text as a whole cannot be read.
  public let filter: String?
  /// The value as given; nil when it is about the filter itself.
  public let value: String?
  /// What is wrong.
  public let message: String
  /// What to do.
  public let hint: String?
  /// The codes that the value may stand for, when it has several readings.
  public let candidates: [String]

  init(
    _ filter: String?, _ message: String, value: String? = nil, hint: String? = nil,
    candidates: [String] = []
  ) {
    self.filter = filter
    self.value = value
    self.message = message
    self.hint = hint
    self.candidates = candidates
  }

  /// What is wrong, and what to do.
  public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
