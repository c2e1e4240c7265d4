import ArgumentParser
import Desk
import EventLog
import Foundation
import ProjectionKit
import Registry
import Requests
import Things

/// `ask`: questions of a planner, today and as of the middle of the log, in turns.
struct AskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ask", abstract: "Ask a generated registry, today and as of its middle.")

  @OptionGroup var place: Place
  @Option(help: "The registry made by `generate` with so many events.") var events = 100_000
  @Option(help: "How many times each question is asked.") var rounds = 40
  @Option(help: "Only questions whose names hold this text.") var only = ""

  func run() async throws {
    let desk = try openGenerated(place, events)
    print("what is asked, and how many it found".padded(58) + "today p50    p95   first    ")
    print("".padded(58) + "past  p50    p95   × today")
    for question in try Self.questions(desk) where only.isEmpty || question.name.contains(only) {
      try ask(question, desk)
    }
    await desk.close()
  }

  private func ask(_ question: Question, _ desk: Desk) throws {
    var found = 0
    let first = try seconds { found = try desk.reading { try question.ask($0) } }
    var today: [Double] = []
    var past: [Double] = []
    let middle = Moment.size(UInt64(events / 2))
    for _ in 0..<rounds {
      today.append(try seconds { _ = try desk.reading { try question.ask($0) } })
      past.append(try seconds { _ = try desk.reading(asOf: middle) { try question.ask($0) } })
    }
    func figure(_ value: Double) -> String { decimal(value * 1000, 1).padded(-8) }
    print(
      "\(question.name): \(whole(Double(found)))".padded(58)
        + figure(median(today)) + figure(quantile(0.95, of: today)) + figure(first) + "  "
        + figure(median(past)) + figure(quantile(0.95, of: past))
        + decimal(median(past) / median(today), 2).padded(-8))
  }
}

extension AskCommand {
  /// A question, and how many things answer it.
  struct Question {
    var name: String
    var ask: (Reading) throws -> Int
  }

  /// What planners ask: pages of lists, matrices with all ids behind the numbers, searches.
  static func questions(_ desk: Desk) throws -> [Question] {
    try lists(desk) + matrices() + searches(desk)
  }

  private static func filter(_ narrow: (inout ThingFilter) throws -> Void) rethrows -> ThingFilter {
    var filter = ThingFilter()
    filter.limit = 50
    try narrow(&filter)
    return filter
  }

  private static func lists(_ desk: Desk) throws -> [Question] {
    func list(_ name: String, _ kind: Kind, _ filter: ThingFilter) -> Question {
      Question(name: "\(kind.table), \(name)") { try desk.list(kind, filter, $0).rows.count }
    }
    return [
      list("first 50", .request, filter { _ in }),
      list(
        "two countries, three years", .request,
        try filter {
          $0.countries = ["FJI", "KEN"]
          $0.from = try PartialDate("2014")
          $0.to = try PartialDate("2016")
        }),
      list("open, 50", .request, filter { $0.excluded["status"] = Request.closedStatuses }),
      list(
        "open, SIDS as at the event, 50", .request,
        filter {
          $0.group = "SIDS"
          $0.excluded["status"] = Request.closedStatuses
        }),
      list(
        "LDC as at the event, training, a year, 50", .request,
        try filter {
          $0.group = "LDC"
          $0.terms["support_types"] = ["training"]
          $0.from = try PartialDate("2018")
          $0.to = try PartialDate("2018")
        }),
      list(
        "Africa, e-government and narrower, 50", .request,
        filter {
          $0.region = "002"
          $0.themes = ["e-government"]
        }),
      list("one requester", .request, filter { $0.references["requester"] = ["gov-12"] }),
      list("one document", .request, filter { $0.document = "D7" }),
      list("two words, 50", .request, filter { $0.text = "training portal" }),
      list("a rare word", .request, filter { $0.text = "kasulvador" }),
      list(
        "nobody's, open", .followup,
        filter {
          $0.absent = ["owner"]
          $0.excluded["status"] = FollowUp.closedStatuses
        }),
      list("overdue, 50", .followup, filter { $0.overdue = true }),
      list(
        "a country, a year, 50", .meeting,
        try filter {
          $0.countries = ["KOR"]
          $0.from = try PartialDate("2019")
          $0.to = try PartialDate("2019")
        }),
    ]
  }

  private static func matrices() throws -> [Question] {
    func matrix(
      _ rows: MatrixDimension, _ columns: MatrixDimension, _ name: String, _ filter: ThingFilter
    ) -> Question {
      Question(name: "matrix \(rows.rawValue) × \(columns.rawValue), \(name)") {
        try $0.matrix(rows: rows, columns: columns, filter).total
      }
    }
    var open = ThingFilter()
    open.excluded["status"] = Request.closedStatuses
    var years = ThingFilter()
    years.from = try PartialDate("2014")
    years.to = try PartialDate("2016")
    return [
      matrix(.country, .theme, "everything", ThingFilter()),
      matrix(.region, .support, "open", open),
      matrix(.group, .status, "everything", ThingFilter()),
      matrix(.theme, .year, "three years", years),
      matrix(.requester, .theme, "three years", years),
    ]
  }

  private static func searches(_ desk: Desk) -> [Question] {
    [
      "training portal", "fiji training", "regi", "délégation ministry audit", "gov-77",
      "kasulvador", "east timor workshop",
    ].map { text in
      Question(name: "search “\(text)”, 50") { try desk.search(text, limit: 50, $0).count }
    }
  }
}
