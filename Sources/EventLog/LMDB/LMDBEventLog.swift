import Glibc
import LMDB
public import Sealing

/// The log in files: a folder with `data.mdb` (the evidence, every commit durable) and `index/`
/// (derived, rebuilt when it cannot be trusted). See Docs/log-format.md.
///
/// Several processes may have it open, each once. Appends of one process share commits.
public final class LMDBEventLog: EventLog {
  /// The log's name, part of every checkpoint.
  public let origin: String
  /// When the log was made.
  public let created: Instant

  let file: LogFile
  let index: LogIndex
  private let contents: Contents
  private let committer: Committer
  private let waiters = Waiters()

  /// The system's clock.
  public static let systemClock: @Sendable () -> Instant = {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// Makes a new log in `directory`. Throws `.invalid` when there is one already.
  public static func create(
    at directory: String, origin: String, keyRing: any KeyRing,
    clock: @escaping @Sendable () -> Instant = systemClock
  ) throws -> LMDBEventLog {
    guard !origin.isEmpty, origin.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw EventLogError(
        .invalid, "\"\(origin)\" cannot name a log: printable ASCII without blanks is needed")
    }
    let file = try translating("making the log in \(directory)") {
      let file = try LogFile(directory: directory, creates: true)
      try file.environment.write { transaction in
        guard try transaction.get(file.meta, Meta.format) == nil else {
          throw EventLogError(.invalid, "there is a log in \(directory) already; open that")
        }
        try transaction.put(file.meta, Meta.format, Array(LogFile.format.utf8))
        try transaction.put(file.meta, Meta.origin, Array(origin.utf8))
        try transaction.put(file.meta, Meta.created, Array(clock().description.utf8))
      }
      return file
    }
    return try LMDBEventLog(file, keyRing: keyRing, clock: clock)
  }

  /// Opens the log in `directory`.
  ///
  /// Throws `.missing` when there is none, `.damaged` for a truncated or foreign file or one of a
  /// later format, `.alreadyOpen` when this process has it open.
  public convenience init(
    openingAt directory: String, keyRing: any KeyRing,
    clock: @escaping @Sendable () -> Instant = systemClock
  ) throws {
    let file = try translating("opening the log in \(directory)") {
      try LogFile(directory: directory, creates: false)
    }
    try self.init(file, keyRing: keyRing, clock: clock)
  }

  private init(
    _ file: LogFile, keyRing: any KeyRing, clock: @escaping @Sendable () -> Instant
  ) throws {
    let directory = file.environment.directory
    let (origin, created, index) = try translating("opening the log in \(directory)") {
      try file.environment.read { transaction in
        func text(_ key: [UInt8]) throws -> String? {
          try transaction.get(file.meta, key).map { String(decoding: $0, as: UTF8.self) }
        }
        let format = try text(Meta.format)
        guard format == LogFile.format, let origin = try text(Meta.origin),
          let created = try text(Meta.created).flatMap({ Instant($0) })
        else {
          throw EventLogError(
            .damaged,
            "the log in \(directory) has the format \(format ?? "of something else"); this program"
              + " reads format \(LogFile.format)")
        }
        let index = try LogIndex(directory: directory + "/index", view: LogView(file, transaction))
        return (origin, created, index)
      }
    }
    let contents = Contents(origin: origin, keyRing: keyRing)
    self.file = file
    self.origin = origin
    self.created = created
    self.index = index
    self.contents = contents
    committer = try Committer(
      contents: contents,
      writer: LogWriter(file: file, index: index, contents: contents, clock: clock),
      waiters: waiters, keeper: try IndexKeeper(file: file, index: index))
  }

  deinit { committer.stop() }

  /// Appends all the events or none; returns when they are durable.
  public func append(_ append: Append) async throws -> AppendOutcome {
    try AppendCheck.check(append)
    return try await committer.append(append)
  }

  /// What this process has written since it opened the log.
  public var commitCounts: CommitCounts { committer.counts }

  /// Whether `content` is what `command` was appended with.
  public func matches(command: UniqueID, content: [UInt8]) throws -> Bool {
    let fingerprint = try contents.fingerprint(content: content)
    return try reading { view in
      guard let receipt = try index.receipt(of: command, in: view) else { return false }
      return try file.fingerprint(at: receipt.first, view.transaction) == fingerprint
    }
  }

  /// Runs `body` on the log as it is now.
  public func read<T>(_ body: (any LogSnapshot) throws -> T) throws -> T {
    try reading { try body(LMDBSnapshot(view: $0, index: index, contents: contents)) }
  }

  /// Returns when the log is larger than `size`, also when another process wrote.
  ///
  /// Commits of this process wake the waiting at once. Those of others are noticed by comparing the
  /// number of the last commit, which is in mapped memory: at first every millisecond, then ever
  /// more rarely, down to twenty times a second. While nobody waits nothing is looked at.
  public func wait(beyond size: UInt64) async throws -> UInt64 {
    let current = try reading { $0.size }
    guard current <= size else { return current }
    return try await waiters.wait(beyond: size) { Task.detached { await self.poll() } }
  }

  /// Waits for running commits and lets go of what is held. Idempotent.
  public func close() async {
    waiters.close()
    await committer.close()
    index.close()
    file.environment.close()
  }

  /// Writes a compact copy of the evidence to the new file `path`, while others read and write.
  public func copy(to path: String) throws {
    try translating("copying the log") {
      try file.environment.copy(to: path)
    }
  }

  /// Writes the evidence anew without what was deleted from it, which LMDB keeps in unused pages.
  ///
  /// No other process may have the log open; reads and appends of this one wait.
  public func compact() throws {
    try translating("writing the log anew") { try file.environment.compact() }
  }

  /// Brings the index file up to date at once; by itself it lags behind by some thousand records.
  package func updateIndex() throws {
    try reading { try index.advance($0) }
  }

  private func reading<T>(_ body: (LogView) throws -> T) throws -> T {
    try translating("reading the log") {
      try file.environment.read { try body(LogView(file, $0)) }
    }
  }

  private func poll() async {
    var pause = 1
    var last: UInt64?
    while !waiters.endPollingIfIdle() {
      // What counts as seen is the commit that was read: LMDB shows the number of a new one while
      // it still waits for the disk, and readers get the one before until that is done.
      if let commit = try? file.environment.information().lastTransaction, commit != last,
        let (seen, size) = try? reading({ (try $0.transaction.number(), $0.size) })
      {
        last = seen
        pause = 1
        waiters.announce(size)
      }
      try? await Task.sleep(for: .milliseconds(pause))
      pause = min(50, pause * 2)
    }
  }

  private enum Meta {
    static let format = Array("format".utf8)
    static let origin = Array("origin".utf8)
    static let created = Array("created".utf8)
  }
}
