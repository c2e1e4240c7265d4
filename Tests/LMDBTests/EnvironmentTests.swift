import Foundation
import LMDB
import Testing

/// A directory of its own for one test.
struct TemporaryDirectory: ~Copyable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/lmdb-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The code of the error that `body` throws.
func code(_ body: () throws -> Void) -> LMDBError.Code? {
  do { try body() } catch let error as LMDBError { return error.code } catch { return nil }
  return nil
}

@Suite struct EnvironmentTests {
  let key = Array("key".utf8)
  let value = Array("value".utf8)

  func open(_ path: String) throws -> (Environment, Database) {
    let environment = try Environment(directory: path, options: .init(databases: ["a", "b"]))
    return (environment, try environment.database("a"))
  }

  @Test func whatIsWrittenIsReadAgainAfterReopening() throws {
    let directory = try TemporaryDirectory()
    do {
      let (environment, a) = try open(directory.path + "/deep/er")
      try environment.write { try $0.put(a, key, value) }
      #expect(try environment.read { try $0.get(a, key) } == value)
      environment.close()
    }
    let (environment, a) = try open(directory.path + "/deep/er")
    #expect(try environment.read { try $0.get(a, key) } == value)
    let b = try environment.database("b")
    #expect(try environment.read { try $0.get(b, key) } == nil)
    #expect(try environment.read { try $0.count(a) } == 1)
    #expect(throws: LMDBError.self) { try environment.database("c") }
  }

