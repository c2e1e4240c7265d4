import Crypto
import Foundation
import HTTPTypes
import Hummingbird

extension Site {
  /// The files that browsers fetch: styles, scripts, drawings. Templates and catalogues are not among
  /// them.
  public var assetRoutes: [Route] {
    let served = Self.types
    return [
      Route(.get, "/assets/{name}", .file, for: .everyone) { visit in
        let name = try visit.parameter("name")
        let ending = name.split(separator: ".").last.map(String.init) ?? ""
        guard let type = served[ending], let bytes = visit.site.files.all[name],
          !name.hasSuffix(".json")
        else { throw Problem(.notFound, "not_found", "there is no file of this name") }
        let tag = "\"" + Data(SHA256.hash(data: bytes).prefix(12)).base64EncodedString() + "\""
        let headers: HTTPFields = [
          .contentType: type, .eTag: tag, .cacheControl: "public, max-age=300", .vary: "Accept",
        ]
        if visit.head.headerFields[.ifNoneMatch] == tag {
          return Response(status: .notModified, headers: headers)
        }
        return Response(
          status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
      },
      Route(.get, "/robots.txt", .file, for: .everyone) { visit in
        visit.file(visit.site.files.all["robots.txt"] ?? [], type: "text/plain; charset=utf-8")
      },
    ]
  }

  private static var types: [String: String] {
    [
      "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "svg": "image/svg+xml", "png": "image/png", "ico": "image/x-icon",
    ]
  }
}
