import ArgumentParser
import Desk
import EventLog
import Matching
import Registry
import Things

/// `match`: what could answer a request.
struct MatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "match", abstract: "Match requests of a generated registry, one after the other.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many requests.") var requests = 100
  @Option(help: "How many matches of each are put into words.") var limit = 20

  func run() async throws {
    let desk = try openGenerated(place, events)
    var times: [Double] = []
    var found = 0
    let all = try desk.reading { try $0.list(.request, fields: []).things.map(\.ref) }
    for index in 0..<requests where !all.isEmpty {
      let ref = all[index * all.count / requests]
      times.append(
        try seconds {
          try desk.reading { reading in
            guard let request = try reading.thing(ref) else { return }
            found += try reading.matches(for: request, limit: limit).total
          }
        })
    }
    print("match, the best \(limit) of \(found / max(1, requests)) on average")
    report("per request", durations: times)
    await desk.close()
  }
}

/// `diff`: what changed lately.
struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compare the end of a generated registry with a little before.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many times.") var rounds = 20
  @Option(help: "How many events back; repeat for several.") var back: [UInt64] = [100, 10_000]

  func run() async throws {
    let desk = try openGenerated(place, events)
    let size = try desk.log.read { $0.size }
    for back in back {
      var times: [Double] = []
      var found = 0
      for round in 0..<rounds {
        // Each time somewhere else.
        let new = size - min(size / 2, UInt64(round) * back)
        times.append(
          try seconds { found = try desk.diff(from: new - min(new, back), to: new).count })
      }
      print("diff of \(back) events: \(found) things")
      report("per question", durations: times)
    }
    await desk.close()
  }
}
