public import JSON
public import Registry

extension Submission {
  /// The submission in a fixed encoding, by which a repeat is told from another command under the
  /// same id. What is made anew each time (ids, times) is not part of it.
  var content: [UInt8] {
    var bytes: [UInt8] = []
    JSONValue.object([
      "by": .string(by), "reason": JSONValue(reason),
      "occurred": JSONValue(occurred?.description),
      "sources": .array(sources.map { .string($0) }),
      "steps": input ?? .array(steps.map(\.content)),
    ]).write(into: &bytes)
    return bytes
  }
}

extension Step {
  fileprivate var content: JSONValue {
    [
      "thing": .string(thing.description), "command": command.content,
      "occurred": JSONValue(occurred?.description),
      "sources": sources.map { .array($0.map { .string($0) }) } ?? .null,
    ]
  }
}

extension Command {
  fileprivate var content: JSONValue {
    switch self {
    case .begin(let fields): ["begin": fields.content]
    case .happen(let type, let fields): [type.name: fields.content]
    case .happenToEntry(let type, let entry, let fields):
      [type.name: fields.content, "entry": .string(entry)]
    case .correct(let fields, let cleared, let citing):
      ["correct": fields.content, "cleared": .strings(cleared), "citing": .strings(citing ?? [])]
    case .correctEntry(let entry, let fields, let cleared, let citing):
      [
        "correct": fields.content, "cleared": .strings(cleared),
        "citing": .strings(citing ?? []), "entry": .string(entry),
      ]
    case .retract(let entry): ["retract": JSONValue(entry)]
    case .reinstate(let entry): ["reinstate": JSONValue(entry)]
    case .merge(let winner): ["merge": .string(winner)]
    case .unmerge: ["unmerge": true]
    }
  }
}

extension Fields {
  /// The fields in a fixed encoding.
  public var content: JSONValue { .object(mapValues(\.json)) }
}

extension JSONValue {

  fileprivate static func strings(_ texts: [String]) -> JSONValue {
    .array(texts.map { .string($0) })
  }
}
