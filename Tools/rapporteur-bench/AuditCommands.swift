import ArgumentParser
import Desk
import EventLog
import Foundation
import LMDB
import Synchronization

/// `verify`: how long an auditor waits.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Verify the whole log of a generated registry, and its pages, beside a raw scan.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many rounds.") var rounds = 5

  func run() async throws {
    let desk = try openGenerated(place, events)
    let most = Mutex(0)
    var race = Race()
    var durations: [Double] = []
    for _ in 0..<rounds {
      race.note(
        "records scanned, nothing computed", events,
        in: try seconds {
          try desk.log.read { snapshot in
            var sum: UInt64 = 0
            try snapshot.forEachRecord(in: 0..<snapshot.size) { _, bytes in
              sum &+= UInt64(bytes.count)
              return true
            }
            guard sum > 0 else { throw BenchError("the log is empty") }
          }
        })
      let whole = try seconds {
        let report = try desk.audit.verify(keeping: false) { _, _ in
          // Files that are mapped are not counted.
          most.withLock { $0 = max($0, memory("RssAnon")) }
        }
        guard report.isSound else { throw BenchError("\(report.faults[0])") }
      }
      durations.append(whole)
      race.note("verified, all cores", events, in: whole)
      race.note(
        "pages checked", events,
        in: try seconds {
          let report = try Environment.checkPages(ofFile: desk.folder.log + "/data.mdb")
          guard report.isSound else { throw BenchError("\(report.faults[0])") }
        })
    }
    race.report("\(events) events")
    report("verification of the whole log", durations: durations)
    report("memory", "\(most.withLock { $0 }) MiB")
    await desk.close()
  }
}
