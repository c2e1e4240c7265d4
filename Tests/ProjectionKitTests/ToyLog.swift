@testable import EventLog
import JSON
import Synchronization
import Transparency

/// A log in memory, just enough for views to follow: it can be filled without waiting, and its reads
/// can be made to fail.
final class ToyLog: EventLog {
  let origin = "toy"
  private let events: Mutex<[RecordedEvent]>
  private let salt: UInt64
  private let fuse = Mutex<Int?>(nil)

  init(_ events: [ToyEvent] = [], salt: UInt64 = 0) {
    self.salt = salt
    self.events = Mutex([])
    add(events)
  }

  /// Makes reads throw `Interrupted` once this many more events were read.
  func failAfter(_ count: Int?) { fuse.withLock { $0 = count } }

  fileprivate func burn() throws {
    try fuse.withLock { fuse in
      guard let left = fuse else { return }
      if left == 0 { throw Interrupted() }
      fuse = left - 1
    }
  }

  var size: Int { events.withLock(\.count) }

  func add(_ new: [ToyEvent]) {
    events.withLock { events in
      for event in new { events.append(event.recorded(at: events.count, salt: salt)) }
    }
  }

  func read<T>(_ body: (any LogSnapshot) throws -> T) throws -> T {
    try body(Snapshot(log: self, events: events.withLock { $0 }))
  }

  struct Unsupported: Error {}
  func append(_ append: Append) async throws -> AppendOutcome { throw Unsupported() }
  func matches(command: UniqueID, content: [UInt8]) throws -> Bool { throw Unsupported() }
  func wait(beyond size: UInt64) async throws -> UInt64 { throw Unsupported() }
  func close() async {}

  struct Snapshot: LogSnapshot {
    let log: ToyLog
    let events: [RecordedEvent]
    var size: UInt64 { UInt64(events.count) }

    func forEachEvent(
      in range: Range<Position>, filter: EventFilter, backward: Bool,
      _ body: (RecordedEvent) throws -> Bool
    ) throws {
      for event in events[Int(range.lowerBound)..<Int(range.upperBound)]
      where filter.types?.contains(event.type) ?? true {
        try log.burn()
        guard try body(event) else { return }
      }
    }

    func forEachEvent(
      of stream: StreamName, from revision: UInt32, backward: Bool,
      _ body: (RecordedEvent) throws -> Bool
    ) throws { throw Unsupported() }

    func forEachRecord(
      in range: Range<Position>, _ body: (Position, UnsafeRawBufferPointer) throws -> Bool
    ) throws { throw Unsupported() }

    func lastRevision(of stream: StreamName) throws -> UInt32? { throw Unsupported() }
    func position(ofEvent id: UniqueID) throws -> Position? { throw Unsupported() }
    func receipt(of command: UniqueID) throws -> Receipt? { throw Unsupported() }
    func size(at instant: Instant) throws -> UInt64 { throw Unsupported() }
    func treeNode(_ number: UInt64) throws -> Digest { throw Unsupported() }
    func blob(at address: BesideAddress) throws -> [UInt8]? { throw Unsupported() }
    func clockJumps() throws -> [ClockJump] { throw Unsupported() }

    /// Not a Merkle root, but it depends on the size and on the log like one.
    func root(at size: UInt64) throws -> [UInt8] {
      let salt = events.first?.id.bytes.high ?? 0
      return withUnsafeBytes(of: (size, salt)) { Array($0) }
    }
  }
}
