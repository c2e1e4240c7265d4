import Access
import Desk
import Foundation
import HTTPTypes
import Hummingbird
import Transparency
import WebCore

/// The log's tree at its standard addresses (C2SP tlog-tiles, APIs).
enum TreeRoutes {
  static let all = [
    Route(.get, "/checkpoint", .file, for: .everyone) { visit in
      let gate = visit.gate
      let signed = try await visit.site.work { try gate.lastCheckpoint() }
      guard let signed else { throw Problem(.notFound, "not_found", "nothing is signed yet") }
      return text(signed.encoded)
    },
    Route(.get, "/vkey", .file, for: .everyone) { visit in
      let gate = visit.gate
      let keys = try await visit.site.work { try gate.verifierKeys() }
      return text(keys.map { "\($0)\n" }.joined())
    },
    Route(.get, "/tile/**", .file, for: .everyone) { visit in
      let gate = visit.gate
      // As it was sent: what is written otherwise is no tile's address.
      let path = String(visit.path.dropFirst())
      let file = try await visit.site.work { try gate.tile(path) }
      guard let file else { throw Problem(.notFound, "not_found", "there is no such tile") }
      return response(file)
    },
  ]

  /// A text that changes as the log grows.
  private static func text(_ text: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "text/plain; charset=utf-8", .cacheControl: "public, max-age=2",
        .vary: "Accept-Encoding",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  /// A tile. Its content never changes; records are kept by nobody between the reader and us.
  private static func response(_ file: TileFile) -> Response {
    let isPublic = file.tile.kind != .entries
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/octet-stream",
        .cacheControl: isPublic
          ? "public, max-age=31536000, immutable" : "private, max-age=31536000, immutable",
        .vary: isPublic ? "Accept-Encoding" : "Cookie, Authorization",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
  }
}
