internal import EventLog
internal import GRDB

/// Builds views from nothing, in steps, beside the tables that queries read.
///
/// At first all rows stay in memory and only versions that have ended are written, so that each
/// version is written once and no index is needed; folding and writing go on side by side. When that
/// takes too much memory, everything is written and forgotten, rows are found by an index from then
/// on, and the build can be resumed there after a crash.
/// Indexes for queries are made at the end.
struct Builder {
  private let session: Session
  private let log: any EventLog
  private let pace: ViewPace

  init(_ session: Session, _ log: any EventLog, _ pace: ViewPace) {
    self.session = session
    self.log = log
    self.pace = pace
  }

  /// Makes the tables, or finds those that an interrupted build left at a size up to `resumable`.
  func begin(
    _ wanted: [any Projection], catalogue: [any Projection], _ checkpoints: [Checkpoint],
    resumingUpTo resumable: UInt64
  ) throws -> [FoldRun] {
    let registered = Set(catalogue.map(\.name))
    let hasLive = Set(checkpoints.filter(\.isLive).map(\.name))
    let roots = try log.read { try Fold.roots($0, Set(checkpoints.map(\.size))) }
    // A new file begins anywhere, so that nobody takes its tables for those of the file before.
    var generation = checkpoints.map(\.generation).max() ?? .random(in: 1...1 << 40)
    return try session.write {
      var left: [String: Checkpoint] = [:]
      for checkpoint in checkpoints {
        let projection = wanted.first { $0.name == checkpoint.name }
        if !checkpoint.isLive, checkpoint.size > 0, checkpoint.size <= resumable,
          checkpoint.state == .running, let projection, checkpoint.isOf(projection),
          roots[checkpoint.size] == checkpoint.root
        {
          left[checkpoint.name] = checkpoint
        } else if !checkpoint.isLive || !registered.contains(checkpoint.name) {
          try Catalogue.drop(checkpoint.name, checkpoint.place, session)
        }
      }
      return try wanted.map { projection in
        generation += 1
        let fresh = Checkpoint(
          name: projection.name, place: hasLive.contains(projection.name) ? .beside : .first,
          version: Int64(projection.version), generation: generation)
        let run = FoldRun(
          projection, left[projection.name] ?? fresh, complete: left[projection.name] == nil)
        if left[projection.name] == nil { try Catalogue.create(fresh, run.tables, session) }
        run.attach(session)
        return run
      }
    }
  }

  /// Folds the log and puts the views in place.
  func run(_ fold: Fold, upTo limit: UInt64, _ progress: (UInt64, UInt64) -> Void) throws {
    try advance(fold, upTo: limit, progress)
    try save(fold)
    for run in fold.runs { try makeIndexes(run) }
    try advance(fold, upTo: limit, progress)
    try session.write {
      try log.read { try fold.advance($0, by: .max, limit: limit) }
      for run in fold.runs {
        try run.flush()
        try Catalogue.putInPlace(run.checkpoint, run.tables, session)
      }
    }
    try session.execute("ANALYZE; PRAGMA wal_checkpoint(PASSIVE)")
  }

  /// Folds the log up to a size, or to its end, and writes at least what memory cannot hold.
  func advance(_ fold: Fold, upTo limit: UInt64, _ progress: (UInt64, UInt64) -> Void) throws {
    while true {
      try Task.checkCancellation()
      let target = try log.read { min(limit, $0.size) }
      guard let size = fold.size, size < target else { return }
      if fold.isComplete, target - size > UInt64(pace.building) {
        try foldAhead(fold, upTo: target, progress)
      } else {
        try log.read { try fold.advance($0, by: pace.building, limit: target) }
        progress(fold.size ?? target, target)
      }
      if fold.cost > pace.memory {
        for run in fold.runs { try makeKeyIndexes(run) }
        try save(fold)
        fold.forget()
      }
    }
  }

  /// Folds on another thread until `target` is reached or memory is full, and writes meanwhile what
  /// has ended.
  private func foldAhead(
    _ fold: Fold, upTo target: UInt64, _ progress: (UInt64, UInt64) -> Void
  ) throws {
    let ahead = FoldAhead(fold, log, pace, target: target)
    ahead.start()
    do {
      while let piece = ahead.next() {
        try Task.checkCancellation()
        if piece.finished.contains(where: { $0.contains { $0.count > 0 } }) {
          try session.write {
            for (run, finished) in zip(fold.runs, piece.finished) { try run.write(finished) }
          }
        }
        progress(piece.size, target)
      }
    } catch {
      ahead.stop()
      throw error
    }
    try ahead.result()
  }

  /// Writes everything, so that the build could go on from here.
  func save(_ fold: Fold) throws {
    try session.write {
      for run in fold.runs {
        try run.flush()
        try Catalogue.write(run.checkpoint, session)
      }
    }
  }

  /// Makes the indexes that a fold needs when its rows are not in memory.
  func makeKeyIndexes(_ run: FoldRun) throws {
    let generation = run.checkpoint.generation
    for (table, state) in zip(run.tables, run.state.tables) {
      try session.execute(table.keyIndex(generation: generation))
      for column in state.searched.sorted() {
        try session.execute(table.index(over: [column], generation: generation))
      }
    }
  }

  private func makeIndexes(_ run: FoldRun) throws {
    try makeKeyIndexes(run)
    // Sorting goes on beside reading (https://www.sqlite.org/pragma.html#pragma_threads).
    try session.execute("PRAGMA threads = 2")
    for table in run.tables {
      for index in table.otherIndexes(generation: run.checkpoint.generation) {
        try session.execute(index)
      }
      // One piece is searched faster than many (https://www.sqlite.org/fts5.html#the_optimize_command).
      if let words = table.words {
        try session.execute("INSERT INTO \"\(words)\"(\"\(words)\") VALUES('optimize')")
      }
    }
  }
}
