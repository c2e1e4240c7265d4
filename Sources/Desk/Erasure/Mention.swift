public import EventLog
import JSON
public import Registry
import Things

/// A text that speaks, or may speak, of a person.
public struct Mention: Hashable, Sendable {
  /// Where it stands.
  public var address: BesideAddress
  /// The thing whose text it is. Of a person, with the log's id.
  public var thing: ThingRef
  /// The beginning of the text.
  public var extract: String

  /// A mention with the beginning of its text.
  init(address: BesideAddress, thing: ThingRef, text: String) {
    self.address = address
    self.thing = thing
    extract = text.count > 100 ? text.prefix(99) + "…" : text
  }

  /// The address as an option takes it: `131:summary`.
  public var text: String { address.text }
}

/// A text in a record itself that names, or may name, a person.
public struct ClearMention: Hashable, Sendable {
  /// The record.
  public var position: Position
  /// The text.
  public var text: String
}

extension BesideAddress {
  /// As events list it and options take it: `131:summary`.
  public var text: String { "\(position):\(field)" }

  /// Reads `131:summary`; nil for anything else.
  public init?(text: some StringProtocol) {
    guard let colon = text.firstIndex(of: ":"), let position = UInt64(text[..<colon]),
      case let field = text[text.index(after: colon)...], !field.isEmpty
    else { return nil }
    self.init(position: position, field: String(field))
  }
}

/// All that speaks of a person outside the person's own fields.
public struct Mentions: Sendable {
  /// The people who are one: the person, and all who were merged into it.
  public var people: [ThingRef]
  /// Texts with the whole name, the id that people type, or where the person is reached.
  public var certain: [Mention] = []
  /// Texts with a part of the name.
  public var possible: [Mention] = []
  /// Records that hold the name, or a part of it, in clear: in a title, an id, a source. They can never
  /// be changed.
  public var records: [ClearMention] = []
}

extension Desk {
  /// Looks through everything that was ever recorded, corrected and retracted texts included.
  ///
  /// - Parameter people: those who are one person.
  func mentions(
    of people: [ThingRef], _ traces: Traces, _ progress: (UInt64, UInt64) -> Void
  ) throws -> Mentions {
    let own = Set(people.map(\.id))
    var found = Mentions(people: people)
    try log.read { snapshot in
      let size = snapshot.size
      try snapshot.forEachEvent(in: 0..<size, filter: EventFilter(), backward: false) { recorded in
        guard let thing = recorded.thing else { return true }
        for (field, content) in recorded.beside.sorted(by: { $0.key < $1.key }) {
          let text: String
          switch content {
          case .text(let words): text = words
          case .sealed(let words, let subject) where !own.contains(subject): text = words
          case .sealed, .erased: continue
          }
          guard let likeness = traces.likeness(of: text) else { continue }
          let mention = Mention(
            address: BesideAddress(position: recorded.position, field: field), thing: thing,
            text: text)
          if likeness == .wholly {
            found.certain.append(mention)
          } else {
            found.possible.append(mention)
          }
        }
        for text in Self.clearTexts(of: recorded) where traces.likeness(of: text) != nil {
          found.records.append(ClearMention(position: recorded.position, text: text))
        }
        if recorded.position % 4096 == 0 { progress(recorded.position, size) }
        return true
      }
    }
    return found
  }

  /// What people wrote in a record itself.
  private static func clearTexts(of recorded: RecordedEvent) -> [String] {
    var texts = recorded.sources + [recorded.stream.text]
    func take(_ value: JSONValue) {
      switch value {
      case .string(let text): texts.append(text)
      case .array(let elements): elements.forEach(take)
      case .object(let members): members.values.forEach(take)
      default: break
      }
    }
    recorded.data.values.forEach(take)
    return texts
  }

  /// The people who are the same as this one: whoever stands for it, and all who were merged there.
  func same(as person: ThingRef, _ reading: Reading) throws -> [ThingRef] {
    let winner = try reading.winner(person)
    return try reading.withMerged(winner).map { ThingRef(.person, $0) }
  }
}
