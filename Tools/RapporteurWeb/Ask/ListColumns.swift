import FollowUps
import JSON
import Registry
import Things
import WebCore

/// What lists show of each kind of thing: the thing itself first, then a few of its fields.
struct ListColumns: Sendable {
  /// The kind of thing.
  let kind: Kind
  private let shown: Shown

  /// The columns of a kind’s list.
  init(_ kind: Kind, _ shown: Shown) {
    self.kind = kind
    self.shown = shown
  }

  /// The fields that have columns.
  var fields: [Field] {
    let names: [String] =
      switch kind {
      case .request: ["country", "requester", "themes", "status", "requested_on"]
      case .offer: ["provider", "country", "themes", "status", "offered_on"]
      case .followup: ["owner", "due", "status", "request", "meeting"]
      case .meeting: ["start", "kind", "city", "country", "status"]
      case .person: ["expertise", "languages"]
      case .organisation: ["short_name", "kind", "country", "parent"]
      case .network: ["kind", "facilitator", "established_on", "status"]
      case .practice: ["country", "organisation", "themes", "award"]
      case .recommendation: ["addressee", "theme", "meeting", "status"]
      case .statement: ["subject", "value", "unit", "qualifier"]
      case .document: ["kind", "issuer", "date", "access"]
      case .question: ["about", "filters"]
      case .account: ["roles", "status"]
      case .vocabulary: []
      }
    return names.compactMap { kind.definition.field($0) }
  }

  /// The titles of the columns.
  var titles: JSONValue {
    var titles = [JSONValue.string(shown.words.one(kind))]
    if kind == .person { titles.append(.string(shown.words.many(.affiliation))) }
    titles += fields.map { .string(shown.words.field($0.name)) }
    return .array(titles)
  }

  /// A row of the list.
  func row(_ thing: Thing, _ reading: Reading) throws -> [String: JSONValue] {
    var cells: [JSONValue] = []
    if kind == .person { cells.append(try posts(thing, reading)) }
    for field in fields { cells.append(try cell(field, thing, reading)) }
    var row: [String: JSONValue] = [
      "title": .string(try reading.called(thing.ref).shortened()),
      "href": .string(try reading.address(thing.ref, shown.visit)), "cells": .array(cells),
      "id": .string(try reading.typedID(thing.ref)),
    ]
    if thing.retraction != nil { row["retracted"] = .string(shown.words("things.is_retracted")) }
    if thing.mergedInto != nil { row["retracted"] = .string(shown.words("things.is_merged")) }
    if kind == .followup, FollowUpView.isOverdue(thing, reading) {
      row["overdue"] = .string(shown.words("field.overdue"))
    }
    return row
  }

  private func cell(_ field: Field, _ thing: Thing, _ reading: Reading) throws -> JSONValue {
    var items = try shown.items(
      thing.fields[field.name], field, of: kind, reading, isShort: true)
    if kind == .meeting, field.name == "start" { items = period(thing) }
    return ["label": .string(shown.words.field(label(field))), "items": items]
  }

  /// A meeting's first day stands for all of them.
  private func label(_ field: Field) -> String {
    kind == .meeting && field.name == "start" ? "date" : field.name
  }

  private func period(_ thing: Thing) -> JSONValue {
    func date(_ name: String) -> PartialDate? {
      if case .date(let date)? = thing.fields[name] { date } else { nil }
    }
    let (start, end) = (date("start"), date("end"))
    let text = end == nil ? start.map { shown.words.date($0) } : shown.words.span(start, end)
    return [
      text.map { ["plain": .string($0)] } ?? ["absent": .string(shown.words("things.not_stated"))]
    ]
  }

  private func posts(_ thing: Thing, _ reading: Reading) throws -> JSONValue {
    let items: [JSONValue] = try reading.entries(.affiliation, of: thing.ref).prefix(3).compactMap {
      entry in
      guard case .reference(let id)? = entry.fields["organisation"] else { return nil }
      return try shown.thing(ThingRef(.organisation, id), reading)
    }
    return [
      "label": .string(shown.words.many(.affiliation)),
      "items": items.isEmpty
        ? [["absent": .string(shown.words("things.not_stated"))]] : .array(items),
    ]
  }
}
