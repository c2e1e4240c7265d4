import Access
import Desk
import EventLog
import HTTPTypes
import JSON
import ProjectionKit
import Registry
import Things
import Transparency
import WebCore

// The records themselves, and what proves them.

extension Call {
  /// The log's size at a moment.
  func logSize(at moment: Moment?) async throws -> UInt64 {
    switch moment {
    case nil: try visit.site.size()
    case .size(let size)?:
      if size <= (try visit.site.size()) {
        size
      } else {
        throw DeskError(
          .refused, "the log has fewer than \(size) events", at: ["option": "--as-of"])
      }
    case .time?: try await read(asOf: moment, today: nil) { _, reading in reading.reader.size }
    }
  }

  /// One event with all that stands with it.
  func record() async throws -> Reply {
    let (gate, position) = (visit.gate, try position())
    let size = try await logSize(at: visit.asOf)
    guard position < size else { throw Self.noRecord(position, size) }
    return .json(try await visit.site.work { try gate.record(at: position) }, at: size)
  }

  /// Proof that an event is in the log as it was signed.
  func proof() async throws -> Reply {
    let (gate, position) = (visit.gate, try position())
    let size = try visit.site.size()
    guard position < size else { throw Self.noRecord(position, size) }
    let (receipt, bytes) = try await visit.site.work {
      (try gate.receipt(of: position), try gate.recordBytes(at: position))
    }
    let signed = receipt.checkpoint.checkpoint.size
    guard mediaType == "application/json" else {
      return Reply(content: .text(receipt.encoded), size: signed)
    }
    return .json(
      [
        "position": .integer(Int64(clamping: position)),
        "record": .string(String(decoding: bytes, as: UTF8.self)),
        "proof": .array(receipt.proof.map { .string($0.base64) }),
        "checkpoint": .string(receipt.checkpoint.encoded), "receipt": .string(receipt.encoded),
      ], at: signed)
  }

  private func position() throws -> Position {
    let text = try path("position")
    guard let position = UInt64(text), String(position) == text else {
      throw Problem(
        .notFound, "not_found", "there is no record at “\(text.prefix(100))”",
        hint: "positions are whole numbers from 0")
    }
    return position
  }

  private static func noRecord(_ position: Position, _ size: UInt64) -> DeskError {
    DeskError(
      .notFound, "there is no record at \(position)",
      hint: "the log has \(size) events, the first at 0")
  }

  /// How many records of which type.
  func statistics() async throws -> Reply {
    try await read { desk, reading in
      let size = reading.reader.size
      return .json(try desk.statistics(upTo: size), at: size)
    }
  }

}

extension Call {
  /// The description of the API.
  func document() async throws -> Reply { Reply(content: .text(OpenAPIDocument.text)) }
}
