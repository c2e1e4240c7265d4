import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Transparency
import WebCore

/// `/audit/events/{position}`: one record as it is stored, what stands beside it, what it belongs to,
/// and the proof that it is in the log.
enum EventPage {
  static let all = [
    Route(
      .get, "/audit/events/{position}", .page, needs: .readOwnRecords, .readRecords
    ) { try await page($0) },
    Route(
      .get, "/audit/events/{position}/record", .file, needs: .readOwnRecords, .readRecords
    ) { visit in
      let (position, page) = try await found(visit)
      return visit.file(
        page.record.bytes, type: "application/json; charset=utf-8", named: "record-\(position).json"
      )
    },
    Route(
      .get, "/audit/events/{position}/receipt", .file, needs: .readOwnRecords, .readRecords
    ) { visit in
      let (position, _) = try await found(visit)
      let gate = visit.gate
      let receipt = try await visit.site.work { try gate.signedReceipt(of: position) }
      guard let receipt else {
        throw Problem(
          .conflict, "unsigned", "the event at \(position) is not signed yet",
          hint: "the log is signed within a minute; ask again then")
      }
      return visit.file(
        Array(receipt.encoded.utf8), type: "text/plain; charset=utf-8",
        named: "receipt-\(position).txt")
    },
  ]

  private static func found(_ visit: Visit) async throws -> (Position, RecordPage) {
    let text = try visit.parameter("position")
    let size = try await visit.logSize()
    let gate = visit.gate
    guard let position = UInt64(text), String(position) == text, position < size,
      let page = try await visit.site.work({ try gate.recordPage(at: position) })
    else {
      throw Problem(
        .notFound, "not_found", "there is no record at \(text.prefix(40))",
        hint: "the log has \(size) events, the first at 0")
    }
    return (position, page)
  }

  private static func page(_ visit: Visit) async throws -> Response {
    let (position, page) = try await found(visit)
    let size = try await visit.logSize()
    let gate = visit.gate
    let event = page.record.event
    let (receipt, others) = try await visit.site.work {
      let receipt = try gate.signedReceipt(of: position)
      let others = try gate.records(
        RecordFilter(), in: page.command, limit: commandRows + 1
      ).records.filter { $0.event.position != position }
      return (receipt, others)
    }
    var content = EventPages.row(page.record, visit)
    content["text"] = String(decoding: page.record.bytes, as: UTF8.self)
    content["bytes"] = visit.words(UInt64(page.record.bytes.count))
    content["command"] = event.command.description
    content["id"] = event.id.description
    content["revision"] = String(event.revision)
    content["streamHref"] = address([("stream", event.stream.text)])
    content["beside"] = beside(page, visit)
    content["hasBeside"] = !event.beside.isEmpty
    content["others"] = others.prefix(commandRows).map { EventPages.row($0, visit) }
    content["hasOthers"] = !others.isEmpty
    content["otherCount"] = visit.text(
      "audit.event.others", ["count": page.command.count - 1])
    if others.count > commandRows { content["othersHref"] = range(page.command) }
    if let batch = event.batch {
      content["batch"] = batch
      content["batchHref"] = address([("batch", batch)])
    }
    if let cause = event.cause { content["cause"] = cause.description }
    if let cause = page.cause { content["causeHref"] = visit.link("/audit/events/\(cause)") }
    if let receipt { content["proof"] = proof(receipt, page.record.bytes, visit) }
    if position > 0 { content["previous"] = visit.link("/audit/events/\(position - 1)") }
    if position + 1 < size { content["following"] = visit.link("/audit/events/\(position + 1)") }
    return try visit.auditPage(
      "audit-event", "events", title: visit.text("audit.event.title", ["position": position]),
      content)
  }

  /// How many events of the same command are listed.
  private static let commandRows = 8

  private static func range(_ positions: Range<Position>) -> String {
    let after = positions.lowerBound == 0 ? [] : [("after", String(positions.lowerBound - 1))]
    return address(after + [("limit", String(min(positions.count, EventList.most)))])
  }

  private static func address(_ pairs: [(String, String)]) -> String {
    "/audit/events?"
      + pairs.map { name, value in
        name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .unreserved) ?? "")
      }.joined(separator: "&")
  }

  /// What stands beside the record. What is sealed is shown on the person's page, to those who may
  /// see it there, and never here.
  private static func beside(_ page: RecordPage, _ visit: Visit) -> [[String: Any]] {
    let record = try? JSONValue(parsing: page.record.bytes)
    let entries = record?["beside"]?.array ?? []
    return entries.compactMap { entry in
      guard let field = entry["field"]?.string else { return nil }
      var row: [String: Any] = ["field": field, "hash": entry["hash"]?.string ?? ""]
      switch page.record.event.beside[field] {
      case .text(let text)?:
        row["state"] = visit.text("audit.beside.present")
        if visit.may(.readThings) { row["text"] = text }
      case .sealed?: row["state"] = visit.text("audit.beside.sealed")
      case .erased?, nil:
        row["state"] = visit.text("audit.beside.erased")
        row["erased"] = true
      }
      return row
    }
  }

  private static func proof(
    _ receipt: EventReceipt, _ record: [UInt8], _ visit: Visit
  ) -> [String: Any] {
    let leaf = record.withUnsafeBytes { MerkleTree.leafHash($0) }
    let checkpoint = receipt.checkpoint.checkpoint
    return [
      "leaf": leaf.base64, "size": visit.words(checkpoint.size), "root": checkpoint.root.base64,
      "steps": receipt.proof.map { ["hash": $0.base64] }, "count": receipt.proof.count,
      "origin": checkpoint.origin,
    ]
  }
}

extension CharacterSet {
  /// What needs no percent-encoding (RFC 3986, section 2.3).
  static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}
