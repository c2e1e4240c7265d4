public import EventLog
public import ProjectionKit
import Sealing

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

  private let keys: KeyStore

  init(
    folder: RegistryFolder, configuration: Configuration, keys: KeyStore, log: any EventLog,
    views: ViewStore
  ) {
    self.keys = keys
    self.folder = folder
    self.configuration = configuration
    self.log = log
    self.views = views
  }

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

  /// Lets go of the files. The folder can be opened again at once.
  public func close() async {
    await log.close()
    keys.close()
  }
}
