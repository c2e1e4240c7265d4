public import EventLog
public import JSON
public import ProjectionKit
public import Registry
public import Things

/// The questions that the office saved.
public struct QuestionsProjection: ThingProjection {
  /// The projection's name.
  public let name = "questions"
  /// Raised when the tables or the fold change.
  public let version = 1
  /// The tables, one for each kind of thing and of entry.
  public let things = ThingTables([.question])

  /// The projection.
  public init() {}

  /// Folds one event into the rows.
  public func apply(_ event: RecordedEvent, to rows: inout RowWriter) throws {
    try things.apply(event, to: &rows)
  }
}

/// How saved questions read.
public struct QuestionView: ThingView {
  /// The kind it shows.
  public let kind = Kind.question

  /// The view.
  public init() {}

  /// Adds whether it is the program's own, and why it cannot be asked, if it cannot.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    shape["shipped"] = false
    shape["problem"] = Self.problem(
      about: thing.fields["about"]?.written, thing.fields["filters"]?.written, reading
    ).map { .string($0) }
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {}

  /// A question of the program's own, as lists show it.
  public static func row(_ shipped: ShippedQuestions.Question) -> JSONValue {
    [
      "id": .string(shipped.id), "title": .string(shipped.title),
      "about": .string(shipped.about.rawValue), "filters": .string(shipped.filters),
      "note": JSONValue(shipped.note), "sources": [], "shipped": true,
    ]
  }

  /// Why filters can no longer be read; nil when they can.
  private static func problem(about: String?, _ filters: String?, _ reading: Reading) -> String? {
    guard let kind = about.flatMap({ Kind(rawValue: $0) }) else {
      return "it is about nothing that can be listed"
    }
    do {
      _ = try FilterQuery(text: filters ?? "").filter(of: kind, today: reading.today)
      return nil
    } catch { return error.description }
  }
}
