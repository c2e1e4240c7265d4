public import EventLog

/// An import that was recorded.
public struct RecordedImport: Hashable, Sendable {
  /// Its name.
  public var batch: String
  /// Who imported.
  public var by: String
  /// When it was recorded.
  public var recorded: Instant
  /// The position of its first event.
  public var first: Position
  /// How many events it made.
  public var events: Int
  /// Who took it back, if somebody did.
  public var undoneBy: String?

  fileprivate let command: UniqueID
}

/// The imports that a log holds, read as far as a size; what was appended since is read when it is asked
/// for again.
public struct ImportList: Sendable {
  /// The imports, oldest first.
  public private(set) var imports: [RecordedImport] = []
  /// The size of the log that was read.
  public private(set) var size: UInt64 = 0
  private var places: [String: Int] = [:]

  /// Nothing read yet.
  public init() {}

  /// Reads on to the log's size.
  public mutating func readOn(in desk: Desk) throws {
    let from = size
    var list = self
    try desk.log.read { snapshot in
      guard snapshot.size > from else { return }
      try snapshot.forEachEvent(in: from..<snapshot.size, filter: EventFilter(), backward: false) {
        list.add($0)
        return true
      }
      list.size = snapshot.size
    }
    self = list
  }

  private mutating func add(_ event: RecordedEvent) {
    guard let batch = event.batch else { return }
    guard let place = places[batch] else {
      places[batch] = imports.count
      imports.append(
        RecordedImport(
          batch: batch, by: event.by, recorded: event.recorded, first: event.position, events: 1,
          undoneBy: nil, command: event.command))
      return
    }
    // An import is one command; another one of its name takes it back.
    if imports[place].command == event.command {
      imports[place].events += 1
    } else {
      imports[place].undoneBy = event.by
    }
  }
}
