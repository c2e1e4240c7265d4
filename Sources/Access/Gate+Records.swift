public import Desk
public import EventLog
public import JSON
internal import Registry
internal import Things
public import Transparency

/// Raw records and proofs: all for those who audit, one's own for those who record.
extension Gate {
  /// Whose records the principal may read.
  public enum RecordScope: Hashable, Sendable {
    /// Everybody's.
    case all
    /// Those of this account.
    case own(String)

    /// Whether an event that this account recorded may be read.
    public func holds(_ account: String) -> Bool {
      switch self {
      case .all: true
      case .own(let own): own == account
      }
    }
  }

  /// Whose records the principal may read.
  public func recordScope() throws(AccessError) -> RecordScope {
    let principal = try require(anyOf: [.readRecords, .readOwnRecords])
    return principal.may(.readRecords) ? .all : .own(principal.account)
  }

  /// One event with its whole record and, as far as the principal may see it, what stands beside it.
  public func record(at position: Position) throws -> JSONValue {
    let principal = try requireRecord(at: position)
    return try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.reading { reading in
        guard let event = try desk.event(at: position, reading) else {
          throw noRecord(position)
        }
        return event
      }
    }
  }

  /// The stored bytes of a record.
  public func recordBytes(at position: Position) throws -> [UInt8] {
    try requireRecord(at: position)
    return try desk.audit.record(at: position)
  }

  /// Proof that a record is in the log as signed.
  public func receipt(of position: Position) throws -> EventReceipt {
    try requireRecord(at: position)
    return try desk.audit.receipt(of: position)
  }

  /// The log as an auditor sees it, for those who have this right.
  public func audit(_ right: Right) throws(AccessError) -> LogAudit {
    try require(right)
    return desk.audit
  }

  /// Refuses a record that the principal may not read.
  @discardableResult
  private func requireRecord(at position: Position) throws -> Principal {
    let scope = try recordScope()
    let author = try desk.log.read { snapshot -> String? in
      guard position < snapshot.size else { return nil }
      var author: String?
      try snapshot.forEachEvent(
        in: position..<position + 1, filter: EventFilter(), backward: false
      ) {
        author = $0.by
        return false
      }
      return author
    }
    guard let author else { throw noRecord(position) }
    guard scope.holds(author) else {
      throw AccessError(
        .forbidden, "the record at \(position) is somebody else's",
        hint: "auditors read all records")
    }
    return try require(anyOf: [.readRecords, .readOwnRecords])
  }

  private func noRecord(_ position: Position) -> DeskError {
    DeskError(
      .notFound, "there is no record at \(position)",
      hint: "positions run from 0 to one less than the log's size")
  }
}
