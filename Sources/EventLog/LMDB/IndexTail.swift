/// The part of the index that is in memory: what was appended since the index file was written.
struct IndexTail {
  /// An event of a stream, and where the one before it is in the list of all.
  private struct Entry {
    var previous: Int
    var revision: UInt32
    var position: Position
  }

  /// The records it covers.
  private(set) var range: Range<Position>
  private var entries: [Entry] = []
  private var lastOfStream: [String: Int] = [:]
  private var commands: [UniqueID: (first: Position, count: Int)] = [:]

  init(from position: Position) { range = position..<position }

  /// Adds the next event.
  mutating func add(stream: String, revision: UInt32, command: UniqueID) {
    let position = range.upperBound
    let place = entries.count
    let previous = swap(&lastOfStream[stream], place) ?? -1
    entries.append(Entry(previous: previous, revision: revision, position: position))
    commands[command, default: (position, 0)].count += 1
    range = range.lowerBound..<position + 1
  }

  /// The stream's last revision below `size`.
  func last(of stream: String, below size: UInt64) -> (revision: UInt32, position: Position)? {
    var place = lastOfStream[stream] ?? -1
    while place >= 0 {
      let entry = entries[place]
      if entry.position < size { return (entry.revision, entry.position) }
      place = entry.previous
    }
    return nil
  }

  /// The stream's events, oldest first.
  func events(of stream: String) -> [(revision: UInt32, position: Position)] {
    var events: [(revision: UInt32, position: Position)] = []
    var place = lastOfStream[stream] ?? -1
    while place >= 0 {
      let entry = entries[place]
      events.append((entry.revision, entry.position))
      place = entry.previous
    }
    return events.reversed()
  }

  /// Where a command's events are.
  func command(_ id: UniqueID) -> (first: Position, count: Int)? { commands[id] }

  private func swap(_ value: inout Int?, _ new: Int) -> Int? {
    defer { value = new }
    return value
  }
}
