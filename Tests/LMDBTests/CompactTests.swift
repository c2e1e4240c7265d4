import Foundation
import LMDB
import Testing

@Suite struct CompactTests {
  func expectCompact(_ environment: Environment, _ comment: Comment = "") throws {
    let report = try environment.checkPages()
    #expect(report.isSound, "\(comment) \(report.faults)")
    #expect(report.remarks.isEmpty && report.freePages == 0, comment)
    let path = environment.directory + "/data.mdb"
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(attributes[.size] as? UInt64 == report.pages * UInt64(report.pageSize))
    #expect(!FileManager.default.fileExists(atPath: path + ".compact"))
  }

  @Test(arguments: [(1, 60, 5), (2, 40, 60), (3, 6, 900), (4, 1, 1), (5, 150, 10)])
  func contentStaysAndWritesGoOn(seed: UInt64, commits: Int, changes: Int) throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: seed)
    for round in 0..<3 {
      for _ in 0..<commits { try store.commit(changes: changes) }
      let before = try store.environment.information()
      try store.environment.compact()
      let after = try store.environment.information()
      #expect(after.lastTransaction == before.lastTransaction + 1)
      #expect(after.usedBytes <= before.usedBytes && after.mapSize == before.mapSize)
      try expectCompact(store.environment, "round \(round)")
      #expect(try store.isAsExpected())
    }
    for _ in 0..<10 {
      try store.commit(changes: changes)
      #expect(try store.environment.checkPages().isSound)
    }
    store.environment.close()
    let again = try Environment(
      directory: directory.path, options: .init(databases: RandomStore.names))
    #expect(try RandomStore.content(again) == store.expected)
  }

  @Test func whatIsNotUsedIsZero() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 6)
    for _ in 0..<40 { try store.commit(changes: 60) }
    try store.environment.compact()
    let file = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: directory.path + "/data.mdb")))
    let map = ByteMap(file)
    #expect(zip(file, map.uses).allSatisfy { $0 == 0 || $1 != .unused })
  }

  /// A copy that is given away, such as a backup, has no more in it than the compacted file.
  @Test func aCopyHasNothingUnusedInItEither() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 6)
    for _ in 0..<40 { try store.commit(changes: 60) }
    let path = directory.path + "/copy.mdb"
    try store.environment.copy(to: path)
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(zip(file, ByteMap(file).uses).allSatisfy { $0 == 0 || $1 != .unused })
    #expect(try store.isAsExpected())
    #expect(throws: LMDBError.self) { try store.environment.copy(to: path) }
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == file)
  }

  @Test func anEmptyEnvironmentCanBeCompacted() throws {
    let directory = try TemporaryDirectory()
    for names in [[], ["a"], ["a", "b"]] {
      let environment = try Environment(
        directory: directory.path + "/\(names.count)", options: .init(databases: names))
      for _ in 0..<3 {
        try environment.compact()
        try expectCompact(environment)
      }
      environment.close()
      _ = try Environment(
        directory: directory.path + "/\(names.count)", options: .init(databases: names))
    }
  }

  @Test(arguments: [1, 8, 100, 511])
  func treesOfEveryHeightAreWritten(keySize: Int) throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a"]))
    let a = try environment.database("a")
    func key(_ number: Int) -> [UInt8] {
      guard keySize > 1 else { return [UInt8(truncatingIfNeeded: number)] }
      return [UInt8(number >> 8 & 255), UInt8(number & 255)]
        + [UInt8](repeating: UInt8(number & 255), count: keySize - 2)
    }
    var count = 1
    for wanted in [1, 2, 7, 8, 9, 20, 55, 56, 57, 64, 256, 700, 2000] {
      try environment.write { (transaction) throws in
        while count <= wanted {
          try transaction.put(a, key(count), [UInt8](repeating: 3, count: count * 7 % 900))
          count += 1
        }
      }
      try environment.compact()
      try expectCompact(environment, "\(wanted)")
    }
    // What was written at once can be taken apart again, key by key.
    var generator = SeededGenerator(seed: UInt64(keySize))
    for round in 0..<20 {
      try environment.write { (transaction) throws in
        for _ in 0..<150 {
          try transaction.delete(a, key(Int.random(in: 1...2000, using: &generator)))
        }
      }
      #expect(try environment.checkPages().isSound, "\(round)")
    }
  }

  /// Bytes that stand only in what is deleted: nowhere else do two of them follow each other.
  static let canary: ClosedRange<UInt8> = 0xE1...0xEE

  func canaries(_ path: String) throws -> Int {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    return bytes.withUnsafeBufferPointer { bytes in
      (1..<bytes.count).count {
        Self.canary.contains(bytes[$0 - 1]) && Self.canary.contains(bytes[$0])
      }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func nothingOfWhatWasDeletedIsLeft(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a", "b"]))
    let databases = [try environment.database("a"), try environment.database("b")]
    var generator = SeededGenerator(seed: seed + 500)
    func secret(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: Self.canary, using: &generator) }
    }
    func plain(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in UInt8.random(in: 0...0x7F, using: &generator) }
    }
    func size() -> Int {
      [1, 5, 30, 31, 200, 900, 1990, 2100, 6000, 9000].randomElement(using: &generator) ?? 1
    }
    var secretKeys: [(Database, [UInt8])] = []
    var kept: [[UInt8]: [UInt8]] = [:]
    for _ in 0..<Int.random(in: 3...25, using: &generator) {
      try environment.write { (transaction) throws in
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
          let database = databases.randomElement(using: &generator) ?? databases[0]
          let key = plain(Int.random(in: 1...40, using: &generator))
          switch Int.random(in: 0..<5, using: &generator) {
          case 0, 1:
            kept[key] = plain(size())
            try transaction.put(databases[0], key, kept[key] ?? [])
          case 2:
            // Replaced by something else, longer or shorter, at once.
            try transaction.put(databases[0], key, secret(size()))
            kept[key] = plain(size())
            try transaction.put(databases[0], key, kept[key] ?? [])
          case 3:
            try transaction.put(databases[1], key, secret(size()))
            secretKeys.append((databases[1], key))
          default:
            let key = secret(Int.random(in: 1...400, using: &generator))
            try transaction.put(database, key, secret(size()))
            secretKeys.append((database, key))
          }
          if generator.oneIn(4), let (database, key) = secretKeys.popLast() {
            try transaction.delete(database, key)
          }
        }
      }
    }
    try environment.write { (transaction) throws in
      for (database, key) in secretKeys.shuffled(using: &generator) {
        try transaction.delete(database, key)
      }
    }
    let path = directory.path + "/data.mdb"
    #expect(try canaries(path) > 0)
    try environment.compact()
    #expect(try canaries(path) == 0)
    try expectCompact(environment)
    try environment.read { (transaction) throws in
      for (key, value) in kept { #expect(try transaction.get(databases[0], key) == value) }
      #expect(try transaction.count(databases[0]) == kept.count)
    }
  }

  @Test func readersAndWritersGoOnMeanwhile() async throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a"]))
    let a = try environment.database("a")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<3 as Range<UInt8> {
        group.addTask {
          for number in 0..<60 as Range<UInt8> {
            try environment.write { try $0.put(a, [writer, number], [number]) }
            #expect(try environment.read { try $0.get(a, [writer, number]) } == [number])
          }
        }
        group.addTask {
          for _ in 0..<200 {
            try environment.read { (transaction) throws in
              let count = try transaction.count(a)
              let found = try transaction.withCursor(a) { (cursor) throws in
                var found = 0
                while try cursor.next() != nil { found += 1 }
                return found
              }
              #expect(found == count)
            }
            await Task.yield()
          }
        }
      }
      group.addTask {
        for _ in 0..<15 {
          try environment.compact()
          await Task.yield()
        }
      }
      try await group.waitForAll()
    }
    #expect(try environment.read { try $0.count(a) } == 180)
    #expect(try environment.checkPages().isSound)
  }

  @Test func insideATransactionAndWithoutTheRightItIsRefused() throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a"]))
    #expect(code { try environment.read { _ in try environment.compact() } } == .busy)
    #expect(code { try environment.write { _ in try environment.compact() } } == .busy)
    try environment.compact()
    environment.close()
    #expect(code { try environment.compact() } == .closed)
    var options = Environment.Options(databases: ["a"])
    options.isReadOnly = true
    let reader = try Environment(directory: directory.path, options: options)
    #expect(code { try reader.compact() } == .init(rawValue: EROFS))
  }

  @Test func whenTheCopyCannotBeMadeNothingChanges() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 1)
    for _ in 0..<20 { try store.commit(changes: 20) }
    let before = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/data.mdb"))
    let obstacle = directory.path + "/data.mdb.compact"
    try FileManager.default.createDirectory(
      atPath: obstacle, withIntermediateDirectories: false)
    #expect(code { try store.environment.compact() } == .init(rawValue: EEXIST))
    let after = try Data(contentsOf: URL(fileURLWithPath: directory.path + "/data.mdb"))
    #expect(before == after)
    try store.commit(changes: 20)
    #expect(try store.isAsExpected())
    try FileManager.default.removeItem(atPath: obstacle)
    try store.environment.compact()
    #expect(try store.isAsExpected())
  }

  @Test func whatACrashLeftBehindIsRemovedButNotWhatIsBeingMade() throws {
    let directory = try TemporaryDirectory()
    let copy = directory.path + "/data.mdb.compact"
    func leave() throws {
      try Data(repeating: 1, count: 5000).write(to: URL(fileURLWithPath: copy))
    }
    func reopened(isReadOnly: Bool = false) throws {
      var options = Environment.Options(databases: ["a"])
      options.isReadOnly = isReadOnly
      let environment = try Environment(directory: directory.path, options: options)
      environment.close()
    }
    try reopened()
    try leave()
    try reopened(isReadOnly: true)
    #expect(FileManager.default.fileExists(atPath: copy))
    try reopened()
    #expect(!FileManager.default.fileExists(atPath: copy))

    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a"]))
    try leave()
    try environment.compact()
    #expect(!FileManager.default.fileExists(atPath: copy))
    environment.close()

    try leave()
    let other = open(copy, O_RDWR)
    #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
    let second = try Environment(directory: directory.path, options: .init(databases: ["a"]))
    #expect(code { try second.compact() } == .init(rawValue: EEXIST))
    #expect(FileManager.default.fileExists(atPath: copy))
    close(other)
    try second.compact()
    #expect(!FileManager.default.fileExists(atPath: copy))
  }

  @Test func aDamagedFileIsNotCompacted() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 2)
    for _ in 0..<20 { try store.commit(changes: 20) }
    let path = directory.path + "/data.mdb"
    let map = ByteMap([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    let page = try #require(map.nodes.keys.max())
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: UInt64(page * 4096 + 10))
    try file.write(contentsOf: [255])
    #expect(code { try store.environment.compact() } == .corrupted)
    #expect(!FileManager.default.fileExists(atPath: path + ".compact"))
  }

  @Test func databasesThatAreNotOpenAreKept() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 3)
    for _ in 0..<20 { try store.commit(changes: 20) }
    store.environment.close()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["rows"]))
    try environment.compact()
    try expectCompact(environment)
    environment.close()
    let again = try Environment(
      directory: directory.path, options: .init(databases: RandomStore.names))
    #expect(try RandomStore.content(again) == store.expected)
  }
}
