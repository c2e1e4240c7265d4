import EventLog
import Foundation
import Sealing
import Synchronization
import Testing

/// Every store that must pass the conformance suite.
enum Store: String, CaseIterable, CustomTestStringConvertible {
  case memory
  case files

  var testDescription: String { rawValue }
}

/// A clock that stands still until it is set.
final class TestClock: Sendable {
  private let time = Mutex(Instant(microseconds: 1_700_000_000_000_000))

  var now: Instant { time.withLock { $0 } }

  func advance(by microseconds: Int64) {
    time.withLock { $0.microseconds += microseconds }
  }
}

/// A log of its own for one test, in a folder of its own.
final class Fixture: Sendable {
  let store: Store
  let directory: String
  let keyRing: any KeyRing
  let clock = TestClock()
  let log: any EventLog

  init(_ store: Store, keyRing: any KeyRing = MemoryKeyRing()) throws {
    self.store = store
    self.keyRing = keyRing
    directory = FileManager.default.temporaryDirectory.path + "/log-\(UUID().uuidString)"
    let clock = clock
    switch store {
    case .memory:
      log = MemoryEventLog(origin: Self.origin, keyRing: keyRing) { clock.now }
    case .files:
      log = try LMDBEventLog.create(
        at: directory + "/log", origin: Self.origin, keyRing: keyRing, clock: { clock.now })
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static let origin = "localhost/rapporteur/00112233445566ff"

  /// Opens the files again; the log must be closed.
  func reopened() throws -> LMDBEventLog {
    let clock = clock
    return try LMDBEventLog(
      openingAt: directory + "/log", keyRing: keyRing, clock: { clock.now })
  }
}

/// A new id.
func newID() -> UniqueID {
  var generator = SystemRandomNumberGenerator()
  return UniqueID(at: Instant(microseconds: 1_700_000_000_000_000), using: &generator)
}

/// An append to one stream.
func command(
  _ id: UniqueID = newID(), _ stream: String = "request/r-1", _ expecting: Expected = .any,
  _ events: [NewEvent] = [NewEvent(type: "request.raised")], content: [UInt8]? = nil,
  expectingSize: UInt64? = nil
) -> Append {
  Append(
    command: id, content: content, by: "staff-1", via: "cli", expectingSize: expectingSize,
    writes: [StreamWrite(to: StreamName(stream), expecting: expecting, events: events)])
}

extension EventLog {
  /// Appends, and expects a new receipt.
  @discardableResult
  func appended(_ append: Append) async throws -> Receipt {
    switch try await self.append(append) {
    case .appended(let receipt): return receipt
    case let other: throw Unexpected(outcome: other)
    }
  }

  /// All events.
  func all(
    _ range: Range<Position>? = nil, types: Set<String>? = nil, excluded: Set<String> = [],
    backward: Bool = false
  ) throws -> [RecordedEvent] {
    try read { snapshot in
      var events: [RecordedEvent] = []
      try snapshot.forEachEvent(
        in: range ?? 0..<snapshot.size, filter: EventFilter(types: types, excluded: excluded),
        backward: backward
      ) {
        events.append($0)
        return true
      }
      return events
    }
  }

  /// The revisions of a stream.
  func stream(
    _ name: String, from revision: UInt32 = 0, backward: Bool = false
  ) throws -> [RecordedEvent] {
    try read { snapshot in
      var events: [RecordedEvent] = []
      try snapshot.forEachEvent(of: StreamName(name), from: revision, backward: backward) {
        events.append($0)
        return true
      }
      return events
    }
  }

  /// The stored bytes of all records.
  func records() throws -> [[UInt8]] {
    try read { snapshot in
      var records: [[UInt8]] = []
      try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
        records.append(Array(bytes))
        return true
      }
      return records
    }
  }

  /// The number of events.
  func size() throws -> UInt64 { try read { $0.size } }
}

/// An append had another outcome than the test needs.
struct Unexpected: Error {
  var outcome: AppendOutcome
}

/// The code of the error that `body` throws.
func code(_ body: () async throws -> Void) async -> EventLogError.Code? {
  do { try await body() } catch let error as EventLogError { return error.code } catch {
    return nil
  }
  return nil
}
