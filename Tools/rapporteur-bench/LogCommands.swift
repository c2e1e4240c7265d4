import ArgumentParser
import Desk
import EventLog
import Sealing
import Transparency

/// `load`: many events, a durable commit for every few thousand.
struct LoadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Load a log in bulk: encode, hash, tree, index.")

  @OptionGroup var place: Place
  @Option(help: "How many events.") var events = 1_000_000
  @Option(help: "Events per command and commit.") var batch = 10_000
  @Option(help: "How many times.") var rounds = 3
  @Flag(help: "Leave free text out.") var plain = false

  func run() async throws {
    var race = Race()
    for round in 0..<rounds {
      let directory = try freshDirectory(place.directory + "/load")
      let keys = try KeyStore(
        directory: directory + "/keys", keyFile: directory + "/kek", creating: true)
      let log = try LMDBEventLog.create(
        at: directory + "/log", origin: "bench", keyRing: keys)
      var generator = Generator(seed: UInt64(round) + 11)
      generator.isPlain = plain
      let time = try await fill(log, with: events, by: batch, from: &generator)
      race.note("events", events, in: time)
      await log.close()
    }
    race.report("bulk load of \(events) events, \(batch) per commit")
  }
}

/// `read`: raw scan, decoding, the tree, proofs.
struct ReadCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Scan, decode and hash a generated log; make proofs.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many rounds.") var rounds = 5

  func run() async throws {
    let desk = try openGenerated(place, events)
    var race = Race()
    for _ in 0..<rounds {
      var sum = 0
      race.note(
        "raw scan", events,
        in: try seconds {
          try desk.log.read { snapshot in
            try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
              sum &+= Int(bytes[bytes.count - 1])
              return true
            }
          }
        })
      race.note(
        "events with what stands beside", events,
        in: try seconds {
          try desk.log.read { snapshot in
            try snapshot.forEachEvent(
              in: 0..<snapshot.size, filter: EventFilter(), backward: false
            ) { event in
              sum &+= event.data.count
              return true
            }
          }
        })
      race.note(
        "root computed again from all records", events,
        in: try seconds {
          try desk.log.read { snapshot in
            var tree = MerkleTree.Appender()
            try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
              _ = tree.append(MerkleTree.leafHash(bytes))
              return true
            }
            guard tree.root().bytes == (try snapshot.root(at: snapshot.size)) else {
              throw BenchError("the root is another one")
            }
          }
        })
    }
    race.report("one core, \(events) events")
    var random = SeededGenerator(seed: 3)
    var durations: [Double] = []
    try desk.log.read { snapshot in
      for _ in 0..<1000 {
        let index = random.next() % snapshot.size
        durations.append(
          try seconds {
            _ = try MerkleTree.inclusionProof(index: index, size: snapshot.size) {
              try snapshot.treeNode($0)
            }
          })
      }
    }
    report("inclusion proof", durations: durations)
    await desk.close()
  }
}
