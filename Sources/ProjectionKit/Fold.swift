internal import EventLog

/// One projection on its way through the log.
final class FoldRun {
  let projection: any Projection
  let tables: [TableNames]
  let state: FoldState
  var checkpoint: Checkpoint

  /// A fold that continues at `checkpoint`. With `complete`, it starts from nothing and keeps all
  /// its rows in memory until told to `forget` them.
  init(_ projection: any Projection, _ checkpoint: Checkpoint, complete: Bool) {
    self.projection = projection
    self.checkpoint = checkpoint
    tables = projection.tables.map { TableNames($0, building: checkpoint.place == .beside) }
    state = FoldState(projection.tables.map { TableState($0, complete: complete) })
    state.unknownEvents = checkpoint.unknownEvents
  }

  private var stores: [TableStore] = []

  var isRunning: Bool { checkpoint.state == .running }
  var isComplete: Bool { state.tables.allSatisfy(\.isComplete) }
  var cost: Int { state.tables.reduce(0) { $0 + $1.cost } }

  /// Reads rows that are not in memory, and writes, through `session`.
  func attach(_ session: Session) {
    stores = tables.map { TableStore(session, $0) }
    for (table, store) in zip(state.tables, stores) { table.source = store }
  }

  /// Hands over, table by table, the versions that will not change any more.
  func takeFinished() -> [FinishedVersions] { state.tables.map { $0.takeFinished() } }

  /// Writes what `takeFinished` handed over.
  func write(_ finished: [FinishedVersions]) throws {
    for (versions, store) in zip(finished, stores) { try versions.write(to: store) }
  }

  /// Writes all versions that are yet to be written.
  func flush() throws {
    for (table, store) in zip(state.tables, stores) { try table.flush(to: store) }
  }

  /// Folds one event. An error of the fold stops the fold there; an error of the store is thrown.
  func take(_ event: RecordedEvent) throws {
    guard isRunning, event.position >= checkpoint.size else { return }
    let unknownBefore = state.unknownEvents
    do {
      var rows = RowWriter(state)
      try projection.apply(event, to: &rows)
      if let error = state.storageError { throw error }
      try state.seal(event.position)
    } catch {
      if let error = state.storageError { throw error }
      state.abandonEvent()
      state.unknownEvents = unknownBefore
      checkpoint.size = event.position
      checkpoint.state = .failed
      checkpoint.error = "at position \(event.position) (\(event.type)): \(error)"
    }
  }

  /// Counts an event of a type that nobody knows.
  func countUnknown(at position: Position) {
    if isRunning, position >= checkpoint.size { state.unknownEvents += 1 }
  }

  /// Notes that all events before `size` were offered.
  func reach(_ size: UInt64) {
    if isRunning { checkpoint.size = size }
    checkpoint.unknownEvents = state.unknownEvents
  }
}

/// Several projections that read the log together.
struct Fold {
  let runs: [FoldRun]
  let knownTypes: Set<String>?
  private let takers: [String: [FoldRun]]
  /// Types that are passed over unread.
  private let ignored: Set<String>

  init(_ runs: [FoldRun], knownTypes: Set<String>?, ignored: Set<String> = []) {
    self.runs = runs
    self.knownTypes = knownTypes
    self.ignored = ignored
    var takers: [String: [FoldRun]] = [:]
    for run in runs {
      for type in run.projection.eventTypes { takers[type, default: []].append(run) }
    }
    self.takers = takers
  }

  /// The same fold in two, each with some of the projections, for two threads.
  var halves: [Fold] {
    let groups = [0, 1].map { half in
      runs.enumerated().filter { $0.offset % 2 == half }.map(\.element)
    }
    return zip(groups, groups.reversed()).filter { !$0.0.isEmpty }.map { own, others in
      let taken = Set(own.flatMap(\.projection.eventTypes))
      let ignored = Set(others.flatMap(\.projection.eventTypes)).subtracting(taken)
      return Fold(own, knownTypes: knownTypes, ignored: ignored)
    }
  }

  /// The smallest size that a running fold has reached, or nil when none runs.
  var size: UInt64? { runs.lazy.filter(\.isRunning).map(\.checkpoint.size).min() }

  /// About how many bytes of memory the rows hold.
  var cost: Int { runs.reduce(0) { $0 + $1.cost } }

  /// Whether all rows are in memory.
  var isComplete: Bool { runs.allSatisfy(\.isComplete) }

  /// Forgets the rows in memory, which must all be written.
  func forget() {
    for table in runs.lazy.flatMap(\.state.tables) { table.forget() }
  }

  /// Folds at most `count` events, not beyond `limit`.
  func advance(_ snapshot: any LogSnapshot, by count: Int, limit: UInt64) throws {
    let limit = min(limit, snapshot.size)
    guard let start = size, start < limit else { return }
    let end = limit - start > UInt64(count) ? start + UInt64(count) : limit
    let filter = EventFilter(
      types: knownTypes == nil ? Set(takers.keys) : nil, excluded: ignored)
    try snapshot.forEachEvent(in: start..<end, filter: filter, backward: false) { event in
      if let takers = takers[event.type] {
        for run in takers { try run.take(event) }
      } else if let knownTypes, !knownTypes.contains(event.type) {
        for run in runs { run.countUnknown(at: event.position) }
      }
      return true
    }
    for run in runs where run.checkpoint.size < end || !run.isRunning { run.reach(end) }
    let roots = try Self.roots(snapshot, Set(runs.map(\.checkpoint.size)))
    for run in runs { run.checkpoint.root = roots[run.checkpoint.size] ?? "" }
  }

  /// The log's roots at these sizes, in hexadecimal.
  static func roots(_ snapshot: any LogSnapshot, _ sizes: Set<UInt64>) throws -> [UInt64: String] {
    var roots: [UInt64: String] = [:]
    for size in sizes where size <= snapshot.size {
      roots[size] = size == 0 ? "" : hexadecimal(try snapshot.root(at: size))
    }
    return roots
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    var text = ""
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] {
        text.unicodeScalars.append(Unicode.Scalar(digit < 10 ? 48 + digit : 87 + digit))
      }
    }
    return text
  }
}
