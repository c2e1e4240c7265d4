public import EventLog
import JSON
public import Registry

extension RecordedEvent {
  /// The event as the domain sees it; nil when this release does not know its type.
  public var event: Event? {
    guard let type = EventCatalogue.type(named: self.type) else { return nil }
    var texts: [String: String?] = [:]
    for (field, content) in beside {
      switch content {
      case .text(let text), .sealed(let text, _): texts[field] = .some(text)
      case .erased: texts.updateValue(nil, forKey: field)
      }
    }
    return Event(type, data: data, beside: texts)
  }

  /// Who recorded it, when it happened, on what source.
  public var circumstances: Circumstances {
    Circumstances(
      by: by, occurred: occurred.flatMap { try? PartialDate($0) }, sources: sources, batch: batch)
  }

  /// The thing it happened to; nil when the stream is of no kind this release knows.
  public var thing: ThingRef? { ThingRef(stream: stream.text) }
}

extension NewEvent {
  /// An event of the domain in the log's shape.
  ///
  /// - Parameter person: whose key seals it: the person whom the thing is, or is a statement about.
  ///   Everything that may name somebody is sealed then.
  public init(
    _ event: Event, of thing: ThingRef, about person: ThingRef?, _ circumstances: Circumstances
  ) {
    var payload = event.payload
    if thing.kind == .statement, person != nil { payload.besideWhole(["value", "note"]) }
    // Why somebody was erased has to outlive their key.
    let key = event.type.isAboutDestroying ? nil : person
    var beside = payload.texts.mapValues { text in
      key.map { BesideContent.sealed(text, subject: $0.id) } ?? .text(text)
    }
    if let person {
      for (field, text) in payload.sealed { beside[field] = .sealed(text, subject: person.id) }
    }
    self.init(
      type: event.type.name, occurred: circumstances.occurred?.description,
      sources: circumstances.sources, data: payload.data, beside: beside)
  }
}

extension Thing {
  /// The person whom this is, or is a statement about.
  public var person: ThingRef? { Self.person(ref.kind, ref.id, fields) }

  /// The person whom a thing with these fields is, or is a statement about.
  static func person(_ kind: Kind, _ id: String, _ fields: Fields) -> ThingRef? {
    if kind == .person { return ThingRef(.person, id) }
    guard kind == .statement, case .subject(let subject)? = fields["subject"] else { return nil }
    return subject.kind == .person ? subject : nil
  }
}

extension StreamName {
  /// The stream of a thing.
  public init(_ thing: ThingRef) { self.init(kind: thing.kind.rawValue, id: thing.id) }
}

extension LogSnapshot {
  /// The thing as its events up to this snapshot made it; without any event when there is none.
  /// With `position`, only events before it count.
  public func thing(_ ref: ThingRef, before position: Position = .max) throws -> Thing {
    var thing = Thing(ref)
    try forEachEvent(of: StreamName(ref), from: 0, backward: false) { recorded in
      guard recorded.position < position else { return false }
      if let event = recorded.event { thing.evolve(event, recorded.circumstances) }
      return true
    }
    return thing
  }

  /// Whether the thing has begun.
  public func contains(_ thing: ThingRef) throws -> Bool {
    try lastRevision(of: StreamName(thing)) != nil
  }
}
