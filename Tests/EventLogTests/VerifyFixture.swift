import EventLog
import Foundation
import JSON
import LMDB
import Sealing
import Synchronization

/// Numbers that are the same in each run.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// See the paper "xorshift*" by Sebastiano Vigna.
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// A number below `bound`.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}

/// A closed log of events of many shapes, from a seed.
final class StoredLog: Sendable {
  let fixture: Fixture
  let seed: UInt64

  static let options: VerificationOptions = {
    var options = VerificationOptions(
      erasure: ("person.erased", "person"), redaction: (".text_redacted", "texts"))
    options.levels = 5
    return options
  }()

  init(seed: UInt64, commands: Int, isIndexed: Bool) async throws {
    self.seed = seed
    fixture = try Fixture(.files)
    try await Self.fill(fixture, seed: seed, commands: commands)
    if isIndexed, let log = fixture.log as? LMDBEventLog { try log.updateIndex() }
    await fixture.log.close()
  }

  /// The files, to be tampered with in copies.
  func files() throws -> StoredFiles { try StoredFiles(of: fixture.directory) }

  static func fill(_ fixture: Fixture, seed: UInt64, commands: Int) async throws {
    var random = Seeded(seed)
    var texts: [BesideAddress] = []
    var sealed: [String: [BesideAddress]] = [:]
    var erased: Set<String> = []
    for number in 0..<commands {
      fixture.clock.advance(by: Int64(random.below(12) == 0 ? -900 : random.below(500)))
      let persons = (0..<6).map { "p\($0)" }.filter { !erased.contains($0) }
      var append = shape(&random, number, persons)
      if number % 23 == 20, let address = texts.randomElement(using: &random) {
        texts.removeAll { $0 == address }
        append.writes[0].events.append(
          NewEvent(
            type: "request.text_redacted",
            data: ["texts": [.string("\(address.position):\(address.field)")]]))
        append.erasing = [address]
      }
      if number % 41 == 40, let person = persons.first, persons.count > 2 {
        erased.insert(person)
        append.writes =
          command(
            newID(), "person/\(person)", .any, [NewEvent(type: "person.erased")]
          ).writes
        append.erasing = sealed[person] ?? []
      }
      let receipt = try await fixture.log.appended(append)
      var position = receipt.first
      for event in append.writes.flatMap(\.events) {
        for (field, content) in event.beside {
          let address = BesideAddress(position: position, field: field)
          if case .sealed(_, let subject) = content {
            sealed[subject, default: []].append(address)
          } else {
            texts.append(address)
          }
        }
        position += 1
      }
    }
  }

  private static func shape(_ random: inout Seeded, _ number: Int, _ persons: [String]) -> Append {
    func event(_ random: inout Seeded) -> NewEvent {
      var event = NewEvent(type: ["request.raised", "meeting.held", "a.b"][random.below(3)])
      if random.below(2) == 0 {
        event.data = ["n": .integer(Int64(number)), "é": ["b": nil, "a": [1, true, "\"\\\n"]]]
      }
      if random.below(3) == 0 { event.sources = ["D1:L\(number)", ""] }
      if random.below(3) == 0 { event.occurred = "2014-06" }
      if random.below(2) == 0 { event.beside["note"] = .text("note \(number)") }
      if random.below(4) == 0 { event.beside["a-long-field"] = .text("") }
      if random.below(3) == 0 {
        event.beside["name"] = .sealed("Name", subject: persons[random.below(persons.count)])
      }
      return event
    }
    let first = random.below(9)
    var writes: [StreamWrite] = []
    for stream in first..<first + 1 + random.below(2) {
      writes.append(
        StreamWrite(
          to: StreamName("request/r-\(stream)"), expecting: .any,
          events: (0..<1 + random.below(3)).map { _ in event(&random) }))
    }
    return Append(
      command: UniqueID(at: Instant(microseconds: 1_700_000_000_000_000), using: &random),
      by: "staff \"\(random.below(3))\"", via: ["cli", "web"][random.below(2)],
      batch: random.below(4) == 0 ? "import" : nil,
      cause: random.below(5) == 0 ? newID() : nil, writes: writes)
  }
}

/// The files of a closed log, in memory.
struct StoredFiles: Sendable {
  private let files: [String: Data]

  init(of directory: String) throws {
    var files: [String: Data] = [:]
    for name in ["/log/data.mdb", "/log/index/data.mdb", "/log/index/state"] {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: directory + name))
    }
    self.files = files
  }

  /// The files in a folder of their own.
  func copy() throws -> TamperedLog { try TamperedLog(files) }
}

/// The files of a closed log, whose databases are changed behind the program's back.
final class TamperedLog {
  typealias Entry = (key: [UInt8], value: [UInt8])

  enum File: String {
    case evidence = "/log"
    case index = "/log/index"

    var databases: [String] {
      switch self {
      case .evidence: ["events", "tree", "blobs", "meta"]
      case .index: ["streams", "stream_events", "ids", "meta"]
      }
    }
  }

  let directory: String

  fileprivate init(_ files: [String: Data]) throws {
    directory = FileManager.default.temporaryDirectory.path + "/log-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: directory + "/log/index", withIntermediateDirectories: true)
    for (name, data) in files { try data.write(to: URL(fileURLWithPath: directory + name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Changes all entries of a database.
  func edit(_ file: File, _ name: String, _ body: (inout [Entry]) throws -> Void) throws {
    var options = Environment.Options(databases: file.databases)
    options.syncsEachCommit = false
    let environment = try Environment(directory: directory + file.rawValue, options: options)
    defer { environment.close() }
    let database = try environment.database(name)
    try environment.write { transaction in
      var entries: [Entry] = []
      try transaction.withCursor(database) { (cursor) throws in
        var entry = try cursor.first()
        while let (key, value) = entry {
          entries.append((Array(key), Array(value)))
          entry = try cursor.next()
        }
      }
      try body(&entries)
      try transaction.removeAll(database)
      for entry in entries { try transaction.put(database, entry.key, entry.value) }
    }
  }

  /// All entries of a database.
  func entries(_ file: File, _ name: String) throws -> [Entry] {
    var found: [Entry] = []
    try edit(file, name) { found = $0 }
    return found
  }

  /// Opens the log and verifies it. Nil when it does not open because it is damaged.
  func verified(
    _ options: VerificationOptions = StoredLog.options, updatesIndex: Bool = false
  ) async throws -> Verification? {
    let log: LMDBEventLog
    do {
      log = try LMDBEventLog(openingAt: directory + "/log", keyRing: MemoryKeyRing())
    } catch let error as EventLogError where error.code == .damaged {
      return nil
    }
    if updatesIndex { try log.updateIndex() }
    let result = Result { try log.verify(options) }
    await log.close()
    return try result.get()
  }
}

/// The eight bytes of a position in a key.
func key(_ position: UInt64) -> [UInt8] { withUnsafeBytes(of: position.bigEndian) { Array($0) } }

/// The position in a key.
func position(_ key: some Collection<UInt8>) -> UInt64 {
  key.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
}
