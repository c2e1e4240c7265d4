import Access
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// The rows that belong to a thing, a table for each kind: posts, participations, roles, members.
struct ThingEntries {
  private let thing: Thing
  private let shown: Shown

  /// The entries of this thing.
  init(_ thing: Thing, _ shown: Shown) {
    self.thing = thing
    self.shown = shown
  }

  /// A table for each kind of entry that there is.
  func tables(_ reading: Reading) throws -> [JSONValue] {
    try thing.ref.kind.definition.entries.compactMap { entryKind in
      let entries = try reading.entries(entryKind, of: thing.ref)
      guard !entries.isEmpty else { return nil }
      let fields = entryKind.fields(in: thing.ref.kind).filter { field in
        entries.contains { $0.fields[field.name] != nil }
      }
      let title = shown.words.many(entryKind)
      return [
        "title": .string(title), "id": .string("entries-" + entryKind.rawValue),
        "columns": .array(fields.map { .string(shown.words.field($0.name)) }),
        "rows": .array(try entries.map { try row($0, fields, title, reading) }),
      ]
    }
  }

  private func row(
    _ entry: Entry, _ fields: [Field], _ title: String, _ reading: Reading
  ) throws -> JSONValue {
    let correctable =
      shown.visit.asOf == nil && thing.retraction == nil && Kind.shown.contains(thing.ref.kind)
      && shown.visit.principal?.may(.record) == true
    let base = "/\(thing.ref.kind.rawValue)/\(try reading.typedID(thing.ref).addressed)"
    return [
      "cells": .array(
        try fields.map { field in
          [
            "label": .string(shown.words.field(field.name)),
            "items": try shown.items(
              entry.fields[field.name], field, of: thing.ref.kind, entry: entry.kind, reading),
          ]
        }),
      "correct": correctable
        ? .string("\(base)/entry/\(entry.id.addressed)/correct") : .null,
      "correct_label": .string(shown.words("things.action.correct_entry", ["kind": title])),
      "why": .string(
        shown.visit.link("/why?of=\(thing.ref.kind.rawValue)/\(entry.id.addressed)")),
      "why_label": .string(shown.words("things.why", ["field": title])),
    ]
  }
}
