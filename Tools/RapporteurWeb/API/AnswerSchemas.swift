import JSON
import Matching
import ProjectionKit
import Registry
import Requests
import Things

/// The schemas of what is neither a thing nor an entry of one.
enum AnswerSchemas {
  /// All of them, by name.
  static var components: [String: Schema] {
    basics.merging(terms) { $1 }.merging(questions) { $1 }.merging(log) { $1 }
      .merging(commands) { $1 }
  }

  private static let basics: [String: Schema] = [
    "Id": Schema.id.saying("Letters, digits, dots, underscores and hyphens.").like("r-fiji-1"),
    "PartialDate": Schema.text.with("minLength", 1)
      .saying("A date as far as it is known (EDTF): a year, a month, a day, or an interval.")
      .like("2014", "2014-06", "2014-06-23", "2014-06-23/2014-06-26", "../2014-06-22"),
    "CountryCode": Schema.text.saying("ISO 3166-1 alpha-3.").like("WSM"),
    "Source": Schema.text.with("pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}:[\\s\\S]+$")
      .saying("A citation: document:place.").like("D003:L98"),
    "Withheld": Schema.list(.text)
      .saying("The fields that the account may not see; they are null though they may be stated."),
    "Position": Schema.count.saying("An event's place in the log, from 0."),
    "Size": Schema.count.saying("How many events the log has, or had."),
    "Problem": .answer(
      [
        "type": Schema.text.with("format", "uri")
          .saying("Which problem it is; Docs/api.md has the list."),
        "title": Schema.text.saying("The problem in general."),
        "status": Schema(["type": "integer", "minimum": 400, "maximum": 599]),
      ],
      sometimes: [
        "detail": Schema.text.saying("The problem here: what was wrong."),
        "instance": .text, "code": Schema.text.saying("The last part of the type."),
        "hint": Schema.text.saying("What to do."),
        "where": Schema.table(of: .text).saying("What it is about: thing, file, row, …"),
        "errors": .list(
          .answer([
            "pointer": Schema.text.saying("A member of the body (RFC 6901), or a parameter."),
            "detail": .text,
          ])),
        "import": Schema.named("Import").saying("The plan of an import that is refused."),
        "places": Schema.list(.open).saying("Names that may mean several things."),
        "duplicates": Schema.list(.open).saying("What may be the same."),
      ]
    ).saying("What went wrong (RFC 9457). Nothing was recorded."),
  ]

  /// One for each vocabulary that a field takes its terms from.
  private static var terms: [String: Schema] {
    let kinds = Kind.allCases.filter { $0 != .account && $0 != .vocabulary }
    let fields = kinds.flatMap { kind in
      kind.definition.fields + kind.definition.entries.flatMap { $0.fields(in: kind) }
    }
    let vocabularies = Set(fields.compactMap(\.type.vocabulary))
    return Dictionary(
      uniqueKeysWithValues: vocabularies.map { name in
        let codes =
          name == "theme"
          ? Themes.shared.all.map(\.id) : Vocabularies.shared.terms(of: name).map(\.code)
        return (Schema.name(ofTerm: name), term(name, codes))
      })
  }

  private static func term(_ vocabulary: String, _ codes: [String]) -> Schema {
    Schema.text.with("minLength", 1)
      .saying(
        "A term of the vocabulary \(vocabulary), or what somebody wrote that is not in it "
          + "and was not yet said to mean one of its terms."
      )
      .with("examples", .array(codes.map { .string($0) }))
  }

