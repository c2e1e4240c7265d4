import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import WebCore

/// `POST /api/v1/bilaterals`: a whole bilateral as one command.
enum BilateralRoute {
  static let routes = [
    Route(.post, "/api/v1/bilaterals", .api, needs: .record) { visit in try await record(visit) }
  ]

  private static func record(_ visit: Visit) async throws -> Response {
    guard case .object(var members) = try visit.json() else {
      throw Problem(.unprocessableContent, "refused", "a bilateral is a JSON object")
    }
    let confirmed = try confirmation(members.removeValue(forKey: "confirmed"))
    let result = try await BilateralRecorder(visit: visit).record(
      .object(members), command: try command(visit), confirmed: confirmed)
    switch result {
    case .recorded(let outcome):
      var headers: HTTPFields = [:]
      if let id = outcome.meeting { headers[.location] = "/api/v1/meeting/\(id)" }
      return visit.json(
        outcome.json(id: outcome.meeting), status: outcome.repeated ? .ok : .created,
        headers: headers)
    case .ambiguous(let ambiguity): throw problem(ambiguity)
    case .similar(let duplicates):
      throw Problem(
        .conflict, "likely-duplicate", "this may have been recorded before",
        hint: "look at what is named; send it again with “confirmed”: true if it is another",
        members: ["duplicates": .array(duplicates.map(\.json))])
    }
  }

  private static func confirmation(_ json: JSONValue?) throws(Problem) -> Bool {
    switch json {
    case nil, .null: return false
    case .bool(let confirmed): return confirmed
    default:
      throw Problem(
        .unprocessableContent, "refused", "“confirmed” is neither true nor false",
        at: ["pointer": "/confirmed"])
    }
  }

  /// The command's id: what makes a repeat harmless.
  private static func command(_ visit: Visit) throws(Problem) -> UniqueID {
    guard let key = visit.head.headerFields[.idempotencyKey] else { return .fresh }
    // Structured fields put texts into quotation marks (RFC 8941); many clients do not.
    let text = key.hasPrefix("\"") && key.hasSuffix("\"") ? String(key.dropFirst().dropLast()) : key
    guard let id = UniqueID(text) else {
      throw Problem(
        .badRequest, "idempotency_key", "the Idempotency-Key is no UUID",
        hint: "send a new UUID for each bilateral, and the same one when it is sent again")
    }
    return id
  }

  private static func problem(_ ambiguity: Ambiguity) -> Problem {
    Problem(
      .unprocessableContent, "ambiguous", "names in it may mean several things",
      hint: "put the id of the one that is meant in the place of each",
      faults: ambiguity.places.map { place in
        Problem.Fault(
          place.pointer, "“\(place.written)” may mean \(place.candidates.count) things")
      },
      members: [
        "places": .array(
          ambiguity.places.map { place in
            [
              "pointer": .string(place.pointer), "written": .string(place.written),
              "candidates": .array(place.candidates.map(\.json)),
            ]
          })
      ])
  }
}

extension HTTPField.Name {
  /// The id of a command, so that a repeat is harmless.
  static var idempotencyKey: Self { Self("Idempotency-Key") ?? .ifMatch }
}
