import ArgumentParser
import Desk
import EventLog
import Foundation
import ProjectionKit
import Registry
import Requests
import Things

/// `rebuild`: all views from nothing.
struct RebuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Build all views of a generated registry from nothing.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many rounds.") var rounds = 3
  @Option(help: "Only this view.") var view: String?

  func run() async throws {
    let desk = try openGenerated(place, events)
    var times: [Double] = []
    var most = 0
    for _ in 0..<rounds {
      times.append(
        try seconds {
          // Files that are mapped are not counted.
          try desk.views.rebuild(view, from: desk.log) { _, _ in most = max(most, memory("RssAnon"))
          }
        })
    }
    report("rebuild of \(view ?? "all views")", events, in: median(times))
    report("memory", "\(most) MiB")
    await desk.close()
  }
}

/// `asof`: questions today and as of the middle of the log.
struct AsOfCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "asof", abstract: "Ask a generated registry, today and as of its middle.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many times each question is asked.") var rounds = 20

  func run() async throws {
    let desk = try openGenerated(place, events)
    var page = ThingFilter()
    page.limit = 50
    var filtered = ThingFilter()
    filtered.countries = ["FJI", "KEN"]
    filtered.from = try PartialDate("2014")
    filtered.to = try PartialDate("2016")
    var search = ThingFilter()
    search.text = "integrity charter"
    search.limit = 50
    let questions: [(String, (Reading) throws -> Int)] = [
      ("list, first 50 requests", { try desk.list(.request, page, $0).rows.count }),
      ("list, two countries and three years", { try desk.list(.request, filtered, $0).rows.count }),
      ("search, first 50 requests", { try desk.list(.request, search, $0).rows.count }),
      (
        "matrix of all requests, country × theme",
        { try $0.matrix(rows: .country, columns: .theme, ThingFilter()).total }
      ),
      (
        "matrix of the filtered list",
        { try $0.matrix(rows: .country, columns: .theme, filtered).total }
      ),
    ]
    for (name, question) in questions {
      var found = 0
      var today: [Double] = []
      var before: [Double] = []
      let slow = try seconds { found = try desk.reading { try question($0) } } > 0.3
      for _ in 0..<(slow ? 5 : rounds) {
        today.append(try seconds { found = try desk.reading { try question($0) } })
        before.append(
          try seconds { _ = try desk.reading(asOf: .size(UInt64(events / 2))) { try question($0) } }
        )
      }
      print("\(name): \(found)")
      report("today", durations: today)
      report("as of the middle", durations: before)
    }
    await desk.close()
  }
}

/// `latency`: how long until a view shows what was appended.
struct LatencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency", abstract: "Append until the views show it, one event at a time.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many appends.") var appends = 2000

  func run() async throws {
    let desk = try openGenerated(place, events)
    // Another registry's events: what they begin may be begun already, which costs a view the same.
    var generator = Generator(seed: 99)
    try desk.catchUp()
    var both: [Double] = []
    var views: [Double] = []
    for _ in 0..<appends {
      let append = generator.append(events: 1)
      let first = try await seconds { _ = try await desk.log.append(append) }
      let second = try seconds { try desk.catchUp() }
      both.append(first + second)
      views.append(second)
    }
    report("append until its views show it", durations: both)
    report("of that, the views", durations: views)
    await desk.close()
  }
}
