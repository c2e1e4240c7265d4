import Foundation
import LMDB
import Testing

@Suite struct PageCheckTests {
  /// A store after some random commits, closed, with what must be in it.
  func store(_ path: String, seed: UInt64, commits: Int, changes: Int) throws -> RandomStore {
    var store = try RandomStore(path, seed: seed)
    for _ in 0..<commits { try store.commit(changes: changes) }
    store.environment.close()
    return store
  }

  func expectSound(_ report: PageReport, _ comment: Comment = "") {
    #expect(report.isSound, "\(comment) \(report.faults)")
    #expect(report.remarks.isEmpty, "\(comment) \(report.remarks)")
    #expect(report.usedPages + report.freePages == report.pages, comment)
  }

  @Test(arguments: [(1, 60, 5), (2, 40, 40), (3, 8, 400), (4, 150, 2)])
  func everyStateOfAHealthyFilePasses(seed: UInt64, commits: Int, changes: Int) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/store"
    var store = try RandomStore(path, seed: seed)
    for number in 1...commits {
      try store.commit(changes: changes)
      expectSound(try store.environment.checkPages(), "commit \(number)")
      expectSound(try Environment.checkPages(ofFile: path + "/data.mdb"), "commit \(number)")
    }
    let report = try store.environment.checkPages()
    #expect(report.databases == RandomStore.names)
    #expect(report.transaction == (try store.environment.information().lastTransaction))
    let copy = directory.path + "/copy.mdb"
    try store.environment.copy(to: copy)
    expectSound(try Environment.checkPages(ofFile: copy), "a copy")
    #expect(try store.isAsExpected())
  }

  @Test func emptyFilesAndFilesAfterGrowthPass() throws {
    let directory = try TemporaryDirectory()
    let none = try Environment(directory: directory.path + "/none", options: .init(databases: []))
    expectSound(try none.checkPages())
    let empty = try Environment(
      directory: directory.path + "/empty", options: .init(databases: ["a", "b"]))
    expectSound(try empty.checkPages())
    expectSound(try Environment.checkPages(ofFile: directory.path + "/empty/data.mdb"))

    var options = Environment.Options(databases: ["a"])
    options.mapSize = 1 << 20
    let small = try Environment(directory: directory.path + "/small", options: options)
    let a = try small.database("a")
    for number in 0..<6 as Range<UInt8> {
      while true {
        do {
          try small.write { try $0.put(a, [number], [UInt8](repeating: 1, count: 700_000)) }
          break
        } catch let error as LMDBError where error.code == .mapFull { try small.grow() }
      }
      expectSound(try small.checkPages())
    }
  }

  @Test func aLongReadAndItsFreePagesPass() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 5)
    for _ in 0..<20 { try store.commit(changes: 30) }
    let environment = store.environment
    try environment.read { (transaction) throws in
      for _ in 0..<60 { try store.commit(changes: 60) }
      expectSound(try environment.checkPages())
    }
    for _ in 0..<20 {
      try store.commit(changes: 60)
      expectSound(try environment.checkPages())
    }
    #expect(try store.isAsExpected())
  }

  @Test func aWriterMayGoOnMeanwhile() async throws {
    let directory = try TemporaryDirectory()
    let first = try RandomStore(directory.path, seed: 6)
    let environment = first.environment
    let writer = Task.detached {
      var store = first
      while !Task.isCancelled { try store.commit(changes: 3) }
      #expect(try store.isAsExpected())
    }
    for _ in 0..<150 {
      expectSound(try environment.checkPages())
      await Task.yield()
    }
    writer.cancel()
    try await writer.value
  }

  @Test func progressComesToItsEnd() throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a"]))
    let a = try environment.database("a")
    try environment.write {
      try $0.put(a, [1], [UInt8](repeating: 1, count: 40_000_000))
    }
    var seen: [UInt64] = []
    var total: UInt64 = 0
    let report = try environment.checkPages { done, of in
      seen.append(done)
      total = of
    }
    #expect(seen.count > 1 && seen == seen.sorted() && seen.last == total)
    #expect(total == report.pages)
  }

  @Test(arguments: [0.1, 0.3, 0.5, 0.7, 0.9])
  func aTruncatedFileIsReported(share: Double) throws {
    let directory = try TemporaryDirectory()
    _ = try store(directory.path, seed: 7, commits: 30, changes: 30)
    let path = directory.path + "/data.mdb"
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    let size = try file.seekToEnd()
    try file.truncate(atOffset: UInt64(Double(size) * share) / 4096 * 4096)
    try file.close()
    let report = try Environment.checkPages(ofFile: path)
    #expect(report.isTruncated && !report.isSound)
    #expect(code { try report.requireSound() } == .truncated)
  }

  @Test func whatIsNoFileOfThisKindIsRefused() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path + "/data.mdb"
    #expect(code { _ = try Environment.checkPages(ofFile: path) } == .notFound)
    try Data(repeating: 65, count: 100_000).write(to: URL(fileURLWithPath: path))
    #expect(code { _ = try Environment.checkPages(ofFile: path) } == .invalidFile)
    try Data(repeating: 65, count: 100).write(to: URL(fileURLWithPath: path))
    #expect(code { _ = try Environment.checkPages(ofFile: path) } == .truncated)
  }

  @Test func aFaultNamesThePageAndTheDatabase() throws {
    let directory = try TemporaryDirectory()
    let environment = try Environment(
      directory: directory.path, options: .init(databases: ["a", "b"]))
    let b = try environment.database("b")
    try environment.write { try $0.put(b, [1], [2]) }
    let report = try environment.checkPages()
    environment.close()
    let path = directory.path + "/data.mdb"
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    for page in 2..<report.pages {
      // The kind of the page.
      try file.seek(toOffset: page * 4096 + 10)
      let kind = try #require(try file.read(upToCount: 1))
      try file.seek(toOffset: page * 4096 + 10)
      try file.write(contentsOf: [kind[0] ^ 4])
      let damaged = try Environment.checkPages(ofFile: path)
      try file.seek(toOffset: page * 4096 + 10)
      try file.write(contentsOf: kind)
      guard !damaged.isSound else { continue }
      #expect(damaged.faults.first?.page == page)
      let names = ["b", "(free list)", "(directory)"]
      #expect(names.contains(damaged.faults.first?.database ?? ""))
      #expect(code { try damaged.requireSound() } == .corrupted)
    }
    expectSound(try Environment.checkPages(ofFile: path))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func everyFlippedBitThatMattersIsNoticed(seed: UInt64) throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: seed + 100)
    for _ in 0..<[6, 20, 40][Int(seed) % 3] { try store.commit(changes: 25) }
    if seed % 4 == 3 { try store.environment.compact() }
    store.environment.close()
    var campaign = try FlipCampaign(directory.path, expected: store.expected)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let complaint = try campaign.flip(&generator)
      #expect(complaint == nil)
    }
    #expect(campaign.noticed > 0)
  }

  @Test(arguments: 4...7)
  func everyBitOfTheMetaPagesIsNoticed(commits: Int) throws {
    let directory = try TemporaryDirectory()
    let store = try store(directory.path, seed: 8, commits: commits, changes: 10)
    var campaign = try FlipCampaign(directory.path, expected: store.expected)
    for page in 0..<2 {
      for byte in 0..<160 {
        let complaint = try campaign.flip(byte: page * 4096 + byte, bit: UInt8(byte % 8))
        #expect(complaint == nil)
      }
      for bit in 0..<8 as Range<UInt8> {
        let complaint = try campaign.flip(byte: page * 4096 + 144, bit: bit)
        #expect(complaint == nil)
      }
    }
  }

  @Test func damageIsNoticedInAnOpenEnvironment() throws {
    let directory = try TemporaryDirectory()
    var store = try RandomStore(directory.path, seed: 9)
    for _ in 0..<9 { try store.commit(changes: 20) }
    let map = ByteMap(
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: directory.path + "/data.mdb"))))
    let file = try #require(FileHandle(forUpdatingAtPath: directory.path + "/data.mdb"))
    func flip(_ place: UInt64) throws {
      try file.seek(toOffset: place)
      let byte = try #require(try file.read(upToCount: 1))
      try file.seek(toOffset: place)
      try file.write(contentsOf: [byte[0] ^ 8])
    }
    for page in map.nodes.keys.sorted() + [0, 1] {
      // The kind of a page; in meta pages also the commit.
      for place in page < 2 ? [10, 144, 150] : [10] {
        try flip(UInt64(page * 4096 + place))
        #expect(try !store.environment.checkPages().isSound, "page \(page), byte \(place)")
        try flip(UInt64(page * 4096 + place))
      }
    }
    expectSound(try store.environment.checkPages())
    try store.commit(changes: 20)
    #expect(try store.isAsExpected())
  }
}
