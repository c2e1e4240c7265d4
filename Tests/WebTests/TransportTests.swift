import Access
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import RapporteurWeb
import Registry
import Testing
import WebCore

/// What goes over the wire, and over which wires passwords may go.
@Suite struct TransportTests {
  // MARK: Cookies

  /// Sends a login form as a browser would: with the cookie and the secret of its page.
  private static func logIn(
    _ visitor: Visitor, as account: String, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    let page = try await visitor.send(.get, "/login", headers: headers)
    let cookie = page.headers[.setCookie]?.prefix { $0 != ";" } ?? ""
    let secret = Markup(String(buffer: page.body)).elements
      .first { $0.name == "input" && $0["name"] == "csrf" }?["value"]
    let fields = [("account", account), ("password", TestSite.password), ("csrf", secret ?? "")]
    let body = fields.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }.joined(separator: "&")
    var headers = headers
    headers[.cookie] = String(cookie)
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await visitor.send(.post, "/login", headers: headers, body: body)
  }

  @Test func cookiesStayWithTheHostAndAwayFromScripts() async throws {
    try await TestSite.run { site, visitor in
      _ = try await site.visitor("staff-1", visitor)
      let page = try await visitor.send(.get, "/login")
      let answer = try await Self.logIn(visitor, as: "staff-1")
      #expect(answer.status == .seeOther)
      let chosen = try await visitor.send(.get, "/login?lang=fr")
      let cookies = [page, answer, chosen].flatMap { $0.headers[values: .setCookie] }
      #expect(cookies.contains { $0.hasPrefix("__Host-rapporteur=") })
      for cookie in cookies {
        let parts = cookie.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(parts[0].hasPrefix("__Host-"), "\(parts)")
        #expect(parts.contains("Secure") && parts.contains("HttpOnly"), "\(parts)")
        #expect(parts.contains("Path=/"), "\(parts)")
        #expect(parts.contains("SameSite=Lax") || parts.contains("SameSite=Strict"), "\(parts)")
        #expect(!parts.contains { $0.hasPrefix("Domain") }, "\(parts)")
      }
      // The session's own ends with the browser.
      let session = cookies.first { $0.hasPrefix("__Host-rapporteur=") }
      #expect(session?.contains("Max-Age") == false && session?.contains("Expires") == false)
    }
  }

  // MARK: Open lines

  private static func reachable(proxies: [String] = []) -> WebServer.Options {
    var options = WebServer.Options()
    options.host = "192.0.2.1"
    options.hostNames = ["localhost"]
    options.trustedProxies = proxies
    return options
  }

  /// From elsewhere without TLS, nobody logs in, and is told why; even with the right password.
  @Test func noPasswordGoesOverAnOpenLine() async throws {
    try await TestSite.run(options: Self.reachable()) { site, visitor in
      _ = try await site.visitor("staff-1", visitor)
      let page = try await visitor.page("/login")
      #expect(page.contains("could be read on its way"))
      #expect(!Markup(page).elements.contains { $0["type"] == "password" })
      let invitation = try site.credentials.invite("staff-2")
      let invited = try await visitor.page("/invitation/\(invitation)")
      #expect(!Markup(invited).elements.contains { $0["type"] == "password" })
      for headers in [[:], [.init("X-Forwarded-Proto") ?? .accept: "https"]] as [HTTPFields] {
        let answer = try await Self.logIn(visitor, as: "staff-1", headers: headers)
        #expect(answer.status == .forbidden)
        #expect(!answer.headers[values: .setCookie].contains { $0.hasPrefix("__Host-rapporteur=") })
      }
    }
  }

  /// What a proxy says counts when it is trusted, and its word is asked for.
  @Test func aTrustedProxyVouchesForTheLine() async throws {
    try await TestSite.run(options: Self.reachable(proxies: ["local"])) { site, visitor in
      _ = try await site.visitor("staff-1", visitor)
      let proto = try #require(HTTPField.Name("X-Forwarded-Proto"))
      let secure = try await Self.logIn(visitor, as: "staff-1", headers: [proto: "https"])
      #expect(secure.status == .seeOther)
      for headers in [[:], [proto: "http"]] as [HTTPFields] {
        #expect(try await Self.logIn(visitor, as: "staff-1", headers: headers).status == .forbidden)
      }
    }
  }

  // MARK: TLS

  /// With a certificate of one's own, the site speaks TLS, and nothing but that.
  @Test func aCertificateOfOnesOwnIsServed() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let (chain, key) = ("\(folder)/chain.pem", "\(folder)/key.pem")
    _ = try await RawLine.blocking {
      try Self.openssl([
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-keyout", key, "-out", chain, "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost",
      ])
    }
    var options = WebServer.Options()
    options.certificate = (chain, key)
    try await TestSite.run(.live, options: options) { _, visitor in
      let port = try #require(visitor.client.port)
      let request = "GET /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      for version in ["-tls1_2", "-tls1_3"] {
        let answer = try await RawLine.blocking {
          try Self.openssl(
            [
              "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", version,
              "-CAfile", chain, "-verify_return_error", "-verify_hostname", "localhost", "-quiet",
              "-ign_eof",
            ], input: request)
        }
        #expect(answer.contains("HTTP/1.1 200 OK"), "\(version): \(answer.prefix(400))")
        #expect(answer.lowercased().contains("strict-transport-security: max-age=31536000"))
      }
      for version in ["-tls1", "-tls1_1"] {
        let answer = try await RawLine.blocking {
          try Self.openssl(
            ["s_client", "-connect", "127.0.0.1:\(port)", version, "-cipher", "ALL:@SECLEVEL=0"],
            input: request, fails: true)
        }
        #expect(!answer.contains("HTTP/1.1 200 OK"), "\(version) is spoken")
      }
      let plain = try await RawLine.ask(port, target: "/login")
      #expect(plain.status != 200)
    }
    try FileManager.default.removeItem(atPath: folder)
  }

  /// Runs OpenSSL and returns what it printed.
  private static func openssl(
    _ arguments: [String], input: String = "", fails: Bool = false
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    let (given, said) = (Pipe(), Pipe())
    process.standardInput = given
    process.standardOutput = said
    process.standardError = FileHandle.nullDevice
    try process.run()
    given.fileHandleForWriting.write(Data(input.utf8))
    if fails { try given.fileHandleForWriting.close() }
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if !fails, process.terminationStatus != 0 { throw CocoaError(.executableLoad) }
    return text
  }
}
