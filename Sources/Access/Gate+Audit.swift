public import Desk
public import EventLog
public import ProjectionKit
import Registry
import Things
public import Transparency

extension Gate {
  // MARK: For everybody

  /// The last checkpoint as it was signed; nil for a log that never had one.
  public func lastCheckpoint() throws -> SignedCheckpoint? { try desk.audit.lastCheckpoint() }

  /// What everybody may know of the keys that sign now.
  public func verifierKeys() throws -> [VerifierKey] { try desk.audit.verifierKeys() }

  /// The tile with exactly this path; nil when there is none. Tiles of entries hold the records, and
  /// are for those who may read them.
  public func tile(_ path: String) throws -> TileFile? {
    guard let tile = Tile(path: path) else { return nil }
    if tile.kind == .entries { try require(.readRecords) }
    return try desk.audit.tile(path)
  }

  // MARK: Records

  /// The records that pass a filter, oldest first or newest first, and whether there are more. Who may
  /// only read what they recorded themselves gets only that.
  ///
  /// - Throws: `AccessError` also for a filter by somebody else who may not be read.
  public func records(
    _ filter: RecordFilter, in range: Range<Position>, backward: Bool = false, limit: Int
  ) throws -> (records: [StoredRecord], isMore: Bool) {
    var filter = filter
    if case .own(let account) = try recordScope() {
      guard filter.by == nil || filter.by == account else { throw Self.notYours }
      filter.by = account
    }
    return try desk.records(filter, in: range, backward: backward, limit: limit)
  }

  /// One record with what it stands with; nil beyond the log.
  public func recordPage(at position: Position) throws -> RecordPage? {
    let scope = try recordScope()
    guard let page = try desk.recordPage(at: position) else { return nil }
    guard scope.holds(page.record.event.by) else { throw Self.notYours }
    return page
  }

  private static let notYours = AccessError(
    .forbidden, "you may read only what you recorded yourself",
    hint: "ask an auditor to look at it")

  /// The receipt of an event under the last checkpoint, which is not signed anew for it; nil when the
  /// event is not signed yet.
  public func signedReceipt(of position: Position) throws -> EventReceipt? {
    guard try recordPage(at: position) != nil else { return nil }
    guard let signed = try desk.audit.lastCheckpoint(), position < signed.checkpoint.size else {
      return nil
    }
    return try desk.audit.receipt(of: position, under: signed)
  }

  // MARK: Proofs

  /// The sizes of the checkpoints that witnesses cosigned and that were kept, the largest first.
  public func cosignedSizes() throws -> [UInt64] {
    _ = try recordScope()
    return desk.audit.cosignedSizes
  }

  /// The checkpoint of this size that witnesses cosigned; nil when none was kept.
  public func cosigned(at size: UInt64) throws -> SignedCheckpoint? {
    _ = try recordScope()
    return desk.audit.cosigned(at: size)
  }

  /// The keys that sign now, and those that did.
  public func publishedKeys() throws -> [VerifierKey] { try desk.audit.publishedKeys() }

  /// Proof that the log of one size only adds to the log of a smaller one.
  public func consistency(from old: UInt64, to new: UInt64) throws -> (
    proof: [Digest], oldRoot: Digest, newRoot: Digest
  ) {
    _ = try recordScope()
    return try desk.audit.consistency(from: old, to: new)
  }

  // MARK: Verification and views

  /// What is known of the verification of the whole log. For those who have it verified or read
  /// records.
  public func scrubStatus() throws -> Scrub.Status {
    try require(anyOf: [.verify, .readRecords, .readOwnRecords])
    return desk.scrub.status
  }

  /// Begins a verification of the whole log, unless one is under way.
  public func beginVerification() throws {
    try require(.verify)
    desk.scrub.begin()
  }

  /// Why nothing may be recorded; nil when all is well.
  public func refusal() throws -> DeskError? {
    try require(anyOf: [.verify, .readRecords, .readOwnRecords])
    return desk.refusal
  }

  /// How far each view has come.
  public func viewStatus() throws -> [ViewStatus] {
    try require(.verify)
    let size = try desk.log.read { $0.size }
    return try desk.views.status(logSize: size)
  }

  /// Builds a view anew, or all of them, while people read and record. Takes as long as it takes.
  public func rebuildViews(_ name: String?) throws {
    try require(.verify)
    try desk.views.rebuild(name, from: desk.log)
  }
}

extension Gate {
  // MARK: Differences

  /// What reads otherwise at the one size of the log than at the other, as the principal may see it.
  public func diff(from old: UInt64, to new: UInt64, limit: Int) throws -> [ThingChange] {
    let principal = try require(.readThings)
    var filter = Desk.DiffFilter()
    filter.limit = limit
    return try Sight.$current.withValue(Self.sight(of: principal)) {
      try desk.diff(from: old, to: new, filter)
    }
  }
}
