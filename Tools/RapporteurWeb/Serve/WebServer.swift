public import Access
public import Desk
import Foundation
public import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import UnixSignals
import WebAPI
import WebAccounts
import WebAsk
import WebAudit
public import WebCore
import WebRecord

/// The web server: all parts over one registry.
public struct WebServer: Sendable {
  /// Where and how it listens.
  public struct Options: Sendable {
    /// The address to listen on.
    public var host = "127.0.0.1"
    /// The port; 0 for any that is free.
    public var port = 8080
    /// Names, besides the address, that it is reached by.
    public var hostNames: [String] = []
    /// The certificate chain and its key, as PEM files.
    public var certificate: (chain: String, key: String)?
    /// Addresses of proxies that speak TLS for it.
    public var trustedProxies: [String] = []
    /// A folder of templates and styles that is read at each request.
    public var assets: String?
    /// The least that is written to the log of the program.
    public var logLevel = Logger.Level.info
    /// How long a request's body may take to arrive. A connection waits three times as long for a
    /// request's head.
    public var patience = Duration.seconds(20)

    /// What is usual: this machine only, port 8080.
    public init() {}

    /// Whether it can be reached from this machine only.
    var isLocal: Bool { ["127.0.0.1", "::1", "localhost"].contains(host) }
  }

  /// The parts of the site.
  static let parts: [any WebPart.Type] = [
    AccountsPart.self, AskPart.self, RecordPart.self, AuditPart.self, APIPart.self,
  ]

  /// What the parts share.
  public let site: Site
  private let options: Options
  private let active: [any WebPart]

  /// A server over a registry.
  ///
  /// - Parameter credentials: where passwords are kept; in the registry's folder when nil.
  public init(_ desk: Desk, _ options: Options, credentials: CredentialStore? = nil) throws {
    self.options = options
    var settings = SiteSettings(hostNames: Self.names(options))
    settings.isSecure = options.certificate != nil
    settings.isLocal = options.isLocal
    settings.trustedProxies = Set(options.trustedProxies)
    settings.assets = options.assets
    settings.patience = options.patience
    let level = options.logLevel
    let logger = Logger(label: "rapporteur") { JSONLines($0, level: level) }
    let accounts = AccountDirectory(
      desk, try credentials ?? CredentialStore(path: desk.folder.access))
    let site = try Site(desk, settings, accounts, logger: logger)
    self.site = site
    active = Self.parts.map { $0.init(site) }
  }

  private static func names(_ options: Options) -> Set<String> {
    let own = options.host.contains(":") ? "[\(options.host)]" : options.host
    let local = options.isLocal ? ["localhost", "127.0.0.1", "[::1]"] : []
    return Set([own.lowercased()] + local + options.hostNames.map { $0.lowercased() })
  }

  /// Every address of the site.
  public var routes: [Route] { active.flatMap(\.routes) + site.assetRoutes }

  /// The application, for running or testing.
  ///
  /// - Parameter announce: told the port once connections are accepted.
  public func application(
    announcing announce: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> some ApplicationProtocol {
    Application(
      router: site.router(routes), server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: "Rapporteur"),
      services: active.flatMap(\.services),
      onServerRunning: { channel in announce(channel.localAddress?.port ?? 0) },
      logger: site.logger)
  }

  private func server() throws -> HTTPServerBuilder {
    let isSecure = options.certificate != nil
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        additionalChannelHandlers: [ConnectionGuard(isSecure: isSecure)],
        idleTimeout: .init(options.patience * 3),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
    guard let certificate = options.certificate else { return plain }
    let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain)
    let key = try NIOSSLPrivateKey(file: certificate.key, format: .pem)
    return try .tls(
      plain,
      tlsConfiguration: .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
  }

  /// Serves until the process is told to stop (SIGTERM or SIGINT); requests under way are finished.
  public func run(announcing announce: @escaping @Sendable (Int) -> Void) async throws {
    do {
      try await application(announcing: announce).runService()
    } catch {
      try? await site.close()
      throw error
    }
    try await site.close()
  }
}
