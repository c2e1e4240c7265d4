public import EventLog
public import ProjectionKit
import Sealing
import Transparency

/// A registry folder at work: runs commands, keeps the views current, answers queries.
///
/// The command line and the web both call the Desk; neither holds business rules.
public final class Desk: Sendable {
  /// The folder.
  public let folder: RegistryFolder
  /// What `config.toml` says.
  public let configuration: Configuration
  /// The log.
  public let log: any EventLog
  /// The views.
  public let views: ViewStore
  /// The log as an auditor sees it.
  public let audit: LogAudit
  /// The daily verification of the whole log.
  public let scrub: Scrub

  private let soundness: Soundness
  let keys: KeyStore
  let lease: RegistryLease
  let checkpoints: CheckpointKeeper
  let destructions = DestructionPlaces()

  init(
    folder: RegistryFolder, configuration: Configuration, lease: RegistryLease, keys: KeyStore,
    log: LMDBEventLog, views: ViewStore
  ) {
    self.keys = keys
    self.folder = folder
    self.configuration = configuration
    self.lease = lease
    self.log = log
    self.views = views
    let audit = LogAudit(folder, log)
    self.audit = audit
    soundness = Soundness(audit)
    checkpoints = CheckpointKeeper(audit.checkpoints, log, signed: soundness.signedSize)
    scrub = Scrub(audit)
  }

  /// Why nothing may be recorded: the log is not what was signed. Nil when all is well. Notices what
  /// a verification finds meanwhile, here or in another process.
  public var refusal: DeskError? { soundness.refusal }

  /// Why the log could not be signed up to its end when that was last tried; nil when all is well.
  public var signingFailure: String? { checkpoints.failure }

  /// Brings every running view up to the log.
  public func catchUp() throws { try views.catchUp(from: log) }

  /// Runs a query on the views as they are now, or as they stood at a log size.
  public func query<T>(asOf size: UInt64? = nil, _ body: (ViewReader) throws -> T) throws -> T {
    try catchUp()
    return try views.read(asOf: size) { reader in
      // A view that stopped would answer with old rows as if they were today's.
      guard reader.behind.isEmpty else {
        throw DeskError(
          .damaged, "the views \(reader.behind.joined(separator: ", ")) have stopped",
          hint: "`rapporteur views status` says why; `rapporteur views rebuild` builds them anew")
      }
      return try body(reader)
    }
  }

  /// Writes the log anew without what was deleted from it. No other process may have it open.
  func compactLog() throws { try audit.log.compact() }

  /// Signs what this process recorded, and lets go of the files; the folder can be opened again at
  /// once. Returns why the log could not be signed, if so.
  @discardableResult
  public func close() async -> String? {
    await scrub.close()
    let failure = checkpoints.close()
    await log.close()
    keys.close()
    lease.close()
    return failure
  }
}
