import Access
import Desk
import EventLog
import HTTPTypes
import JSON
import Registry
import Things
import WebCore

/// A request for an operation, after everything was checked that does not depend on what the registry
/// holds: its parameters, its body, the media types asked for.
struct Call: Sendable {
  /// What is asked for.
  let operation: Operation
  /// The request.
  let visit: Visit
  /// What all calls share.
  let service: APIService
  /// The media type of the answer.
  let mediaType: String
  /// The body; null when there is none or it is no JSON.
  let body: JSONValue

  /// Checks a request.
  init(_ operation: Operation, _ visit: Visit, _ service: APIService) throws {
    self.operation = operation
    self.visit = visit
    self.service = service
    mediaType = try Self.negotiate(
      visit.head.headerFields[values: .accept], operation.answer.content.map(\.type))
    try operation.check(visit.query)
    body = try operation.body.map { try $0.read(visit) } ?? .null
  }

  private static func negotiate(_ wishes: [String], _ offers: [String]) throws(Problem) -> String {
    // Problems have their own type, which every client of ours takes besides.
    if let best = MediaRange.best(of: offers, for: wishes) { return best }
    throw Problem(
      .notAcceptable, "not_acceptable",
      "this is given as \(offers.joined(separator: " or ")), which Accept does not name")
  }

  // MARK: Parameters

  /// A parameter in the path.
  func path(_ name: String) throws -> String { try visit.parameter(name) }

  /// A parameter behind the question mark.
  func text(_ name: String) -> String? { visit.value(name) }

  /// All values of a parameter behind the question mark.
  func texts(_ name: String) -> [String] {
    visit.query.pairs.filter { $0.name == name }.compactMap(\.value)
  }

  /// A number behind the question mark; its form was checked.
  func number(_ name: String) -> UInt64? { text(name).flatMap { UInt64($0) } }

  /// The filters among the parameters.
  var filters: FilterQuery {
    let names = Set(operation.parameters.filter(\.isFilter).map(\.name))
    return FilterQuery(visit.query.pairs.filter { names.contains($0.name) })
  }

  /// A moment behind the question mark.
  func moment(_ name: String) throws -> Moment? {
    try text(name).map { try Moment($0, in: visit.site.timeZone, option: "--" + name) }
  }

  /// The part of a list that is asked for.
  func page() throws -> PageRequest { try PageRequest(self) }

  // MARK: Reading

  /// Reads the views as asked for, away from the threads that serve.
  func read<T: Sendable>(
    _ body: @escaping @Sendable (Desk, Reading) throws -> T
  ) async throws -> T {
    try await read(asOf: visit.asOf, today: try today(), body)
  }

  /// Reads the views at a moment, with one meaning of today; nil for now.
  func read<T: Sendable>(
    asOf moment: Moment?, today: Day?, _ body: @escaping @Sendable (Desk, Reading) throws -> T
  ) async throws -> T {
    let gate = visit.gate
    let names = text("names").flatMap { Reading.NameDay(rawValue: $0) } ?? .today
    return try await visit.site.work {
      try gate.reading(asOf: moment, today: today) { desk, reading in
        reading.names = names
        return try body(desk, reading)
      }
    }
  }

  /// What today means.
  func today() throws -> Day? {
    guard let text = text("today") else { return nil }
    guard let date = try? PartialDate(text), date.precision == .day, let day = date.earliest else {
      throw Problem(
        .badRequest, "parameter", "today is “\(text)”, which is no single day",
        hint: "write it as 2014-07-01", faults: [.init("today", "no single day")])
    }
    return day
  }
}

extension Operation {
  /// Refuses parameters that there are not, that are given too often, or that are missing, and values
  /// that cannot be.
  func check(_ query: FilterQuery) throws(Problem) {
    let known = parameters.filter { $0.place == .query }
    for pair in query.pairs {
      guard let parameter = known.first(where: { $0.name == pair.name }) else {
        let near = NearMatch.closest(to: pair.name, in: known.map(\.name), limit: 2)
        throw Self.fault(
          pair.name, "is no parameter of this address",
          near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?")
      }
      guard !parameter.isFilter else { continue }
      guard parameter.repeats || query.pairs.count(where: { $0.name == pair.name }) == 1 else {
        throw Self.fault(pair.name, "is given several times")
      }
      guard let value = pair.value else { throw Self.fault(pair.name, "has no value") }
      if let reason = parameter.schema.refusal(of: value) {
        throw Self.fault(pair.name, "is “\(value.prefix(100))”, which \(reason)")
      }
    }
    for parameter in known where parameter.required {
      guard query.pairs.contains(where: { $0.name == parameter.name }) else {
        throw Self.fault(parameter.name, "is missing", parameter.description)
      }
    }
  }

  private static func fault(_ name: String, _ detail: String, _ hint: String? = nil) -> Problem {
    Problem(
      .badRequest, "parameter", "\(name.prefix(100)) \(detail)", hint: hint,
      faults: [.init(name, detail)])
  }
}

extension Schema {
  /// Why a text cannot be a parameter of this schema; nil when it can.
  fileprivate func refusal(of text: String) -> String? {
    if let values = members["enum"]?.array?.compactMap(\.string) {
      return values.contains(text)
        ? nil : "is none of " + values.prefix(20).joined(separator: ", ")
    }
    guard members["type"] == "integer" else { return nil }
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text) else {
      return "is no whole number"
    }
    if let least = members["minimum"]?.integer, number < least { return "is less than \(least)" }
    if let most = members["maximum"]?.integer, number > most { return "is more than \(most)" }
    return nil
  }
}
