import EventLog
import ProjectionKit
import Registry
import Things

/// The things that events between two sizes of the log may have changed, in the order of their first
/// event, with the events.
struct Touched {
  private(set) var order: [ThingRef] = []
  private(set) var positions: [ThingRef: [Position]] = [:]

  mutating func note(_ ref: ThingRef, _ position: Position) {
    if positions[ref] == nil { order.append(ref) }
    positions[ref, default: []].append(position)
  }
}

extension Touched {
  /// Goes through the events between the two sizes: the log says which thing each one happened to.
  /// Nothing else is read, so a short way back takes little time in a long log.
  init(
    from old: UInt64, to new: UInt64, only refs: Set<ThingRef>?, _ kinds: Set<Kind>?, _ desk: Desk
  ) throws {
    var mappings: [String: [(position: Position, event: Event)]] = [:]
    try desk.log.read { snapshot in
      func take(_ recorded: RecordedEvent) {
        guard let ref = recorded.thing else { return }
        if ref.kind == .vocabulary, let event = recorded.event {
          mappings[ref.id, default: []].append((recorded.position, event))
        }
        if refs?.contains(ref) ?? true, kinds?.contains(ref.kind) ?? true {
          note(ref, recorded.position)
        }
      }
      // The events of one thing are found by its stream.
      if let refs {
        let vocabularies = Self.vocabularies.map { ThingRef(.vocabulary, $0) }
        for ref in refs.union(vocabularies).sorted(by: { $0.description < $1.description }) {
          try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: true) { recorded in
            if recorded.position < new, recorded.position >= old { take(recorded) }
            return recorded.position >= old
          }
        }
      } else {
        try snapshot.forEachEvent(in: old..<new, filter: EventFilter(), backward: false) {
          take($0)
          return true
        }
      }
    }
    for (vocabulary, events) in mappings {
      try note(events.sorted { $0.position < $1.position }, vocabulary, old, new, desk, refs, kinds)
    }
    for ref in order { positions[ref]?.sort() }
    order.sort {
      (positions[$0]?.first ?? 0, $0.description) < (positions[$1]?.first ?? 0, $1.description)
    }
  }

  /// A term that was given a meaning changes how the things read that hold it.
  private mutating func note(
    _ events: [(position: Position, event: Event)], _ vocabulary: String, _ old: UInt64,
    _ new: UInt64, _ desk: Desk, _ refs: Set<ThingRef>?, _ kinds: Set<Kind>?
  ) throws {
    let before = try desk.reading(asOf: .size(old)) { try $0.meanings(in: vocabulary) }
    let ref = ThingRef(.vocabulary, vocabulary)
    try desk.reading(asOf: .size(new)) { reading in
      let after = try reading.meanings(in: vocabulary)
      let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
      guard !changed.isEmpty else { return }
      // An event that takes a mapping back names it by its entry only.
      let vocabularyThing = try desk.log.read { try $0.thing(ref, before: new) }
      func text(_ event: Event) -> String? {
        let written =
          event.fields["term"] ?? event.entry.flatMap { vocabularyThing.entry($0)?.fields["term"] }
        return (written?.written).map { TextFolding.fold($0) }
      }
      for (thing, texts) in try reading.things(holding: changed, in: vocabulary)
      where (refs?.contains(thing) ?? true) && (kinds?.contains(thing.kind) ?? true) {
        for (position, event) in events where text(event).map(texts.contains) ?? false {
          note(thing, position)
        }
      }
    }
  }

  /// Every vocabulary that a field may use.
  private static let vocabularies = ["theme"] + Vocabularies.shared.names
}
