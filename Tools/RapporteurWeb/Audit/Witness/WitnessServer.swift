public import Desk
import Foundation
import HTTPTypes
public import Hummingbird
public import Logging
import NIOCore
import Synchronization
import Transparency

/// A witness that is asked over HTTP: `POST <prefix>/add-checkpoint` (C2SP tlog-witness).
public struct WitnessServer: Sendable {
  /// The most bytes that a request may have: a checkpoint with its proof is far smaller.
  static let mostBytes = 64 << 10
  /// How many requests may wait for their turn.
  static let mostWaiting = 64

  private let desk: Countersigning
  private let prefix: String
  private let logger: Logger

  /// A witness under a prefix, such as `/witness`; empty for none.
  public init(_ witness: Witness, prefix: String = "", logger: Logger) {
    desk = Countersigning(witness)
    self.prefix = prefix
    self.logger = logger
  }

  /// Answers until the program is told to end (SIGTERM or SIGINT); what was begun is finished.
  ///
  /// - Parameter onRunning: called with the port when questions are answered.
  public func serve(
    host: String, port: Int, onRunning: @escaping @Sendable (Int) async -> Void
  ) async throws {
    try await application(host: host, port: port, onRunning: onRunning).runService()
  }

  /// The application, for running or testing.
  public func application(
    host: String, port: Int, onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let router = Router()
    router.post(RouterPath(prefix + "/add-checkpoint")) { request, _ in
      try await answer(request)
    }
    return Application(
      router: router,
      server: .http1(configuration: .init(idleTimeout: .seconds(60))),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? port) },
      logger: logger)
  }

  private func answer(_ request: Request) async throws -> Response {
    let body: [UInt8]
    do {
      body = Array(buffer: try await request.body.collect(upTo: Self.mostBytes))
    } catch {
      return Self.response(.contentTooLarge, "a request has at most \(Self.mostBytes) bytes\n")
    }
    guard desk.enter() else {
      var response = Self.response(.serviceUnavailable, "too many ask at once; ask again\n")
      response.headers[.retryAfter] = "1"
      return response
    }
    defer { desk.leave() }
    do {
      let signature = try await desk.countersign(body)
      logger.info("countersigned")
      return Self.response(.ok, signature.line + "\n")
    } catch let refusal as WitnessRefusal {
      logger.notice("refused", metadata: ["status": "\(refusal.status)"])
      return Self.response(refusal)
    } catch {
      logger.error("the witness's own files fail", metadata: ["error": "\(error)"])
      return Self.response(.internalServerError, "this witness cannot answer now\n")
    }
  }

  private static func response(_ refusal: WitnessRefusal) -> Response {
    guard case .otherSize(let size) = refusal.reason else {
      return response(.init(code: refusal.status), refusal.error.message + "\n")
    }
    var response = response(.conflict, "\(size)\n")
    response.headers[.contentType] = "text/x.tlog.size"
    return response
  }

  private static func response(_ status: HTTPResponse.Status, _ text: String) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

/// A witness's work, one request after the other: each waits for the disk.
private actor Countersigning {
  private let witness: Witness
  private let waiting = Mutex(0)

  init(_ witness: Witness) { self.witness = witness }

  /// Says whether there is room to wait. Then `leave` has to follow.
  nonisolated func enter() -> Bool {
    waiting.withLock { waiting in
      guard waiting < WitnessServer.mostWaiting else { return false }
      waiting += 1
      return true
    }
  }

  nonisolated func leave() { waiting.withLock { $0 -= 1 } }

  func countersign(_ body: [UInt8]) throws -> NoteSignature {
    try witness.addCheckpoint(body, at: UInt64(max(0, Date().timeIntervalSince1970)))
  }
}
