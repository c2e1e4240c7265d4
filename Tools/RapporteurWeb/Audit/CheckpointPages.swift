import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Transparency
import WebCore

/// `/audit/checkpoints` and `/audit/consistency`: what witnesses vouch for, and proof from one size to
/// the next.
enum CheckpointPages {
  /// How many checkpoints a page shows.
  private static let rows = 50

  static let all = [
    Route(
      .get, "/audit/checkpoints", .page, needs: .readOwnRecords, .readRecords
    ) { try await list($0) },
    Route(
      .get, "/audit/checkpoints/{size}", .file, needs: .readOwnRecords, .readRecords
    ) { visit in
      let text = try visit.parameter("size")
      let gate = visit.gate
      guard let size = UInt64(text), String(size) == text,
        let signed = try await visit.site.work({ try gate.cosigned(at: size) })
      else {
        throw Problem(
          .notFound, "not_found", "no cosigned checkpoint of size \(text.prefix(40)) was kept")
      }
      return visit.file(
        Array(signed.encoded.utf8), type: "text/plain; charset=utf-8",
        named: "checkpoint-\(size)")
    },
    Route(
      .get, "/audit/consistency", .file, needs: .readOwnRecords, .readRecords
    ) { try await consistency($0) },
  ]

  private static func list(_ visit: Visit) async throws -> Response {
    let end = try visit.number("before") ?? .max
    let (gate, witnesses) = (visit.gate, visit.site.upkeep.witnesses.map(\.key))
    let (kept, isMore, keys) = try await visit.site.work {
      let sizes = try gate.cosignedSizes().filter { $0 < end }
      let kept = try sizes.prefix(rows).compactMap { try gate.cosigned(at: $0) }
      return (kept, sizes.count > rows, try gate.publishedKeys())
    }
    let size = try await visit.logSize()
    var content: [String: Any] = [
      "rows": kept.map { row($0, keys, witnesses, visit) }, "none": kept.isEmpty,
      "size": String(size), "from": String(kept.first?.checkpoint.size ?? 0),
    ]
    if isMore, let last = kept.last {
      content["older"] = visit.address(with: [("before", String(last.checkpoint.size))])
    }
    return try visit.auditPage(
      "audit-checkpoints", "checkpoints", title: visit.text("audit.checkpoints.title"), content)
  }

  private static func row(
    _ signed: SignedCheckpoint, _ keys: [VerifierKey], _ witnesses: [VerifierKey], _ visit: Visit
  ) -> [String: Any] {
    let checkpoint = signed.checkpoint
    let verified = try? signed.verify(logKeys: keys, witnesses: witnesses)
    let known = verified?.cosignatures ?? []
    // A witness that is not among the settings any more is named all the same.
    let names = Set(signed.note.signatures.map(\.name)).subtracting([checkpoint.origin])
      .subtracting(known.map(\.key.name))
    return [
      "size": visit.words(checkpoint.size), "href": "/audit/checkpoints/\(checkpoint.size)",
      "root": checkpoint.root.base64, "valid": verified != nil,
      "witnesses": known.map {
        ["name": $0.key.name, "time": visit.words(seconds: $0.time)]
      } + names.sorted().map { ["name": $0] },
    ]
  }

  /// The proof between two sizes, as text (a hash a line) or JSON with both roots.
  private static func consistency(_ visit: Visit) async throws -> Response {
    let size = try await visit.logSize()
    let (old, new) = (try visit.number("from") ?? 0, try visit.number("to") ?? size)
    let gate = visit.gate
    let (proof, oldRoot, newRoot) = try await visit.site.work {
      try gate.consistency(from: old, to: new)
    }
    guard visit.value("format") == "json" else {
      return visit.file(
        Array(ProofLines.text(proof).utf8), type: "text/plain; charset=utf-8",
        named: "consistency-\(old)-\(new)")
    }
    return visit.json([
      "old": .integer(Int64(clamping: old)), "new": .integer(Int64(clamping: new)),
      "old_root": .string(oldRoot.base64), "new_root": .string(newRoot.base64),
      "proof": .array(proof.map { .string($0.base64) }),
    ])
  }
}
