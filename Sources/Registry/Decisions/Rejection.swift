/// A command that a rule refuses. Nothing was written.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
  /// What programs go by: `not_found`, `exists`, `missing`, `invalid`, `forbidden`, `retracted`,
  /// `merged`, `erased`.
  public let code: String
  /// What is wrong.
  public let message: String
  /// The field or option it is about.
  public let field: String?
  /// What to do.
  public let hint: String?

  /// A refusal.
  public init(_ code: String, _ message: String, field: String? = nil, hint: String? = nil) {
    self.code = code
    self.message = message
    self.field = field
    self.hint = hint
  }

  /// Refuses an act that has to be explained when no reason is given.
  static func unlessReason(
    _ reason: String?, for act: String, hint: String = "say why: --reason"
  ) throws(Rejection) {
    guard (reason ?? "").trimmed.isEmpty else { return }
    throw Rejection("missing", "\(act) needs a reason", field: "reason", hint: hint)
  }

  /// What is wrong and what to do.
  public var description: String { hint.map { "\(message); \($0)" } ?? message }
}

/// Something worth a second look that stops nothing.
public struct Warning: Hashable, Sendable {
  /// What was noticed.
  public let message: String

  /// A warning.
  public init(_ message: String) { self.message = message }
}
