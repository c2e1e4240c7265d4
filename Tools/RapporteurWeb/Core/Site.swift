public import Access
public import Desk
import EventLog
public import Foundation
public import Logging
import NIOPosix
import Synchronization

/// How the site is reached.
public struct SiteSettings: Sendable {
  /// The names and addresses that requests may be sent to, without ports.
  public var hostNames: Set<String>
  /// Whether requests come in by TLS, directly or through a proxy that is trusted.
  public var isSecure: Bool
  /// Whether the server listens on the loopback interface only.
  public var isLocal: Bool
  /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` count, by address.
  public var trustedProxies: Set<String>
  /// A folder of templates, styles, scripts and languages read at each request; nil for those embedded.
  public var assets: String?
  /// How long a request's body may take to arrive.
  public var patience = Duration.seconds(20)

  /// How the site is reached.
  public init(
    hostNames: Set<String>, isSecure: Bool = false, isLocal: Bool = true,
    trustedProxies: Set<String> = [], assets: String? = nil
  ) {
    self.hostNames = hostNames
    self.isSecure = isSecure
    self.isLocal = isLocal
    self.trustedProxies = trustedProxies
    self.assets = assets
  }
}

/// What all parts of the web share.
public final class Site: Sendable {
  /// How the site is reached.
  public let settings: SiteSettings
  /// Makes pages.
  public let renderer: Renderer
  /// The files that pages are made of.
  public let files: AssetFiles
  /// What is counted and timed.
  public let metrics = Metrics()
  /// Where notable things are written, without personal data.
  public let logger: Logger
  /// The office's time zone.
  public let timeZone: TimeZone
  /// Whose accounts there are, and who is asking.
  public let accounts: AccountDirectory

  /// What the server does with the registry by itself.
  public let upkeep: Upkeep

  private let desk: Desk
  private let workers = NIOThreadPool(numberOfThreads: 4)
  private let alarmText = Mutex<String?>(nil)

  /// A site over a registry.
  public init(
    _ desk: Desk, _ settings: SiteSettings, _ accounts: AccountDirectory, logger: Logger
  ) throws {
    self.desk = desk
    upkeep = Upkeep(desk)
    self.settings = settings
    self.accounts = accounts
    self.logger = logger
    files = AssetFiles(folder: settings.assets)
    renderer = try Renderer(files)
    timeZone = desk.configuration.timeZone
    workers.start()
  }

  /// The Desk as a principal may use it.
  public func gate(for principal: Principal?) -> Gate {
    Gate(desk, for: principal)
  }

  /// What every page warns of: the registry is not what was signed. Nil when all is well.
  public var alarm: String? {
    get { alarmText.withLock { $0 } ?? desk.refusal?.message }
    set { alarmText.withLock { $0 = newValue } }
  }

  /// The log's size now.
  public func size() throws -> UInt64 { try desk.log.read { $0.size } }

  /// Runs work that waits for files or computes for long, away from the threads that serve.
  public func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await workers.runIfActive(body)
  }

  /// Lets go of what the site holds.
  public func close() async throws { try await workers.shutdownGracefully() }
}
