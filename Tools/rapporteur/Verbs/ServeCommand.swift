import Access
import ArgumentParser
import Desk
import Foundation
import JSON
import RapporteurWeb
import SampleData
import WebCore

/// `serve`.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the registry as web pages and an HTTP API.",
    discussion: """
      Listens on this machine only, unless told otherwise. On another address, nobody can log in \
      without TLS: give a certificate, or name the proxy that speaks TLS.

      \(example("serve --demo --registry /tmp/month"))
      """)

  @Option(help: ArgumentHelp("The port; 0 for any that is free.", valueName: "port"))
  var port = 8080
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = "127.0.0.1"
  @Option(
    help: ArgumentHelp("A name that it is reached by; repeat for several.", valueName: "name"))
  var hostName: [String] = []
  @Option(help: ArgumentHelp("A certificate chain (PEM).", valueName: "file"))
  var tlsCertificate: String?
  @Option(help: ArgumentHelp("The certificate's key (PEM).", valueName: "file"))
  var tlsKey: String?
  @Option(
    help: ArgumentHelp(
      "The address of a proxy that speaks TLS; its X-Forwarded-For and -Proto count.",
      valueName: "address"))
  var trustedProxy: [String] = []
  @Flag(help: "Make the registry with the sample month, if it is not there yet.")
  var demo = false
  @Option(
    help: ArgumentHelp(
      "Read templates, styles and languages from a folder at each request.", valueName: "dir"))
  var assets: String?
  @Flag(help: "Print every address with its method and whom it is for, and serve nothing.")
  var routes = false
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if (tlsCertificate == nil) != (tlsKey == nil) {
      throw ValidationError("Give --tls-certificate and --tls-key together.")
    }
    guard (0...65_535).contains(port) else {
      throw ValidationError("A port is a number from 0 to 65535.")
    }
  }

  func run() async throws {
    if demo, !registry.folder.exists {
      let desk = try await Desk.create(registry.folder)
      try await registry.using(desk) { desk in _ = try await SampleRegistry.load(into: desk) }
    }
    try await registry.withDesk { desk in
      let server = try WebServer(desk, options)
      if routes {
        Output.write(JSONValue.array(server.routes.map(\.json)).prettyText() + "\n")
        return
      }
      let invitation = try await server.site.accounts.prepareFirstAdmin()
      let (scheme, name) = (tlsCertificate == nil ? "http" : "https", hostName.first ?? host)
      try await server.run { port in
        let address = "\(scheme)://\(name):\(port)"
        Output.note("serving \(desk.folder.path) at \(address)")
        if let invitation {
          Output.note(
            "the account \(invitation.account) sets its password at"
              + " \(address)/invitation/\(invitation.invitation) (once, within a week)")
        }
      }
    }
  }

  private var options: WebServer.Options {
    var options = WebServer.Options()
    options.host = host
    options.port = port
    options.hostNames = hostName
    if let tlsCertificate, let tlsKey { options.certificate = (tlsCertificate, tlsKey) }
    options.trustedProxies = trustedProxy
    options.assets = assets
    return options
  }
}
