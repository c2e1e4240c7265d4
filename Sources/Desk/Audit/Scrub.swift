public import EventLog
public import Foundation
public import JSON
import Synchronization
import Transparency

/// The daily verification of a whole log, in a registry that goes on working: pages first, then every
/// record and hash, on one thread. One at a time; what it finds is kept, and a fault stops recording
/// as any verification's does.
public final class Scrub: Sendable {
  /// What the last verification that came to its end has found.
  public struct Result: Sendable, Hashable {
    /// When it began.
    public var began: Instant
    /// When it ended.
    public var ended: Instant
    /// The log's size when it began.
    public var size: UInt64
    /// The first fault, in words; nil when all was well.
    public var fault: String?
    /// The position of the first fault, where it is one of an event.
    public var position: Position?

    /// Whether nothing was wrong.
    public var isSound: Bool { fault == nil }

    /// How long it took, in seconds.
    public var seconds: Double { Double(ended.microseconds - began.microseconds) / 1_000_000 }
  }

  /// How far a verification has come.
  public struct Progress: Sendable, Hashable {
    /// What is being looked at.
    public enum Phase: String, Sendable {
      /// The pages of the files.
      case pages
      /// The events and their hashes.
      case events
    }

    /// When it began.
    public var began: Instant
    /// What is being looked at.
    public var phase = Phase.pages
    /// How many pages or events were looked at.
    public var done: UInt64 = 0
    /// Of how many; 0 while that is not known.
    public var all: UInt64 = 0
  }

  /// What is known of it.
  public struct Status: Sendable, Hashable {
    /// The verification under way.
    public var running: Progress?
    /// What the last one found; nil before the first.
    public var last: Result?
    /// Why the last one did not come to its end, if so.
    public var failure: String?
  }

  private struct State {
    var status: Status
    var task: Task<Result, any Error>?
    var isClosed = false
  }

  private let audit: LogAudit
  private let state: Mutex<State>

  init(_ audit: LogAudit) {
    self.audit = audit
    state = Mutex(State(status: Status(last: Self.kept(audit.folder))))
  }

  /// What is known of it now.
  public var status: Status { state.withLock { $0.status } }

  /// Begins a verification unless one is under way. Returns at once; `status` tells how it goes.
  public func begin() { _ = task() }

  /// Verifies, or waits for the verification that is under way. When the task is cancelled, so is a
  /// verification that it began, and nothing is kept of it.
  @discardableResult
  public func run() async throws -> Result {
    let (task, isOwn) = task()
    return try await withTaskCancellationHandler {
      try await task.value
    } onCancel: {
      if isOwn { task.cancel() }
    }
  }

  /// Ends a verification that is under way, without a result.
  func close() async {
    let task = state.withLock { state in
      state.isClosed = true
      return state.task
    }
    task?.cancel()
    _ = try? await task?.value
  }

  private func task() -> (task: Task<Result, any Error>, isOwn: Bool) {
    state.withLock { state in
      if let task = state.task { return (task, false) }
      guard !state.isClosed else { return (Task { throw CancellationError() }, true) }
      let began = LMDBEventLog.systemClock()
      state.status.running = Progress(began: began)
      let task = Task { try await self.verify(began) }
      state.task = task
      return (task, true)
    }
  }

  private func verify(_ began: Instant) async throws -> Result {
    let isCancelled = Flag()
    let outcome: Swift.Result<Result, any Error> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let thread = Thread { [self] in
          continuation.resume(returning: Swift.Result { try look(began, isCancelled) })
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
    } onCancel: {
      isCancelled.set()
    }
    state.withLock { state in
      state.task = nil
      state.status.running = nil
      switch outcome {
      case .success(let result):
        state.status.last = result
        state.status.failure = nil
      case .failure(is CancellationError): break
      case .failure(let error): state.status.failure = "\(error)"
      }
    }
    return try outcome.get()
  }

