/// The part of the index that is in memory: what was appended since the index file was written.
struct IndexTail {
  /// The records it covers.
  private(set) var range: Range<Position>
  private var streams: [String: [(revision: UInt32, position: Position)]] = [:]
  private var commands: [UniqueID: (first: Position, count: Int)] = [:]

  init(from position: Position) { range = position..<position }

  /// Adds the next event.
  mutating func add(stream: String, revision: UInt32, command: UniqueID) {
    let position = range.upperBound
    streams[stream, default: []].append((revision, position))
    commands[command, default: (position, 0)].count += 1
    range = range.lowerBound..<position + 1
  }

  /// The stream's last revision below `size`.
  func last(of stream: String, below size: UInt64) -> (revision: UInt32, position: Position)? {
    streams[stream]?.last { $0.position < size }
  }

  /// The stream's events from `first` on.
  func events(of stream: String) -> [(revision: UInt32, position: Position)] {
    streams[stream] ?? []
  }

  /// Where a command's events are.
  func command(_ id: UniqueID) -> (first: Position, count: Int)? { commands[id] }
}
