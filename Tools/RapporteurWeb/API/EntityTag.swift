import Access
import Crypto
import EventLog
import Foundation
import HTTPTypes
import WebCore

/// The strong tag of an answer (RFC 9110, section 8.8.3): the log's size, and a hash of all else that
/// the answer depends on. It is known before the answer is, so a client that has it costs nothing.
struct EntityTag: Sendable {
  /// The log's size.
  let size: UInt64
  /// The tag with its quotation marks.
  let text: String

  /// The tag of the answer to a call.
  init(_ call: Call) throws {
    let visit = call.visit
    // What everybody may read without logging in does not come from the log.
    size = call.operation.needs.isEmpty ? 0 : try visit.site.size()
    let principal = visit.principal
    let parts = [
      visit.head.path ?? "", call.mediaType, principal?.account ?? "",
      principal.map { $0.rights.map(\.rawValue).sorted().joined(separator: " ") } ?? "",
      // What is overdue changes at midnight; how answers look, with the program.
      visit.site.today, OpenAPIDocument.fingerprint,
    ]
    let hash = SHA256.hash(data: Data(parts.joined(separator: "\n").utf8)).prefix(9)
    text = "\"\(size)-\(Base64URL.text(hash))\""
  }

  /// Whether a header names this tag, or any.
  func isNamed(in header: String) -> Bool {
    Self.tags(in: header).contains { $0 == text || $0 == "*" || $0 == "W/" + text }
  }

  /// The size of the log at which a thing was read, from an `If-Match` header; nil when any state will
  /// do.
  static func size(in header: String) throws(Problem) -> UInt64? {
    var sizes: [UInt64] = []
    for tag in tags(in: header) {
      if tag == "*" { return nil }
      guard tag.hasPrefix("\""), tag.hasSuffix("\""),
        let size = UInt64(tag.dropFirst().prefix { $0 != "-" && $0 != "\"" })
      else {
        throw Problem(
          .preconditionFailed, "precondition",
          "If-Match names “\(tag.prefix(100))”, which is no ETag that was given here",
          hint: "read the thing again and send its ETag as it stands")
      }
      sizes.append(size)
    }
    // Several tags mean that any of these states will do.
    return sizes.max()
  }

  private static func tags(in header: String) -> [String] {
    header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
  }
}

/// Base64 for addresses and headers (RFC 4648, section 5), without padding.
enum Base64URL {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let standard = text.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    return Data(base64Encoded: standard + padding).map { [UInt8]($0) }
  }
}

extension Site {
  /// The office's day, as 2026-11-20.
  var today: String {
    Date.now.formatted(Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day())
  }
}
