import Foundation
import JSON
import Registry
import Testing

/// One stored payload of every event type and version ever written. A line that stands in the file
/// is never changed: it is what registries hold.
@Suite struct GoldenTests {
  /// The current version of each type; types that are not named are at 1.
  private static let versions: [String: Int64] = [:]

  private struct Stored {
    let type: String
    let version: Int64
    let payload: Payload
  }

  private static func stored() throws -> [Stored] {
    let url = try #require(
      Bundle.module.url(forResource: "payloads", withExtension: "jsonl", subdirectory: "Golden"))
    return try String(decoding: Data(contentsOf: url), as: UTF8.self)
      .split(separator: "\n").map { line in
        let json = try JSONValue(parsing: String(line))
        var payload = Payload()
        payload.data = json["data"]?.object ?? [:]
        payload.texts = json["texts"]?.object?.compactMapValues(\.string) ?? [:]
        payload.sealed = json["sealed"]?.object?.compactMapValues(\.string) ?? [:]
        return Stored(
          type: try #require(json["type"]?.string), version: try #require(json["v"]?.integer),
          payload: payload)
      }
  }

  @Test func everyTypeHasALine() throws {
    let lines = Set(try Self.stored().map { "\($0.type) \($0.version)" })
    for type in EventCatalogue.all
    where !lines.contains("\(type.name) \(Self.versions[type.name] ?? 1)") {
      Issue.record("no line for \(type.name); add\n\(Self.line(for: type))")
    }
  }

  @Test func everyLineIsReadInFull() throws {
    for stored in try Self.stored() {
      let type = try #require(EventCatalogue.type(named: stored.type), "\(stored.type)")
      let event = Event(type, stored: stored.payload)
      #expect(event.payload == stored.payload, "\(stored.type)")
    }
  }

  /// A line for a new type: a full payload.
  private static func line(for type: EventType) -> String {
    var generated = Generated(seed: 2014)
    let payload = generated.event(type, complete: true).payload
    return JSONValue.object([
      "type": .string(type.name), "v": .integer(versions[type.name] ?? 1),
      "data": .object(payload.data), "texts": .object(payload.texts.mapValues { .string($0) }),
      "sealed": .object(payload.sealed.mapValues { .string($0) }),
    ]).compactText
  }
}
