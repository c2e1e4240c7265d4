internal import EventLog
internal import GRDB

extension ViewStore {
  /// Builds views beside those that queries read and puts them in place: those named, or, with nil,
  /// those that the log and the catalogue ask for. One process builds at a time; others wait.
  func build(
    from log: any EventLog, upTo limit: UInt64, only names: Set<String>?,
    _ progress: (UInt64, UInt64) -> Void
  ) throws {
    let lock = try FileLock(lockPath)
    defer { withExtendedLifetime(lock) {} }
    _ = try writer()
    try Connection(path: path, for: .writing).use { session in
      let checkpoints = try Catalogue.checkpoints(session)
      let survey = try log.read { try Survey(projections, checkpoints, $0) }
      let wanted =
        if let names { projections.filter { names.contains($0.name) } } else { survey.toBuild }
      guard !wanted.isEmpty else { return }
      let builder = Builder(session, log, pace)
      let runs = try builder.begin(
        wanted, catalogue: projections, checkpoints, resumingUpTo: names == nil ? limit : 0)
      try builder.run(Fold(runs, knownTypes: knownTypes), upTo: limit, progress)
    }
  }
}
