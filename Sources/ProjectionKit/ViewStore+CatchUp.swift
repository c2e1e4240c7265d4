public import EventLog
internal import GRDB

/// What has to be done to bring the views of a file up to a log.
struct Survey {
  /// Views that follow the log.
  var following: [(projection: any Projection, checkpoint: Checkpoint)] = []
  /// Projections whose view is missing, of another version, or of another log.
  var toBuild: [any Projection] = []

  init(_ projections: [any Projection], _ checkpoints: [Checkpoint], _ snapshot: any LogSnapshot)
    throws
  {
    let live = Dictionary(
      checkpoints.lazy.filter(\.isLive).map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    let roots = try Fold.roots(snapshot, Set(live.values.map(\.size)))
    for projection in projections {
      guard let checkpoint = live[projection.name], checkpoint.isOf(projection),
        roots[checkpoint.size] == checkpoint.root
      else {
        toBuild.append(projection)
        continue
      }
      if checkpoint.state == .running { following.append((projection, checkpoint)) }
    }
  }

  /// Whether a view has events to take.
  func isBehind(_ size: UInt64) -> Bool { following.contains { $0.checkpoint.size < size } }
}

extension ViewStore {
  /// Brings the views up to the log as it is now, and returns the size they all have then.
  ///
  /// Views that are missing, of another version or of another log are built. A view whose fold
  /// failed stays where it is until it is rebuilt.
  ///
  /// - Parameters:
  ///   - limit: the size to stop at.
  ///   - building: false to leave out views that would have to be built, for callers that only wait
  ///     for what runs.
  ///   - progress: called after each step with the size reached and the size to reach.
  @discardableResult
  public func catchUp(
    from log: any EventLog, upTo limit: UInt64 = .max, building: Bool = true,
    progress: (_ size: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> UInt64 {
    try replacingDamaged {
      var survey = try follow(log, limit, progress)
      if building, !survey.toBuild.isEmpty {
        try build(from: log, upTo: limit, only: nil, progress)
        survey = try follow(log, limit, progress)
      }
      return survey.following.map(\.checkpoint.size).min() ?? 0
    }
  }

  /// Builds a view, or all of them, from nothing beside the old one, which can be read meanwhile,
  /// and puts the new one in place.
  public func rebuild(
    _ name: String? = nil, from log: any EventLog,
    progress: (_ size: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws {
    if let name, !projections.contains(where: { $0.name == name }) {
      throw ViewError(
        .unknownName, "there is no view \(name)",
        hint: "the views are \(projections.map(\.name).joined(separator: ", "))")
    }
    try replacingDamaged {
      try build(
        from: log, upTo: .max, only: Set(name.map { [$0] } ?? projections.map(\.name)), progress)
      _ = try follow(log, .max, progress)
    }
  }

  /// Throws the file away and builds all views from nothing: whatever was destroyed in the log is in
  /// no page of the new file. Those who read the old file meanwhile go on with it.
  public func startOver(
    from log: any EventLog, progress: (_ size: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws {
    try ViewError.translating(path) {
      _ = try writer()
      try replaceFile()
    }
    try catchUp(from: log, progress: progress)
  }

  /// Runs `body`, and once more with a new file when the old one turns out to be damaged.
  private func replacingDamaged<T>(_ body: () throws -> T) throws -> T {
    try ViewError.translating(path) {
      do {
        return try body()
      } catch let error as DatabaseError where error.meansDamage {
        try replaceFile()
        return try body()
      }
    }
  }

  /// Brings the views that run up to the log, a transaction per batch.
  private func follow(
    _ log: any EventLog, _ limit: UInt64, _ progress: (UInt64, UInt64) -> Void
  ) throws -> Survey {
    try writer().use { session in
      var fold: Fold?
      var start: UInt64?
      while true {
        let (survey, target) = try log.read { snapshot in
          let checkpoints = try Catalogue.checkpoints(session)
          return (try Survey(projections, checkpoints, snapshot), min(limit, snapshot.size))
        }
        guard survey.isBehind(target) else {
          try analyse(session, from: start ?? target, to: target)
          return survey
        }
        start = start ?? survey.following.map(\.checkpoint.size).min()
        try Task.checkCancellation()
        let size = try session.write { try followBatch(session, log, limit, &fold) }
        progress(size, target)
      }
    }
  }

  /// Tells SQLite how the values are spread after the views have grown by much, so that it chooses
  /// among the indexes well (https://www.sqlite.org/lang_analyze.html).
  private func analyse(_ session: Session, from start: UInt64, to end: UInt64) throws {
    let growth = end - min(start, end)
    if growth >= 500, growth >= end / 4 { try session.execute("ANALYZE") }
  }

  /// Folds one batch inside a write transaction, going by what the file says now: another process
  /// may have folded since. Returns the size reached.
  private func followBatch(
    _ session: Session, _ log: any EventLog, _ limit: UInt64, _ fold: inout Fold?
  ) throws -> UInt64 {
    try log.read { snapshot in
      let survey = try Survey(projections, Catalogue.checkpoints(session), snapshot)
      let current: Fold
      if let fold, fold.runs.map(\.checkpoint) == survey.following.map(\.checkpoint) {
        current = fold
      } else {
        current = Fold(
          survey.following.map { FoldRun($0.projection, $0.checkpoint, complete: false) },
          knownTypes: knownTypes)
        for run in current.runs { run.attach(session) }
      }
      try current.advance(snapshot, by: pace.following, limit: limit)
      for run in current.runs {
        try run.flush()
        try Catalogue.write(run.checkpoint, session)
      }
      if current.cost > pace.memory { current.forget() }
      fold = current.runs.allSatisfy(\.isRunning) ? current : nil
      return current.size ?? min(limit, snapshot.size)
    }
  }
}
