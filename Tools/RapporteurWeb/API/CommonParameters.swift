import JSON
import Registry
import Things

extension Parameter {
  /// The views as they stood at an earlier moment.
  static let asOf = Parameter(
    name: "as-of", place: .query,
    description:
      "Read the views as they stood at this log size (digits) or recorded time "
      + "(2026-11-20T12:00Z; a date alone means its end in the office's time zone).",
    schema: .text.with("minLength", 1).like("600", "2026-11-20"))

  /// What today means.
  static let today = Parameter(
    name: "today", place: .query,
    description: "What “today” means for overdue and country groups; the office's day otherwise.",
    schema: .text.with("format", "date"), example: "2014-07-01")

  /// Which names organisations are given.
  static let names = Parameter(
    name: "names", place: .query,
    description: "Call organisations as they were called when it happened, or as today.",
    schema: Schema.oneOf(Reading.NameDay.allCases.map(\.rawValue)).byDefault("today"))

  /// How many rows a page has.
  static let limit = Parameter(
    name: "limit", place: .query, description: "How many at most.",
    schema: Schema(["type": "integer", "minimum": 1, "maximum": .integer(Int64(Page.most))])
      .byDefault(.integer(Int64(Page.usual))))

  /// Where a page begins.
  static let cursor = Parameter(
    name: "cursor", place: .query,
    description:
      "Where to go on: from the Link header of the page before. It remembers the log's size and "
      + "the filters, so pages do not shift while others record.",
    schema: .text.with("minLength", 1))

  /// What comes with every reading of the views.
  static let reading = [asOf, today, names]
  /// What comes with every list.
  static let paging = [limit, cursor]

  /// Nothing is sent when the answer is as it was.
  static let ifNoneMatch = Parameter(
    name: "If-None-Match", place: .header,
    description: "The ETag of an earlier answer: 304 when nothing has changed since.",
    schema: .text)

  /// Nothing is recorded when the thing is not as it was.
  static let ifMatch = Parameter(
    name: "If-Match", place: .header,
    description:
      "The ETag of the thing as it was read: 412 when something was recorded of it since.",
    schema: .text)

  /// Makes repeats harmless.
  static let idempotencyKey = Parameter(
    name: "Idempotency-Key", place: .header,
    description:
      "A UUID of yours, the id of the command: the same request again is answered with the same "
      + "receipt and records nothing. One is made when none is given; repeats are not harmless then.",
    schema: .uuid)

  /// The id of a thing.
  static func id(_ kind: Kind) -> Parameter {
    Parameter(
      name: "id", place: .path, description: "The id of \(kind.phrase).", schema: .id,
      required: true, example: kind.sampleID.map { .string($0) })
  }

  /// The id of an entry.
  static let entry = Parameter(
    name: "entry", place: .path, description: "The id of the entry, as the page lists it.",
    schema: .id, required: true)

  /// Every filter of a kind.
  static func filters(_ kind: Kind) -> [Parameter] {
    kind.filters.filter { $0.name != limit.name }.map { filter in
      Parameter(
        name: filter.name, place: .query,
        description: filter.help
          + (filter.takesNone ? "; none = not stated" : "")
          + (filter.repeats ? ". Several are alternatives." : "."),
        schema: .given(for: filter), repeats: filter.repeats, isFilter: true)
    }
  }
}

/// How much of a list is given at once.
enum Page {
  /// How many rows when nothing is said.
  static let usual = 100
  /// The most rows.
  static let most = 1_000
}
