/// The events of a log from a position on, each exactly once and in order, without end: when all
/// have been read, the next one is waited for.
///
/// Events come from snapshots of the log, never from a notification, so none is lost or repeated
/// between history and what is appended meanwhile. Ends only by an error: `CancellationError`, or
/// what reading throws.
public struct Following: AsyncSequence {
  /// What is iterated over.
  public typealias Element = RecordedEvent

  let log: any EventLog
  let start: Position
  let filter: EventFilter

  /// An iterator of its own, from the start.
  public func makeAsyncIterator() -> Iterator {
    Iterator(log: log, filter: filter, next: start)
  }

  /// Reads a few hundred events ahead.
  public struct Iterator: AsyncIteratorProtocol {
    private static let chunk: UInt64 = 256

    private let log: any EventLog
    private let filter: EventFilter
    private var position: Position
    private var buffer: [RecordedEvent] = []
    private var index = 0

    init(log: any EventLog, filter: EventFilter, next position: Position) {
      self.log = log
      self.filter = filter
      self.position = position
    }

    /// The next event; never nil.
    public mutating func next() async throws -> RecordedEvent? {
      while index == buffer.count {
        try Task.checkCancellation()
        buffer.removeAll(keepingCapacity: true)
        index = 0
        let size = try fill()
        if buffer.isEmpty, position >= size { _ = try await log.wait(beyond: position) }
      }
      defer { index += 1 }
      return buffer[index]
    }

    /// Reads the next events of one snapshot, and returns the size of that snapshot.
    private mutating func fill() throws -> UInt64 {
      var buffer = buffer
      var position = position
      let filter = filter
      let size = try log.read { snapshot in
        let end = Swift.min(snapshot.size, position + Self.chunk)
        guard position < end else { return snapshot.size }
        try snapshot.forEachEvent(in: position..<end, filter: filter, backward: false) {
          buffer.append($0)
          return true
        }
        position = end
        return snapshot.size
      }
      self.buffer = buffer
      self.position = position
      return size
    }
  }
}

extension EventLog {
  /// The events from `position` on, exactly once and in order, then those that follow.
  public func follow(
    from position: Position = 0, filter: EventFilter = EventFilter()
  ) -> Following {
    Following(log: self, start: position, filter: filter)
  }
}