  private static let questions: [String: Schema] = [
    "Matrix": .answer([
      "rows": .list(line), "columns": .list(line),
      "cells": .list(
        .answer([
          "row": Schema.text.orNull, "column": Schema.text.orNull, "count": .count,
          "requests": .list(.named("Id")),
        ])),
      "total": Schema.count.saying("The requests that pass the filters, each once."),
    ]),
    "Match": .answer([
      "kind": .oneOf(Match.Kind.allCases.map(\.rawValue)), "id": .text,
      "title": Schema.text.orNull, "score": Schema(["type": "integer"]),
      "parts": .list(.answer(["name": .text, "value": Schema(["type": "integer"]), "why": .text])),
      "evidence": .list(.text),
    ]),
    "Hit": .answer([
      "kind": .oneOf(Kind.allCases.map(\.rawValue)), "id": .text, "title": Schema.text.orNull,
      "extract": .text, "field": .text, "score": .count,
      "marks": Schema.list(.list(.count).with("minItems", 2).with("maxItems", 2))
        .saying("Where in the extract the words are: offset and length in characters."),
    ]),
    "Conflict": .answer(
      [
        "subject": Schema.text.orNull, "attribute": Schema.text.orNull,
        "values": .list(
          .answer([
            "id": .named("Id"), "value": Schema.text.orNull, "unit": Schema.text.orNull,
            "qualifier": Schema.text.orNull, "sources": .list(.named("Source")),
            "note": Schema.text.orNull,
          ])),
      ], sometimes: ["subject_kind": Schema.text.orNull]),
    "Unclassified": .answer([
      "vocabulary": .text, "term": .text, "count": .count, "things": .list(.text),
    ]),
    "Change": .answer([
      "thing": .oneOf(Kind.allCases.map(\.rawValue)), "id": .text, "title": Schema.text.orNull,
      "change": .oneOf(["added", "changed", "withdrawn"]),
      "fields": .list(
        .answer(["name": .text, "entry": Schema.text.orNull, "from": .anything, "to": .anything])),
      "events": .list(.named("Position")),
    ]),
    "Reason": .answer([
      "position": .named("Position"), "type": .text, "recorded": .instant,
      "occurred": Schema.text.orNull, "by": .text, "value": .anything,
      "reason": Schema.text.orNull, "sources": .list(.named("Source")),
      "source_titles": .list(Schema.text.orNull), "thing": .text, "entry": Schema.text.orNull,
      "attribute": .text, "act": .text, "in_force": .bool, "rule": Schema.text.orNull,
      "statement": Schema.text.orNull,
    ]),
  ]

  private static let line = Schema.answer([
    "key": Schema.text.orNull.saying("Null is what does not state it."), "label": .text,
    "count": .count,
  ])

  private static let log: [String: Schema] = [
    "Record": Schema.answer(
      [
        "v": .count, "position": .named("Position"), "id": .uuid, "type": .text, "stream": .text,
        "revision": .count, "recorded": .instant, "by": .text, "via": .text, "command": .uuid,

      ],
      sometimes: [
        "data": .open, "batch": .text, "cause": .uuid,
        "occurred": Schema.text.orNull,
        "sources": .list(.named("Source")),
        "beside": .list(
          .answer(["field": .text, "hash": .text], sometimes: ["subject": .text, "key": .text])),
      ]
    ).saying(
      "A record as it is stored: these bytes are the leaf of the Merkle tree. What may name a "
        + "person is not in it, only a hash."),
    "Happening": .answer([
      "position": .named("Position"), "type": .text, "recorded": .instant,
      "occurred": Schema.text.orNull, "by": .text, "via": .text, "sources": .list(.named("Source")),
      "value": .anything, "reason": Schema.text.orNull,
      "beside": Schema.table(of: Schema.text.orNull).saying("What stands beside the record."),
      "record": .named("Record"), "thing": Schema.text.orNull,
      "people": Schema.table(
        of: .answer(["id": .text, "name": Schema.text.orNull])
      ).saying("The people it names, by their ids in the log."),
    ]),
    "Proof": .answer([
      "position": .named("Position"), "record": Schema.text.saying("The stored bytes."),
      "proof": Schema.list(.text).saying("The hashes of the inclusion proof, Base64."),
      "checkpoint": Schema.text.saying("The signed note."),
      "receipt": Schema.text.saying("The same as a tlog-proof@v1."),
    ]),
    "Consistency": .answer([
      "old": .named("Size"), "new": .named("Size"), "old_root": .text, "new_root": .text,
      "proof": .list(.text),
    ]),
    "Checkpoint": .answer([
      "origin": .text, "size": .named("Size"), "root": .text,
      "note": Schema.text.saying("The signed note."), "vkey": .text, "vkeys": .list(.text),
    ]),
    "Statistics": .answer([
      "size": .named("Size"), "bytes": .count, "by_type": .table(of: .count),
      "by_stream_kind": .table(of: .count), "first_recorded": Schema.instant.orNull,
      "last_recorded": Schema.instant.orNull, "root": .text,
    ]),
    "View": .answer([
      "name": .text, "version": .count, "size": .named("Size"), "log_size": .named("Size"),
      "lag": .count, "unknown_events": .count,
      "state": .oneOf(["running", "failed", "outdated", "missing", "building"]),
      "error": Schema.text.orNull,
    ]),
    "Verification": .answer([
      "running": Schema.answer([
        "began": .instant, "phase": .oneOf(["pages", "events"]), "done": .count, "all": .count,
      ]).orNull,
      "last": Schema.answer([
        "ok": .bool, "began": .instant, "ended": .instant, "size": .named("Size"),
        "fault": Schema.text.orNull, "position": Schema.count.orNull,
      ]).orNull,
      "failure": Schema.text.orNull.saying("Why the last one did not come to its end."),
    ]),
  ]

