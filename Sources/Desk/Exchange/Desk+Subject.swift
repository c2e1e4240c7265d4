import EventLog
public import JSON
import ProjectionKit
import Registry
public import Things

extension Desk {
  /// Everything that the registry holds about one person, for that person: the page, every event with
  /// what stands beside it, statements, roles, and the texts of other things that mention the person.
  ///
  /// - Throws: `DeskError` when there is no such person, or when whoever asks may not see all of it.
  public func subjectExport(of typed: String, _ reading: Reading) throws -> JSONValue {
    guard reading.sight.people == .all else {
      throw DeskError(.refused, "this has to be asked for where everything is shown")
    }
    guard let ref = try reading.find(.person, typed) else {
      throw try notFound(.person, typed, reading)
    }
    let people = try same(as: ref, reading)
    let size = reading.reader.size
    let events = try people.flatMap { try history(of: $0, upTo: size, reading) }
    let statements = try people.flatMap { person in
      var about = ThingFilter()
      about.subject = person.description
      return try list(.statement, about, reading).rows
    }
    let traces = try log.read { try Traces(of: people, in: $0) }
    let found = try mentions(of: people, traces) { _, _ in }
    func row(_ mention: Mention, _ isCertain: Bool) throws -> JSONValue {
      [
        "thing": .string(
          "\(mention.thing.kind.rawValue)/\(try reading.typedID(mention.thing))"),
        "text": .string(mention.text), "extract": .string(mention.extract),
        "certain": .bool(isCertain),
      ]
    }
    return [
      "person": try page(.person, people[0].id, reading),
      "ids_in_the_log": .array(people.map { .string($0.id) }),
      "events": .array(events), "statements": .array(statements),
      "mentions": .array(
        try found.certain.map { try row($0, true) } + found.possible.map { try row($0, false) }),
      "records_in_clear": .array(
        found.records.map {
          ["position": .integer(Int64(clamping: $0.position)), "text": .string($0.text)]
        }),
    ]
  }
}
