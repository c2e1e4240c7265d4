import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Things
import WebCore

/// Which events a page shows: the filters and the place of its address.
struct EventList: Sendable {
  /// The most records on a page.
  static let most = 500

  let filter: RecordFilter
  /// The positions that count.
  let range: Range<Position>
  /// Whether the newest come first.
  let isBackward: Bool
  let limit: Int

  /// Reads `stream`, `type` (several), `by`, `batch`, `after`, `before` and `limit`.
  init(_ visit: Visit, size: UInt64) throws {
    func text(_ name: String) -> String? {
      visit.value(name)?.trimmingCharacters(in: .whitespaces).nonEmpty
    }
    filter = try RecordFilter(
      stream: text("stream"),
      types: visit.query.pairs.filter { $0.name == "type" }
        .compactMap { $0.value?.trimmingCharacters(in: .whitespaces).nonEmpty },
      by: text("by"), batch: text("batch"))
    let after = try visit.number("after")
    let before = try visit.number("before")
    let first = after.map { $0 == .max ? .max : $0 + 1 } ?? 0
    let end = min(size, before ?? size)
    range = min(first, end)..<end
    // Whoever names a start reads on from there; everybody else wants to know what is new.
    isBackward = after == nil
    limit = Int(clamping: min(UInt64(Self.most), max(1, try visit.number("limit") ?? 50)))
  }
}

extension String {
  /// The text, unless it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }
}

/// `/audit/events` and `/audit/events/{position}`: the records themselves.
enum EventPages {
  static let all =
    [
      Route(
        .get, "/audit/events", .page, needs: .readOwnRecords, .readRecords
      ) { try await list($0) }
    ] + EventPage.all

  private static func list(_ visit: Visit) async throws -> Response {
    let size = try await visit.logSize()
    let list = try EventList(visit, size: size)
    let gate = visit.gate
    let (records, isMore) = try await visit.site.work {
      try gate.records(
        list.filter, in: list.range, backward: list.isBackward, limit: list.limit)
    }
    if visit.value("format") == "jsonl" { return lines(records, visit) }
    var content: [String: Any] = [
      "rows": records.map { row($0, visit) }, "none": records.isEmpty,
      "own": !visit.may(.readRecords), "narrowed": list.filter != RecordFilter(),
      "filters": fields(list, visit),
      "types": list.filter.types.sorted().map { ["type": $0] },
      "downloads": [
        [
          "href": visit.address(with: [("format", "jsonl")]),
          "label": visit.text("audit.events.download"), "file": true,
        ] as [String: Any]
      ],
    ]
    let pages = pages(list, records, isMore, size, visit)
    if !pages.isEmpty { content["pages"] = pages }
    return try visit.auditPage(
      "audit-events", "events", title: visit.text("audit.events.title"), content)
  }

  /// The stored bytes, one record a line.
  private static func lines(_ records: [StoredRecord], _ visit: Visit) -> Response {
    var bytes: [UInt8] = []
    for record in records {
      bytes += record.bytes
      bytes.append(UInt8(ascii: "\n"))
    }
    return visit.file(bytes, type: "application/jsonl; charset=utf-8", named: "records.jsonl")
  }

  static func row(_ record: StoredRecord, _ visit: Visit) -> [String: Any] {
    let event = record.event
    var row: [String: Any] = [
      "position": String(event.position), "href": "/audit/events/\(event.position)",
      "type": event.type, "stream": event.stream.text, "by": event.by, "via": event.via,
      "recorded": visit.words(event.recorded),
    ]
    if let occurred = event.occurred { row["occurred"] = occurred }
    if !event.sources.isEmpty { row["sources"] = event.sources.joined(separator: ", ") }
    return row
  }

  private static func fields(_ list: EventList, _ visit: Visit) -> [String: Any] {
    var fields: [String: Any] = ["limit": String(list.limit)]
    for name in ["stream", "batch", "by", "after", "as-of"] {
      if let value = visit.value(name) { fields[name == "as-of" ? "asof" : name] = value }
    }
    if let type = list.filter.types.sorted().first { fields["type"] = type }
    return fields
  }

  /// The addresses of the records before and after these.
  private static func pages(
    _ list: EventList, _ records: [StoredRecord], _ isMore: Bool, _ size: UInt64, _ visit: Visit
  ) -> [String: Any] {
    guard let first = records.first?.event.position, let last = records.last?.event.position else {
      return [:]
    }
    let (low, high) = (min(first, last), max(first, last))
    var pages: [String: Any] = [:]
    let hasOlder = list.isBackward ? isMore : low > 0
    let hasNewer = list.isBackward ? high + 1 < size : isMore
    if hasOlder {
      pages["older"] = visit.address(with: [("before", String(low)), ("after", nil)])
    }
    if hasNewer {
      pages["newer"] = visit.address(with: [("after", String(high)), ("before", nil)])
    }
    return pages
  }
}