  private static let commands: [String: Schema] = [
    "Receipt": .answer(
      [
        "command": Schema.uuid.saying("The command's id; see Idempotency-Key."),
        "events": .list(
          .answer(["position": .named("Position"), "type": .text, "stream": .text])),
        "size": .named("Size"),
        "repeated": Schema.bool.saying("Whether the same command had been recorded before."),
        "warnings": .list(.text),
      ], sometimes: ["id": Schema.text.saying("The thing, entry or import that it is about.")]),
    "Import": .answer(
      [
        "planned": counts, "files": .table(of: counts),
        "changes": .list(
          .answer([
            "file": .text, "row": .count, "id": .text, "field": .text,
            "from": Schema.text.orNull, "to": Schema.text.orNull,
          ])),
        "errors": .list(
          .answer([
            "file": .text, "row": Schema.count.orNull, "column": Schema.text.orNull,
            "value": Schema.text.orNull, "reason": .text,
          ])),
        "batch": Schema.text.orNull, "committed": .bool, "events": .count,
        "warnings": .list(.text), "size": .named("Size"), "planned_at": .named("Size"),
      ], sometimes: ["command": .uuid]),
    "Dataset": .body(
      [
        "files": Schema.table(of: .text).with("minProperties", 1)
          .saying("The text of each file, by its name: requests.csv, meetings.csv, …"),
        "ignore_unknown": Schema.bool.byDefault(false)
          .saying("Pass over columns and files that the format does not have."),
        "planned_at": Schema.named("Size").saying(
          "Commit only if the log still has the size that the plan was made for."),
        "reason": Schema.text.with("minLength", 1),
      ], required: ["files"]),
    "Command": Circumstance.body([:]),
    "Explained": Circumstance.body([:], required: ["reason"]),
    "Merge": Circumstance.body(
      ["into": Schema.named("Id").saying("What stands for both from now on.")],
      required: ["into"]),
    "Mapping": Circumstance.body(
      [
        "vocabulary": Schema.text.with("minLength", 1).like("theme"),
        "term": Schema.text.with("minLength", 1).saying("The term as written."),
        "to": Schema.text.with("minLength", 1).saying("What it means: a term of the vocabulary."),
      ], required: ["vocabulary", "term", "to"]),
    "SavedQuestion": .body(
      [
        "about": .oneOf(Kind.allCases.filter { !$0.filters.isEmpty }.map(\.rawValue)),
        "filters": Schema.text.with("minLength", 1)
          .saying("Filters as they stand in an address.").like("group=SIDS&open"),
        "title": Schema.text.with("minLength", 1), "note": Schema.text.with("minLength", 1),
        "reason": Schema.text.with("minLength", 1),
      ], required: ["about", "filters"]),
  ]

  private static let counts = Schema.answer([
    "create": .count, "change": .count, "skip": .count, "error": .count,
  ])
}
