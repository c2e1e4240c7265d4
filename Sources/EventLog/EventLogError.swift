/// Why the log could not do what it was asked. Two errors are equal when their codes are.
///
/// A failed expectation is no error but an outcome, see `AppendOutcome.conflict`.
public struct EventLogError: Error, Equatable, CustomStringConvertible {
  /// The kind of failure.
  public struct Code: Hashable, Sendable {
    private enum Kind {
      case noSpace, io, damaged, tooLarge, commandReused, invalid, closed, outcomeUnknown, busy
      case missing, alreadyOpen, erased
    }

    private let kind: Kind

    /// The disk, the quota or the address space is full. Nothing was written.
    public static let noSpace = Code(kind: .noSpace)
    /// Reading or writing failed. Nothing was written.
    public static let io = Code(kind: .io)
    /// What is stored is not what the log wrote.
    public static let damaged = Code(kind: .damaged)
    /// An event or a command is larger than the log takes.
    public static let tooLarge = Code(kind: .tooLarge)
    /// The command id was used before, for something else.
    public static let commandReused = Code(kind: .commandReused)
    /// The call makes no sense: an empty append, a name with a line break, a size beyond the log.
    public static let invalid = Code(kind: .invalid)
    /// The log was closed.
    public static let closed = Code(kind: .closed)
    /// Whether the events are durable is not known; repeating the same command tells.
    public static let outcomeUnknown = Code(kind: .outcomeUnknown)
    /// Something else has to end first.
    public static let busy = Code(kind: .busy)
    /// There is no log at this place, or there is one of another name.
    public static let missing = Code(kind: .missing)
    /// This process has the log open already.
    public static let alreadyOpen = Code(kind: .alreadyOpen)
    /// The person was erased; nothing new can be sealed for them.
    public static let erased = Code(kind: .erased)
  }

  /// The kind of failure.
  public let code: Code
  /// What happened, where, and what to do.
  public let message: String
  /// The error below this one.
  public let cause: (any Error)?

  /// An error. The message says what happened, where, and what to do.
  public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  /// The message.
  public var description: String { message }

  /// Two errors are equal when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}
