import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import Logging
import NIOCore
import RapporteurWeb
import Registry
import SampleData
import WebCore

/// A site over a registry of its own, with an account for each role.
struct TestSite {
  let desk: Desk
  let server: WebServer
  let credentials: CredentialStore

  /// The accounts: one for each role, one more of those that act in pairs, and one without a role.
  static let accounts: [(name: String, roles: [Role])] = [
    ("staff-1", [.staff]), ("staff-2", [.staff]), ("planner-1", [.planner]),
    ("planner-2", [.planner]), ("auditor-1", [.auditor]), ("admin-1", [.admin]), ("nobody-1", []),
  ]

  static let password = "correct horse battery"

  /// The folder of a registry with the sample month and the accounts, made once.
  private static let template = Task { () -> String in
    let path = FileManager.default.temporaryDirectory.path + "/web-template-\(UUID().uuidString)"
    let desk = try await Desk.create(RegistryFolder(path: path), origin: "test.example/web")
    let plan = try desk.plan(DatasetSource(SampleMonth.files))
    _ = try await desk.commit(plan, batch: "sample", by: "demo")
    for (name, roles) in accounts {
      let terms = roles.map { Term(code: $0.rawValue, written: $0.rawValue) }
      let fields: Fields = terms.isEmpty ? [:] : ["roles": .terms(terms)]
      let steps = [Step(ThingRef(.account, name), .begin(fields))]
      _ = try await desk.submit(Submission(by: "setup", steps: steps))
    }
    await desk.close()
    return path
  }

  /// Runs `body` against a site in memory, or over a socket.
  static func run<T: Sendable>(
    _ setup: TestingSetup = .router, options: WebServer.Options = WebServer.Options(),
    clock: @escaping @Sendable () -> Instant = LMDBEventLog.systemClock, cost: Int = 4,
    _ body: @escaping @Sendable (TestSite, Visitor) async throws -> T
  ) async throws -> T {
    let path = FileManager.default.temporaryDirectory.path + "/web-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: try await template.value, toPath: path)
    let desk = try Desk.open(RegistryFolder(path: path))
    // The cheapest hash that scrypt allows: the real one takes 128 MB and a third of a second.
    let credentials = try CredentialStore(path: desk.folder.access, clock: clock, cost: cost)
    var options = options
    options.logLevel = .critical
    let server = try WebServer(desk, options, credentials: credentials)
    let site = TestSite(desk: desk, server: server, credentials: credentials)
    let result = try await server.application().test(setup) { client in
      try await body(site, Visitor(client))
    }
    try await server.site.close()
    await desk.close()
    try? FileManager.default.removeItem(atPath: path)
    return result
  }

  /// Somebody who is logged in as this account.
  func visitor(_ account: String, _ visitor: Visitor) async throws -> Visitor {
    let session: NewSession
    if try credentials.hasPassword(account) {
      session = try await credentials.logIn(account, password: Self.password, from: "test")
    } else {
      session = try await credentials.accept(
        try credentials.invite(account), password: Self.password, from: "test")
    }
    var other = visitor
    other.session = session
    return other
  }
}

/// Somebody with a browser, or a program with a token.
struct Visitor: Sendable {
  let client: any TestClientProtocol
  /// The session, when logged in.
  var session: NewSession?
  /// The token of a program.
  var token: String?

  init(_ client: any TestClientProtocol) { self.client = client }

  /// Sends a request; cookies, token and the forms' secret as a browser or program would.
  func send(
    _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String = "",
    accept: String = "text/html", isForged: Bool = false
  ) async throws -> TestResponse {
    var headers = headers
    if headers[.accept] == nil { headers[.accept] = accept }
    if let session, headers[.cookie] == nil {
      headers[.cookie] = "\(Cookies.session)=\(session.secret)"
      if !isForged, method != .get { headers[.csrfToken] = session.session.csrf }
    }
    if let token { headers[.authorization] = "Bearer \(token)" }
    return try await client.execute(
      uri: path, method: method, headers: headers,
      body: body.isEmpty ? nil : ByteBuffer(string: body))
  }

  /// Reads a page.
  func page(_ path: String) async throws -> String {
    String(buffer: try await send(.get, path).body)
  }

  /// Sends a form.
  func post(_ path: String, _ fields: [(String, String)]) async throws -> TestResponse {
    let body = fields.map { name, value in
      "\(Self.encoded(name))=\(Self.encoded(value))"
    }.joined(separator: "&")
    return try await send(
      .post, path, headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
  }

  /// Reads JSON.
  func json(_ path: String) async throws -> JSONValue {
    let response = try await send(.get, path, accept: "application/json")
    return try JSONValue(parsing: String(buffer: response.body))
  }

  /// Sends JSON.
  func send(
    _ method: HTTPRequest.Method, _ path: String, json: JSONValue, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/json"
    return try await send(
      method, path, headers: headers, body: json.compactText, accept: "application/json")
  }

  private static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }
}