  @Test func aThrowingWriteLeavesNothing() throws {
    struct Stop: Error {}
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path)
    #expect(throws: Stop.self) {
      try environment.write {
        try $0.put(a, key, value)
        throw Stop()
      }
    }
    #expect(try environment.read { try $0.get(a, key) } == nil)
    try environment.write { try $0.put(a, key, value) }
    #expect(try environment.write { try $0.delete(a, key) })
    #expect(try environment.read { try $0.get(a, key) } == nil)
  }

  @Test func aReadKeepsItsStateAndDoesNotOutliveItsClosure() throws {
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path)
    var escaped: ReadTransaction?
    try environment.read { (transaction) throws in
      try environment.write { try $0.put(a, key, value) }
      #expect(try transaction.get(a, key) == nil)
      #expect(try environment.read { try $0.get(a, key) } == value)
      escaped = transaction
    }
    #expect(code { _ = try escaped?.get(a, key) } == .badTransaction)
  }

  @Test func openingTwiceNestingWritesAndUseAfterCloseAreRefused() throws {
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path)
    #expect(code { _ = try open(directory.path + "/.") } == .alreadyOpen)
    #expect(code { try environment.write { _ in try environment.write { _ in } } } == .nestedWrite)
    try environment.write { try $0.put(a, key, value) }
    environment.close()
    environment.close()
    #expect(code { try environment.read { _ in } } == .closed)
    #expect(code { try environment.write { _ in } } == .closed)
    _ = try open(directory.path)
  }

  @Test func aMissingFileIsNotMadeUnlessAsked() throws {
    let directory = try TemporaryDirectory()
    var options = Environment.Options(databases: ["a"])
    options.creates = false
    #expect(code { _ = try Environment(directory: directory.path, options: options) } == .notFound)
  }

  @Test func databasesOfLaterVersionsAreAddedWhenAsked() throws {
    let directory = try TemporaryDirectory()
    do {
      let (environment, a) = try open(directory.path)
      try environment.write { try $0.put(a, key, value) }
      environment.close()
    }
    var options = Environment.Options(databases: ["a", "b", "c"])
    options.creates = false
    #expect(code { _ = try Environment(directory: directory.path, options: options) } == .notFound)
    options.addsDatabases = true
    options.isReadOnly = true
    #expect(code { _ = try Environment(directory: directory.path, options: options) } == .notFound)
    options.isReadOnly = false
    do {
      let environment = try Environment(directory: directory.path, options: options)
      let (a, c) = (try environment.database("a"), try environment.database("c"))
      #expect(try environment.read { try $0.get(a, key) } == value)
      try environment.write { try $0.put(c, key, value) }
      environment.close()
    }
    options.addsDatabases = false
    let environment = try Environment(directory: directory.path, options: options)
    let c = try environment.database("c")
    #expect(try environment.read { try $0.get(c, key) } == value)

    options.addsDatabases = true
    let missing = directory.path + "/missing"
    #expect(code { _ = try Environment(directory: missing, options: options) } == .notFound)
  }

  @Test func appendingKeepsOrderAndTheCursorWalksIt() throws {
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path)
    try environment.write { transaction in
      for number in 0..<300 as Range<UInt64> {
        try value.withUnsafeBytes { try transaction.append(a, number * 2, $0) }
      }
    }
    #expect(
      code {
        try environment.write { transaction in
          try value.withUnsafeBytes { try transaction.append(a, 5, $0) }
        }
      } == .keyExists)
    try environment.read { (transaction) throws in
      try transaction.withCursor(a) { (cursor) throws in
        func number(_ entry: Cursor.Entry?) -> UInt64? {
          entry.map { UInt64(bigEndian: $0.key.loadUnaligned(as: UInt64.self)) }
        }
        #expect(number(try cursor.first()) == 0)
        #expect(number(try cursor.next()) == 2)
        #expect(number(try cursor.seek(255)) == 256)
        #expect(number(try cursor.previous()) == 254)
        #expect(number(try cursor.last()) == 598)
        #expect(try cursor.next() == nil)
        #expect(try cursor.seek(599) == nil)
      }
    }
  }

  @Test func aFullMapIsReportedAndCanGrow() throws {
    let directory = try TemporaryDirectory()
    var options = Environment.Options(databases: ["a"])
    options.mapSize = 1 << 20
    let environment = try Environment(directory: directory.path, options: options)
    let a = try environment.database("a")
    let large = [UInt8](repeating: 7, count: 3 << 20)
    #expect(code { try environment.write { try $0.put(a, key, large) } } == .mapFull)
    #expect(try environment.read { try $0.get(a, key) } == nil)
    #expect(code { try environment.read { _ in try environment.grow() } } == .busy)
    for _ in 0..<3 { try environment.grow() }
    try environment.write { try $0.put(a, key, large) }
    #expect(try environment.read { try $0.get(a, key) } == large)
  }

  @Test func aCompactCopyIsAStoreOfItsOwn() throws {
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path + "/from")
    try environment.write { try $0.put(a, key, value) }
    try FileManager.default.createDirectory(
      atPath: directory.path + "/to", withIntermediateDirectories: true)
    try environment.copy(to: directory.path + "/to/data.mdb")
    #expect(
      code { try environment.copy(to: directory.path + "/to/data.mdb") } != nil)
    let (copy, b) = try open(directory.path + "/to")
    #expect(try copy.read { try $0.get(b, key) } == value)
  }

  @Test(arguments: [0.1, 0.3, 0.5, 0.7, 0.9])
  func aTruncatedFileIsRefused(share: Double) throws {
    let directory = try TemporaryDirectory()
    do {
      let (environment, a) = try open(directory.path)
      for number in 0..<50 as Range<UInt64> {
        try environment.write { transaction in
          let large = [UInt8](repeating: UInt8(number), count: number % 5 == 0 ? 9000 : 900)
          try large.withUnsafeBytes { try transaction.append(a, number, $0) }
        }
      }
      environment.close()
    }
    let path = directory.path + "/data.mdb"
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    let size = try file.seekToEnd()
    try file.truncate(atOffset: UInt64(Double(size) * share))
    try file.close()
    #expect(code { _ = try open(directory.path) } == .truncated)
  }

  @Test func aForeignFileIsRefused() throws {
    let directory = try TemporaryDirectory()
    try Data(repeating: 65, count: 100_000).write(
      to: URL(fileURLWithPath: directory.path + "/data.mdb"))
    #expect(code { _ = try open(directory.path) } == .invalidFile)
  }

  @Test func manyThreadsReadAndWrite() async throws {
    let directory = try TemporaryDirectory()
    let (environment, a) = try open(directory.path)
    try await withThrowingTaskGroup { group in
      for number in 0..<40 as Range<UInt8> {
        group.addTask {
          try environment.write { try $0.put(a, [number], [number]) }
          #expect(try environment.read { try $0.get(a, [number]) } == [number])
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.read { try $0.count(a) } == 40)
    #expect(try environment.information().lastTransaction >= 40)
  }
}
