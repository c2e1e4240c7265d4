public import EventLog
internal import GRDB

/// A place where a live view is not what a fresh replay of the log gives.
public struct ViewDifference: Hashable, Sendable {
  /// The log size that was compared.
  public var size: UInt64
  /// The projection.
  public var view: String
  /// The table; empty when the view as a whole differs.
  public var table: String
  /// The row's key.
  public var key: String
  /// The column or list; `since` when the rows hold from different events on; `words` when the
  /// full-text index differs; empty when one side has no such row.
  public var column: String
  /// What the live view shows; nil when it has no such row.
  public var live: String?
  /// What the replay gives; nil when it has no such row.
  public var replayed: String?
}

extension ViewStore {
  /// Replays the log from nothing up to each of the sizes and compares every row of every table
  /// with the live views as of that size. Returns the differences, at most `maximum`.
  ///
  /// The replay is kept in a private temporary database that vanishes with the process.
  public func check(
    at sizes: [UInt64], against log: any EventLog, maximum: Int = 1000,
    progress: (_ size: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> [ViewDifference] {
    try withSnapshot { _, session in
      let live = try Catalogue.checkpoints(session).filter(\.isLive)
      for size in sizes { try require(size, live) }
    }
    return try ViewError.translating(path) {
      try Connection(path: "", for: .writing).use { session in
        try session.execute(Catalogue.definitions)
        let builder = Builder(session, log, pace)
        let runs = try builder.begin(projections, catalogue: projections, [], resumingUpTo: 0)
        let fold = Fold(runs, knownTypes: knownTypes)
        var differences: [ViewDifference] = []
        for size in Set(sizes).sorted() where differences.count < maximum {
          try builder.advance(fold, upTo: size, progress)
          try builder.save(fold)
          for run in runs { try builder.makeKeyIndexes(run) }
          differences += try compare(runs, session, at: size, maximum - differences.count)
        }
        return differences
      }
    }
  }

  private func compare(
    _ runs: [FoldRun], _ replay: Session, at size: UInt64, _ maximum: Int
  ) throws -> [ViewDifference] {
    try withSnapshot { _, session in
      let live = try Catalogue.checkpoints(session).filter(\.isLive)
      var comparison = Comparison(size: size, maximum: maximum)
      for run in runs {
        comparison.view = run.projection.name
        guard let checkpoint = live.first(where: { $0.isOf(run.projection) }) else {
          comparison.note("", "", "version", nil, String(run.projection.version))
          continue
        }
        let reached = min(checkpoint.size, size)
        guard reached == run.checkpoint.size else {
          comparison.note("", "", "size", String(reached), String(run.checkpoint.size))
          continue
        }
        if checkpoint.size == size, checkpoint.unknownEvents != run.checkpoint.unknownEvents {
          comparison.note(
            "", "", "unknown_events", String(checkpoint.unknownEvents),
            String(run.checkpoint.unknownEvents))
        }
        for names in run.tables {
          let liveNames = TableNames(names.schema, building: false)
          try comparison.compare(
            History(session, liveNames), History(replay, names), names.schema.name)
          if let index = liveNames.words, let replayed = names.words {
            try comparison.compareWords(
              (session, index), (replay, replayed), names.schema.name)
          }
        }
      }
      return comparison.differences
    }
  }
}

/// Goes through two tables side by side.
private struct Comparison {
  let size: UInt64
  let maximum: Int
  var view = ""
  var differences: [ViewDifference] = []

  mutating func note(
    _ table: String, _ key: String, _ column: String, _ live: String?, _ replayed: String?
  ) {
    guard differences.count < maximum else { return }
    differences.append(
      ViewDifference(
        size: size, view: view, table: table, key: key, column: column, live: live,
        replayed: replayed))
  }

  mutating func compare(_ live: History, _ replayed: History, _ table: String) throws {
    let lives = try live.walk(asOf: size)
    let replays = try replayed.walk(asOf: nil)
    var (a, b) = (try lives.next(), try replays.next())
    while (a != nil || b != nil) && differences.count < maximum {
      switch (a, b) {
      case (let row?, let other?) where row.key == other.key:
        compare(row, other, live.fieldNames, table)
        (a, b) = (try lives.next(), try replays.next())
      case (let row?, let other) where other.map { row.key < $0.key } ?? true:
        note(table, row.key.text, "", "present", nil)
        a = try lives.next()
      default:
        note(table, b?.key.text ?? "", "", nil, "present")
        b = try replays.next()
      }
    }
  }

  /// Compares which words stand where in two full-text indexes.
  mutating func compareWords(
    _ live: (session: Session, index: String), _ replayed: (session: Session, index: String),
    _ table: String
  ) throws {
    let limit = WordIndex.place(atSize: Int64(clamping: size) + 1)
    let lives = try WordWalk(live.session, live.index, below: limit)
    let replays = try WordWalk(replayed.session, replayed.index, below: limit)
    var (a, b) = (try lives.next(), try replays.next())
    while (a != nil || b != nil) && differences.count < maximum {
      if a == b {
        (a, b) = (try lives.next(), try replays.next())
      } else if let word = a, b.map({ word < $0 }) ?? true {
        note(table, "", "words", word.description, nil)
        a = try lives.next()
      } else {
        note(table, "", "words", nil, b?.description)
        b = try replays.next()
      }
    }
    try lives.end()
    try replays.end()
  }

  private mutating func compare(
    _ a: History.Version, _ b: History.Version, _ names: [String], _ table: String
  ) {
    for (index, name) in names.enumerated() where a.fields[index] != b.fields[index] {
      note(table, a.key.text, name, a.fields[index].description, b.fields[index].description)
    }
    if a.since != b.since { note(table, a.key.text, "since", String(a.since), String(b.since)) }
  }
}
