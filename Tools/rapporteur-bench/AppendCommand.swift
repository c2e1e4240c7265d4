import ArgumentParser
import EventLog
import Sealing

/// `append`: durable appends, against bare LMDB and a table in SQLite that store the same records.
struct AppendCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "append",
    abstract: "Race durable appends against bare LMDB and SQLite, in turns on the same records.")

  @OptionGroup var place: Place
  @Option(help: "How many rounds.") var rounds = 5
  @Option(help: "Commits of one event in each round.") var commits = 1000
  @Option(help: "Events in each round of batches.") var batched = 20_000
  @Option(parsing: .upToNextOption, help: "Events per commit, one race for each.")
  var batches = [1, 100, 1000]
  @Flag(help: "Leave free text out, so that all of an event is in its record.") var plain = false

  func run() async throws {
    let directory = try freshDirectory(place.directory + "/append")
    var generator = Generator(seed: 7)
    generator.isPlain = plain
    let keys = try KeyStore(
      directory: directory + "/keys", keyFile: directory + "/kek", creating: true)
    for batch in batches {
      let path = "\(directory)/\(batch)"
      let log = try LMDBEventLog.create(at: path + "-log", origin: "bench", keyRing: keys)
      let bare = try BareLMDB(directory: path + "-bare")
      let table = try EventTable(path: path + ".sqlite")
      // A log that is in use, not an empty one.
      _ = try await fill(log, with: 20_000, by: 5000, from: &generator)
      let start = try records(of: log, from: 0)
      try bare.append(start.map(\.bytes)[...])
      try table.append(start[...])

      let appendsPerRound = batch == 1 ? commits : batched / batch
      var race = Race()
      for _ in 0..<rounds {
        try await round(
          log, bare, table, (0..<appendsPerRound).map { _ in generator.append(events: batch) },
          batch, &race)
      }
      race.report("\(batch) event(s) per durable commit")
      if batch == 1 { try await share(log, &generator) }
      await log.close()
      bare.close()
      table.close()
    }
  }

  private func round(
    _ log: LMDBEventLog, _ bare: BareLMDB, _ table: EventTable, _ appends: [Append], _ batch: Int,
    _ race: inout Race
  ) async throws {
    let size = try log.read { $0.size }
    let ours = try await seconds {
      for append in appends { _ = try await log.append(append) }
    }
    let records = try records(of: log, from: size)
    let lines = records.map(\.bytes)
    let starts = stride(from: 0, to: records.count, by: batch)
    let alone = try seconds {
      for start in starts { try bare.append(lines[start..<min(start + batch, lines.count)]) }
    }
    let tables = try seconds {
      for start in starts { try table.append(records[start..<min(start + batch, records.count)]) }
    }
    race.note("SQLite table (WAL, FULL)", records.count, in: tables)
    race.note("bare LMDB, record only", records.count, in: alone)
    race.note("the log: records, tree, texts, index", records.count, in: ours)
  }

  /// 64 writers at once, each waiting for its own event.
  private func share(_ log: LMDBEventLog, _ generator: inout Generator) async throws {
    var race = Race()
    for _ in 0..<rounds {
      let lone = (0..<commits / 2).map { _ in generator.append(events: 1) }
      let alone = try await seconds {
        for append in lone { _ = try await log.append(append) }
      }
      race.note("one writer", lone.count, in: alone)
      let work = (0..<64).map { _ in (0..<commits / 4).map { _ in generator.append(events: 1) } }
      let shared = try await seconds {
        try await withThrowingTaskGroup { group in
          for appends in work {
            group.addTask { for append in appends { _ = try await log.append(append) } }
          }
          try await group.waitForAll()
        }
      }
      race.note("64 writers", work.count * (commits / 4), in: shared)
    }
    race.report("writers that share commits")
  }

  private func records(of log: LMDBEventLog, from start: UInt64) throws -> [StoredRecord] {
    try log.read { snapshot in
      var records: [StoredRecord] = []
      try snapshot.forEachEvent(in: start..<snapshot.size, filter: EventFilter(), backward: false) {
        event in
        records.append(
          StoredRecord(
            bytes: [],
            id: [event.id.bytes.high, event.id.bytes.low].flatMap { half in
              (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - $0 * 8)) }
            }, stream: event.stream.text, revision: event.revision, type: event.type))
        return true
      }
      try snapshot.forEachRecord(in: start..<snapshot.size) { position, bytes in
        records[Int(position - start)].bytes = Array(bytes)
        return true
      }
      return records
    }
  }
}
