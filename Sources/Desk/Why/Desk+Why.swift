import EventLog
import JSON
import ProjectionKit
public import Registry
public import Things

extension Desk {
  /// The events that put there what `[KIND/]ID[.attribute]` reads: of a thing, of one of its entries
  /// or of one attribute, up to the reading's size.
  ///
  /// Throws a `DeskError` when the id names nothing or several things, or when there is no such
  /// attribute.
  public func explain(_ text: String, _ reading: Reading) throws -> Explanation {
    let subject = try Subject(text, self, reading)
    let explainer = try Explainer(self, reading, subject.thing)
    var explanation = Explanation(
      thing: subject.thing, name: try reading.name(of: subject.thing),
      title: try reading.title(subject.thing), entry: subject.entry, attribute: nil, value: nil,
      rule: nil, rows: [])
    let reasons: [Explainer.Reason]
    if let written = subject.attribute {
      let attribute = try attribute(written, of: subject, reading)
      explanation.attribute = attribute.name
      explanation.rule = attribute.rule
      explanation.value = try value(of: attribute, subject, reading)
      reasons = try explainer.chain(attribute, entry: subject.entry)
    } else if let entry = subject.entry {
      reasons = explainer.present(entry: entry)
    } else {
      reasons = try explainer.present()
    }
    explanation.rows = try reasons.map { try row($0, rule: explanation.rule, reading) }
    return explanation
  }

  // MARK: Attributes

  /// The attribute that somebody means.
  private func attribute(
    _ written: String, of subject: Subject, _ reading: Reading
  ) throws -> Attribute {
    let kind = subject.thing.kind
    let wanted = fieldName(written)
    let known: [Attribute]
    if let entry = subject.entry, let entryKind = EntryKind(ofEntry: entry) {
      known = Attribute.all(of: entryKind, in: kind)
    } else {
      known = Attribute.all(of: kind)
    }
    if let attribute = known.first(where: { $0.name == wanted }) { return attribute }
    var names = known.map(\.name)
    if subject.entry == nil {
      let stated = try statements(about: subject.thing, reading).compactMap {
        $0.fields["attribute"].map { fieldName($0.written) }
      }
      // What only statements speak of.
      if stated.contains(wanted) { return Attribute(wanted, .statements) }
      for name in stated where !names.contains(name) { names.append(name) }
    }
    let near = NearMatch.closest(to: wanted, in: names, limit: 3)
    let what = subject.entry ?? "\(kind.rawValue)s"
    throw DeskError(
      .notFound, "\(what) have no attribute “\(written)”", at: ["option": "ID.ATTRIBUTE"],
      hint: (near.isEmpty ? "" : "did you mean \(near.joined(separator: ", "))? ")
        + "there are \(names.joined(separator: ", "))")
  }

  /// What the attribute reads.
  private func value(
    of attribute: Attribute, _ subject: Subject, _ reading: Reading
  ) throws -> JSONValue {
    if let id = subject.entry {
      guard let entry = try replay(subject.thing, reading).thing.entry(id) else { return .null }
      return try reading.shape(entry, in: subject.thing.kind)[attribute.name] ?? .null
    }
    guard let thing = try reading.thing(subject.thing) else { return .null }
    if attribute.origin == .merged {
      return .strings(try reading.mergedDirectly(into: thing.ref).map { try reading.typedID($0) })
    }
    let view = Catalogue.view(of: thing.ref.kind)
    let row = try view.row(thing, reading)
    if let value = row[attribute.name] { return value }
    if let value = try view.page(thing, reading)[attribute.name] { return value }
    return try reading.shape(thing)[attribute.name] ?? .null
  }

  // MARK: Rows

  private func row(
    _ reason: Explainer.Reason, rule: String?, _ reading: Reading
  ) throws -> JSONValue {
    let event = reason.link.event
    let hidden = try withheld(event, reading)
    let why = hidden.contains("reason") ? Reading.withheld : event.event?.reason
    let titles = try event.sources.map { source in
      let document = source.prefix { $0 != ":" }
      return JSONValue(try reading.title(ThingRef(.document, String(document))))
    }
    return [
      "position": .integer(Int64(event.position)), "type": .string(event.type),
      "recorded": .string(event.recorded.description), "occurred": JSONValue(event.occurred),
      "by": .string(event.by), "value": reason.value, "reason": JSONValue(why),
      "sources": .strings(event.sources), "source_titles": .array(titles),
      "thing": .string(try reading.name(of: reason.thing)),
      "entry": JSONValue(reason.place.entry),
      "attribute": .string(
        reason.place.name.isEmpty ? reason.place.entryKind : reason.place.name),
      "act": .string(reason.link.act.rawValue), "in_force": .bool(reason.isInForce),
      "rule": JSONValue(rule), "statement": JSONValue(reason.statement),
    ]
  }
}

extension Desk {
  /// The statements that stand about a thing.
  func statements(about ref: ThingRef, _ reading: Reading) throws -> [Thing] {
    try reading.things(
      .statement, where: Conditions("t.subject = ? AND t.standing = 1", .text(ref.description)))
  }
}

/// The name of the field that somebody wrote: `requested on`, `Requested-On`.
func fieldName(_ written: String) -> String {
  TextFolding.fold(written).replacing("-", with: "_").replacing(" ", with: "_")
}

extension Replay.Place {
  /// The kind of the entry, as a word.
  fileprivate var entryKind: String { entry.flatMap { EntryKind(ofEntry: $0) }?.rawValue ?? "" }
}

extension Reading {
  /// The things that were merged into this one and stand merged, without those merged into them.
  public func mergedDirectly(into ref: ThingRef) throws -> [ThingRef] {
    guard EventCatalogue.type(of: ref.kind, with: .merges) != nil else { return [] }
    return try things(
      ref.kind, where: Conditions("t.merged_into = ?", .text(ref.id)), fields: []
    ).map(\.ref)
  }
}
