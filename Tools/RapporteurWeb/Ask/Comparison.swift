import Desk
import EventLog
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

/// What is different today from the moment that a page shows; nothing when the page shows today.
struct Comparison: Sendable {
  /// Today's row of a thing.
  private enum Today: Sendable {
    /// It still passes, and reads so.
    case there([String: JSONValue])
    /// It passes no longer, and why.
    case gone(String)
  }

  private var rows: [ThingRef: Today] = [:]
  /// What the template shows above the list.
  private(set) var content: JSONValue = .null

  /// So many of what came later are listed.
  private static let listed = 20

  /// The list as it was found, beside today's.
  static func of(
    _ found: ListFinding.Found, _ kind: Kind, _ query: FilterQuery, _ visit: Visit, _ desk: Desk,
    _ reading: Reading
  ) throws -> Comparison {
    guard visit.asOf != nil else { return Comparison() }
    let words = AskWords(visit)
    let size = reading.reader.size
    return try desk.reading { now in
      guard now.reader.size > size, found.lines.isEmpty else { return Comparison() }
      var comparison = Comparison()
      let filter = try desk.filter(query, of: kind, now)
      let columns = ListColumns(kind, Shown(visit))
      let passing = try now.passing(kind, filter, among: found.things.map(\.ref.id))
      let still = Dictionary(passing.map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
      for thing in found.things {
        if let today = still[thing.ref] {
          comparison.rows[thing.ref] = .there(try columns.row(today, now))
        } else {
          comparison.rows[thing.ref] = .gone(try Self.why(thing.ref, now, words))
        }
      }
      let today = try now.page(
        kind, filter, offset: 0, limit: 0, countingTo: Lists.counted
      ).count
      let total = today.number
      var content: [String: JSONValue] = [
        "words": .string(words("time.today_count", ["count": total])),
        "diff": .string("/diff?from=\(size)&to=\(now.reader.size)"),
      ]
      if today.isExact, found.total.isExact {
        let before = Set(try reading.ids(kind, found.filter))
        let added = try now.ids(kind, filter).filter { !before.contains($0) }
        let gone = before.count - (total - added.count)
        content["changes"] = .string(
          words("time.added_gone", ["added": added.count, "gone": gone]))
        content["added"] = .array(
          try added.prefix(Self.listed).map { id in
            let ref = ThingRef(kind, id)
            return [
              "title": .string(try now.called(ref).shortened()),
              "href": .string("/\(kind.rawValue)/\(try now.typedID(ref).addressed)"),
            ]
          })
        if !added.isEmpty { content["listed"] = true }
        if added.count > Self.listed {
          content["more"] = .string(words("time.more", ["count": added.count - Self.listed]))
        }
      }
      comparison.content = .object(content)
      return comparison
    }
  }

  private static func why(_ ref: ThingRef, _ now: Reading, _ words: AskWords) throws -> String {
    let thing = try now.thing(ref)
    if thing?.retraction != nil { return words("things.is_retracted") }
    if thing?.mergedInto != nil { return words("things.is_merged") }
    return words("time.not_in_list")
  }

  /// The row with what it reads today, where that differs.
  func mark(_ row: [String: JSONValue], _ thing: Thing) throws -> [String: JSONValue] {
    var row = row
    switch rows[thing.ref] {
    case nil: break
    case .gone(let why):
      row["state"] = "gone"
      row["note"] = .string(why)
    case .there(let today):
      var isChanged = false
      if let title = today["title"], title != row["title"] {
        row["title_today"] = title
        isChanged = true
      }
      let cells = row["cells"]?.array ?? []
      row["cells"] = .array(
        zip(cells, today["cells"]?.array ?? []).map { then, now in
          guard let a = then["items"], let b = now["items"], Self.texts(a) != Self.texts(b) else {
            return then
          }
          isChanged = true
          var members = then.object ?? [:]
          members["today"] = ["items": b]
          return .object(members)
        })
      if isChanged { row["state"] = "changed" }
    }
    return row
  }

  /// What items say, without where they lead: addresses carry the moment.
  static func texts(_ items: JSONValue) -> JSONValue {
    .array(
      (items.array ?? []).map { item in
        .object((item.object ?? [:]).filter { $0.key != "link" })
      })
  }

  // MARK: Counts

  /// Today's counts of a matrix.
  struct Counts: Sendable {
    private let matrix: Matrix
    private let from: UInt64
    private let to: UInt64

    fileprivate init(_ matrix: Matrix, from: UInt64, to: UInt64) {
      (self.matrix, self.from, self.to) = (matrix, from, to)
    }

    /// Today's count of a cell, if it is another.
    func change(_ row: String?, _ column: String?, _ count: Int) -> Int? {
      let today = matrix.cells[Matrix.Cell(row: row, column: column)]?.count ?? 0
      return today == count ? nil : today
    }

    func content(_ words: AskWords) -> JSONValue {
      [
        "words": .string(words("time.today_count", ["count": matrix.total])),
        "diff": .string("/diff?from=\(from)&to=\(to)"),
      ]
    }
  }

  /// Today's matrix, when the page shows an earlier one.
  static func matrix(
    _ then: Matrix, _ down: MatrixDimension, _ across: MatrixDimension, _ query: FilterQuery,
    _ visit: Visit, _ desk: Desk
  ) throws -> Counts? {
    guard let asOf = visit.asOf else { return nil }
    let size = try desk.size(at: asOf)
    return try desk.reading { now in
      guard now.reader.size > size else { return nil }
      let filter = try desk.filter(query, of: .request, now)
      return Counts(
        try now.matrix(rows: down, columns: across, filter), from: size, to: now.reader.size)
    }
  }
}
