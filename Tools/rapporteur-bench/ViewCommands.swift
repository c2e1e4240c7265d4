import ArgumentParser
import Desk
import EventLog
import Foundation
import ProjectionKit

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