  private func look(_ began: Instant, _ isCancelled: Flag) throws -> Result {
    let size = try audit.log.read { $0.size }
    // What a damaged page leads to can end the process, so pages come first.
    let damage = try LogAudit.damage(of: audit.folder) { self.say(.pages, $0, $1) }
    if isCancelled.isSet { throw CancellationError() }
    var report: AuditReport
    if let damage {
      report = damage
      report.size = size
    } else {
      report = try audit.verify(
        pace: VerificationPace(threads: 1, isCancelled: { isCancelled.isSet })
      ) {
        self.say(.events, $0, $1)
      }
    }
    let fault = report.faults.first
    let result = Result(
      began: began, ended: LMDBEventLog.systemClock(), size: report.size, fault: fault?.message,
      position: fault?.position)
    try Self.keep(result, audit.folder)
    return result
  }

  private func say(_ phase: Progress.Phase, _ done: UInt64, _ all: UInt64) {
    state.withLock {
      $0.status.running?.phase = phase
      $0.status.running?.done = done
      $0.status.running?.all = all
    }
  }

  // MARK: What is kept

  private static func kept(_ folder: RegistryFolder) -> Result? {
    guard let bytes = try? DurableFile.read(folder.scrub),
      let json = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)),
      let began = json["began"]?.string.flatMap({ Instant($0) }),
      let ended = json["ended"]?.string.flatMap({ Instant($0) }),
      let size = json["size"]?.integer.flatMap({ UInt64(exactly: $0) })
    else { return nil }
    return Result(
      began: began, ended: ended, size: size, fault: json["fault"]?.string,
      position: json["position"]?.integer.flatMap { UInt64(exactly: $0) })
  }

  private static func keep(_ result: Result, _ folder: RegistryFolder) throws {
    try DurableFile.write(Array((result.json.compactText + "\n").utf8), to: folder.scrub)
  }
}

extension Scrub.Result {
  /// The result as JSON.
  public var json: JSONValue {
    [
      "ok": .bool(isSound), "began": .string(began.description),
      "ended": .string(ended.description), "size": .integer(Int64(clamping: size)),
      "fault": JSONValue(fault),
      "position": position.map { .integer(Int64(clamping: $0)) } ?? .null,
    ]
  }
}

// MARK: - When it is done

extension Scrub {
  /// The hour of the office's day at which hardly anybody works.
  public static let quietHour = 3

  /// When the next one is due, seen from a moment: at the quiet hour of the office's zone; where the
  /// last one is older than a day and a half, or there was none, soon after the program was started,
  /// since it may not run at night.
  public func next(after now: Date, startedAt start: Date, in zone: TimeZone) -> Date {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let quiet =
      calendar.nextDate(
        after: now, matching: DateComponents(hour: Self.quietHour, minute: 0),
        matchingPolicy: .nextTime) ?? now.addingTimeInterval(86_400)
    let last = status.last.map {
      Date(timeIntervalSince1970: Double($0.ended.microseconds) / 1_000_000)
    }
    if let last, now.timeIntervalSince(last) < 36 * 3600 { return quiet }
    return min(quiet, max(now, start.addingTimeInterval(600)))
  }

  /// Verifies every day at its time, until the task is cancelled. A verification that could not be
  /// done is tried again an hour later; `status` says why.
  public func runDaily(in zone: TimeZone) async throws {
    let start = Date()
    var retry: Date?
    while true {
      let due = retry ?? next(after: Date(), startedAt: start, in: zone)
      // The clock may be set meanwhile, or the machine have slept.
      try await Task.sleep(for: .seconds(max(0, min(due.timeIntervalSinceNow, 60))))
      guard Date() >= due else { continue }
      do {
        try await run()
        retry = nil
      } catch  where !(error is CancellationError) {
        retry = Date().addingTimeInterval(3600)
      }
    }
  }
}

/// Something that is said once.
private final class Flag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}
