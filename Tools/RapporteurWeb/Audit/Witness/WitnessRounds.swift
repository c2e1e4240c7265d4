public import Access
import AsyncHTTPClient
public import Desk
import EventLog
public import Foundation
public import Logging
import NIOCore
import NIOHTTP1
public import ServiceLifecycle
import Synchronization
import Transparency

/// Sends the registry's checkpoints to its witnesses as they are signed, and keeps what those
/// countersign (C2SP tlog-witness).
public final class WitnessRounds: Service {
  /// Why a witness did not countersign.
  public enum Trouble: Hashable, Sendable {
    /// It cannot be reached, or what it says cannot be understood.
    case unreachable(String)
    /// It answered with this status: it does not know the log, its key, or the way it grew.
    case refused(Int)
    /// It saw the log with more events than it has: something was taken away.
    case sawMore(UInt64)
    /// It saw the log with another root at this size.
    case sawAnother(UInt64)

    /// Whether this says that the history was changed.
    public var isAlarming: Bool {
      switch self {
      case .unreachable, .refused: false
      case .sawMore, .sawAnother: true
      }
    }
  }

  /// How it stands with one witness.
  public struct Standing: Sendable, Hashable {
    /// The witness.
    public var witness: WitnessAddress
    /// The largest size that it cosigned; nil for none.
    public var size: UInt64?
    /// When it did.
    public var cosigned: Date?
    /// Why it did not the last time, if so.
    public var trouble: Trouble?
  }

  private let upkeep: Upkeep
  private let pause: Duration
  private let logger: Logger
  private let state: Mutex<[Standing]>

  /// - Parameter pause: how long to wait from one round to the next.
  public init(_ upkeep: Upkeep, pause: Duration = .seconds(30), logger: Logger) {
    self.upkeep = upkeep
    self.pause = pause
    self.logger = logger
    state = Mutex(upkeep.witnesses.map { Standing(witness: $0) })
  }

  /// How it stands with each.
  public var standings: [Standing] { state.withLock { $0 } }

  /// Asks again and again until the program ends.
  public func run() async throws {
    guard !standings.isEmpty else { return try await gracefulShutdown() }
    let configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(10), read: .seconds(20)))
    let client = HTTPClient(configuration: configuration)
    recall()
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await self.round(client)
        try? await Task.sleep(for: self.pause)
      }
    }
    try await client.shutdown()
  }

  /// Finds out what each witness cosigned before.
  private func recall() {
    for standing in standings {
      guard let last = upkeep.cosigned(by: standing.witness.key) else { continue }
      update(standing.witness.key) {
        $0.size = last.size
        $0.cosigned = Date(timeIntervalSince1970: Double(last.time))
      }
    }
  }

  private func update(_ key: VerifierKey, _ change: (inout Standing) -> Void) {
    state.withLock { standings in
      if let place = standings.firstIndex(where: { $0.witness.key == key }) {
        change(&standings[place])
      }
    }
  }

  private func round(_ client: HTTPClient) async {
    let last: SignedCheckpoint
    do {
      guard let signed = try upkeep.lastCheckpoint() else { return }
      last = signed
    } catch {
      // That is for the page of the audit to say.
      return
    }
    for standing in standings where standing.size != last.checkpoint.size {
      guard !Task.isCancelled else { return }
      do {
        try await ask(client, standing, last)
        update(standing.witness.key) { $0.trouble = nil }
      } catch let trouble as Failure {
        note(trouble.trouble, standing)
      } catch {
        guard !(error is CancellationError), !Task.isCancelled else { return }
        note(.unreachable(Self.words(error)), standing)
      }
    }
  }

  private func note(_ trouble: Trouble, _ standing: Standing) {
    if standing.trouble != trouble {
      logger.log(
        level: trouble.isAlarming ? .error : .warning, "a witness did not countersign",
        metadata: ["witness": "\(standing.witness.key.name)", "trouble": "\(trouble)"])
    }
    update(standing.witness.key) { $0.trouble = trouble }
  }

  private static func words(_ error: any Error) -> String {
    (error as? DeskError)?.message ?? (error as? TransparencyError)?.message
      ?? "\(type(of: error)): \(error)"
  }

  private struct Failure: Error {
    var trouble: Trouble
  }

  /// Asks one witness, a second time when it tells from which size it wants proof.
  private func ask(
    _ client: HTTPClient, _ standing: Standing, _ signed: SignedCheckpoint
  ) async throws {
    let size = signed.checkpoint.size
    var old = min(standing.size ?? 0, size)
    for isLast in [false, true] {
      let request = try upkeep.witnessRequest(since: old, to: signed)
      let answer = try await post(client, standing.witness, request)
      switch answer.status {
      case 200:
        return try accept(answer.body, standing.witness.key, signed)
      case 409:
        guard let seen = Self.size(answer) else { throw Failure(trouble: .refused(409)) }
        if seen > size { throw Failure(trouble: .sawMore(seen)) }
        if seen == old { throw Failure(trouble: .sawAnother(seen)) }
        if isLast { throw Failure(trouble: .refused(409)) }
        old = seen
      default:
        throw Failure(trouble: .refused(answer.status))
      }
    }
  }

  private struct Answer {
    var status: Int
    var type: String?
    var body: [UInt8]
  }

  private static func size(_ answer: Answer) -> UInt64? {
    guard answer.type == "text/x.tlog.size" else { return nil }
    return UInt64(String(decoding: answer.body, as: UTF8.self).trimmingCharacters(in: .newlines))
  }

  private func post(
    _ client: HTTPClient, _ witness: WitnessAddress, _ question: WitnessRequest
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: witness.url + "/add-checkpoint")
    request.method = .POST
    request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
    request.body = .bytes(ByteBuffer(string: question.encoded))
    let response = try await client.execute(request, timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 64 << 10)
    return Answer(
      status: Int(response.status.code), type: response.headers.first(name: "content-type"),
      body: Array(buffer: body))
  }

  /// Keeps the witness's signatures. Lines by other keys are passed over.
  private func accept(
    _ body: [UInt8], _ key: VerifierKey, _ signed: SignedCheckpoint
  ) throws {
    for line in String(decoding: body, as: UTF8.self).split(separator: "\n") {
      let signature = try NoteSignature(line: line)
      guard let cosigned = try upkeep.add(signature, by: key, to: signed) else { continue }
      let time = upkeep.time(of: key, on: cosigned)
      return update(key) {
        $0.size = signed.checkpoint.size
        $0.cosigned = time.map { Date(timeIntervalSince1970: Double($0)) }
      }
    }
    throw Failure(trouble: .unreachable("it answered without a cosignature by its key"))
  }
}
