import Registry

/// Something the Desk could not do, in the words of who asked for it.
public struct DeskError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is; decides a program's exit code or an answer's status.
  public enum Code: String, Hashable, Sendable {
    /// A rule or an input check refused it, or there is no such thing. Nothing was written.
    case refused
    /// There is no such thing.
    case notFound = "not_found"
    /// The registry is damaged, unreadable or not there.
    case damaged
    /// Somebody else kept being faster.
    case conflict
    /// Something happened to it since whoever asks has read it. Nothing was written.
    case outdated
    /// No space, or a file could not be read or written.
    case io
    /// A check found a fault.
    case verification
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong.
  public let message: String
  /// Where: `file`, `row`, `column`, `option`, …
  public let place: [String: String]
  /// What to do.
  public let hint: String?

  /// A failure.
  public init(
    _ code: Code, _ message: String, at place: [String: String] = [:], hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.hint = hint
  }

  /// A rule's refusal of a command for `thing`.
  init(_ rejection: Rejection, thing: ThingRef) {
    var place = ["thing": thing.description]
    place["option"] = rejection.field.map { "--" + $0.replacing("_", with: "-") }
    self.init(
      rejection.code == "not_found" ? .notFound : .refused, rejection.message, at: place,
      hint: rejection.hint)
  }

  /// Errors of one code are equal.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }

  /// Hashes the code.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }

  /// What is wrong, and what to do.
  public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
