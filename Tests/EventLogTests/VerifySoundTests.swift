import EventLog
import Foundation
import JSON
import Sealing
import Synchronization
import Testing
import Transparency

/// What verification says of logs with which nothing is wrong.
@Suite struct VerifySoundTests {
  @Test(arguments: 1...6 as ClosedRange<UInt64>, [false, true])
  func aSoundLogVerifies(_ seed: UInt64, _ isIndexed: Bool) async throws {
    let stored = try await StoredLog(seed: seed, commands: 130, isIndexed: isIndexed)
    let log = try stored.fixture.reopened()
    let size = try log.size()
    let roots = try log.read { snapshot in try (0...size).map { try snapshot.root(at: $0) } }
    for levels in [0, 1, 4, 14] {
      for threads in [1, 2, 7] {
        var options = StoredLog.options
        (options.levels, options.threads) = (levels, threads)
        options.sizes = Set(0...size + 3)
        let verification = try log.verify(options)
        #expect(verification.faults == [])
        #expect(verification.isSound && verification.size == size)
        #expect(verification.eventsChecked == size)
        #expect(verification.blobs.missing == 0 && verification.blobs.erased > 0)
        #expect(verification.blobs.present > 100)
        #expect(verification.root.bytes == roots[Int(size)])
        #expect(verification.rootsAt.count == roots.count)
        #expect(roots.indices.allSatisfy { verification.rootsAt[UInt64($0)]?.bytes == roots[$0] })
      }
    }
    await log.close()
  }

  @Test func anEmptyLogVerifies() async throws {
    let fixture = try Fixture(.files)
    let log = try #require(fixture.log as? LMDBEventLog)
    let verification = try log.verify()
    #expect(verification.faults == [])
    #expect(verification.size == 0 && verification.root == MerkleTree.emptyRoot)
    try await log.appended(command())
    let second = try log.verify()
    #expect(second.faults == [])
    #expect(second.size == 1 && second.eventsChecked == 1)
    await log.close()
    #expect(await code { _ = try log.verify() } == .closed)
  }

  @Test func anIndexMayLagBehind() async throws {
    let fixture = try Fixture(.files)
    let log = try #require(fixture.log as? LMDBEventLog)
    try await StoredLog.fill(fixture, seed: 1, commands: 60)
    try log.updateIndex()
    let size = try log.size()
    try await log.appended(command(newID(), "request/r-1"))
    try await log.appended(command(newID(), "request/new"))
    let verification = try log.verify(StoredLog.options)
    #expect(verification.faults == [] && verification.size == size + 2)
    await log.close()
  }

  @Test func withoutEventsToLookForWhatIsGoneIsMissing() async throws {
    let stored = try await StoredLog(seed: 3, commands: 130, isIndexed: true)
    let log = try stored.fixture.reopened()
    let lawful = try log.verify(StoredLog.options).blobs
    let all = try log.verify()
    #expect(all.blobs.missing == lawful.erased && all.blobs.erased == 0 && lawful.erased > 0)
    #expect(all.faults.count == min(100, Int(lawful.erased)))
    #expect(all.faults.allSatisfy { $0.part == .blob && $0.position != nil })
    var few = VerificationOptions()
    few.maximumFaults = 2
    #expect(try log.verify(few).faults == Array(all.faults.prefix(2)))
    await log.close()
  }

  @Test func progressReachesTheEnd() async throws {
    let stored = try await StoredLog(seed: 4, commands: 60, isIndexed: false)
    let log = try stored.fixture.reopened()
    let seen = Mutex<[UInt64]>([])
    let verification = try log.verify(StoredLog.options) { checked, of in
      seen.withLock { $0.append(checked) }
      #expect(checked <= of)
    }
    let steps = seen.withLock { $0 }
    #expect(steps == steps.sorted() && steps.last == verification.size && steps.count > 1)
    await log.close()
  }

  @Test func othersMayWriteMeanwhile() async throws {
    let fixture = try Fixture(.files)
    let log = try #require(fixture.log as? LMDBEventLog)
    try await StoredLog.fill(fixture, seed: 5, commands: 40)
    let writing = Task {
      for number in 0..<300 {
        let text = NewEvent(type: "a.b", beside: ["t": .text("text \(number)")])
        let receipt = try await log.appended(
          command(newID(), "a/\(number % 7)", .any, [text, NewEvent(type: "a.c")]))
        var redaction = command(
          newID(), "a/\(number % 7)", .any,
          [NewEvent(type: "a.text_redacted", data: ["texts": [.string("\(receipt.first):t")]])])
        redaction.erasing = [BesideAddress(position: receipt.first, field: "t")]
        try await log.appended(redaction)
        if number % 50 == 0 { try log.updateIndex() }
      }
    }
    var sizes: Set<UInt64> = []
    var isDone = false
    while !isDone {
      isDone = try log.size() >= 900
      let verification = try log.verify(StoredLog.options)
      #expect(verification.faults == [])
      sizes.insert(verification.size)
      await Task.yield()
    }
    try await writing.value
    #expect(sizes.count > 2)
    await log.close()
  }

  @Test func commandsOfManyEventsReachOverChunks() async throws {
    let fixture = try Fixture(.files)
    let log = try #require(fixture.log as? LMDBEventLog)
    for count in [1, 70, 31, 1, 33, 64, 129] {
      try await log.appended(
        command(newID(), "a/\(count)", .any, Array(repeating: NewEvent(type: "a.b"), count: count)))
    }
    for _ in 0..<2 {
      for levels in 0...9 {
        var options = StoredLog.options
        options.levels = levels
        #expect(try log.verify(options).faults == [])
      }
      try log.updateIndex()
    }
    await log.close()
  }
}
