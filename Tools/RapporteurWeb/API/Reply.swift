import Foundation
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import NIOCore
import Registry
import Things
import WebCore

/// What an operation answers, before it is made an answer of HTTP.
struct Reply: Sendable {
  /// What is given.
  enum Content: Sendable {
    case json(JSONValue)
    case text(String)
    case stream(ResponseBody)
  }

  /// What is given.
  var content: Content
  /// Another status than the usual one.
  var status: HTTPResponse.Status?
  /// The size of the log that it is about.
  var size: UInt64?
  /// Where the next page begins.
  var next: Cursor?
  /// How many fell out for having no date.
  var undated: Int?
  /// What is worth a second look.
  var warnings: [Warning] = []
  /// Where what was recorded can be read.
  var location: String?

  /// JSON, read at a size of the log.
  static func json(_ value: JSONValue, at size: UInt64? = nil) -> Reply {
    Reply(content: .json(value), size: size)
  }

  /// One page of a list: what stands beyond it is only looked at to see whether there is more.
  static func page(
    _ rows: some Collection<JSONValue>, _ request: PageRequest, _ reading: Reading
  ) -> Reply {
    Reply(
      content: .json(.array(Array(rows.prefix(request.limit)))), size: reading.reader.size,
      next: rows.count > request.limit ? request.next(reading) : nil)
  }

  /// The answer of HTTP.
  func response(to call: Call, tag: EntityTag?) -> Response {
    let operation = call.operation
    var headers: HTTPFields = [:]
    headers[.eTag] = tag?.text
    if tag != nil { headers[.cacheControl] = "private, no-cache" }
    headers[.rapporteurSize] = size.map { String($0) }
    headers[.rapporteurUndated] = undated.map { String($0) }
    headers[.location] = location
    headers[.link] = next.map { cursor in
      "<\(call.visit.address(with: [("cursor", cursor.text)]))>; rel=\"next\""
    }
    if !warnings.isEmpty {
      headers[.rapporteurWarnings] = warnings.prefix(20).map { Self.displayString($0.message) }
        .joined(separator: ", ")
    }
    headers[.vary] = "Accept, Authorization, Cookie, Accept-Language"
    headers[.contentType] =
      call.mediaType == "text/plain" ? "text/plain; charset=utf-8" : call.mediaType
    let status = status ?? .init(code: operation.answer.status)
    let body: ResponseBody
    switch content {
    case .json(let value): body = ResponseBody(byteBuffer: ByteBuffer(string: Self.lines(value)))
    case .text(let text): body = ResponseBody(byteBuffer: ByteBuffer(string: text))
    case .stream(let stream):
      body = stream
      headers[.cacheControl] = "no-store"
      // A proxy must not wait for more before it passes on what there is.
      headers[.accelBuffering] = "no"
    }
    return Response(status: status, headers: headers, body: body)
  }

  /// A list with one element a line, as the command line prints it; anything else on one line.
  private static func lines(_ value: JSONValue) -> String {
    guard let elements = value.array, !elements.isEmpty else { return value.compactText + "\n" }
    return "[" + elements.map(\.compactText).joined(separator: ",\n ") + "]\n"
  }

  /// A text as a display string (RFC 9651, section 3.3.8), since headers hold only ASCII.
  static func displayString(_ text: String) -> String {
    var encoded = "%\""
    for byte in text.utf8 {
      if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "%"), byte != UInt8(ascii: "\"") {
        encoded.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return encoded + "\""
  }
}

extension HTTPField.Name {
  static let link = named("Link")
  static let idempotencyKey = named("Idempotency-Key")
  static let lastEventID = named("Last-Event-ID")
  static let accelBuffering = named("X-Accel-Buffering")
  static let rateLimit = named("RateLimit-Limit")
  static let rateRemaining = named("RateLimit-Remaining")
  static let rateReset = named("RateLimit-Reset")
  static let rapporteurSize = named("Rapporteur-Size")
  static let rapporteurUndated = named("Rapporteur-Undated")
  static let rapporteurWarnings = named("Rapporteur-Warnings")

  private static func named(_ name: String) -> Self {
    guard let field = Self(name) else { preconditionFailure("\(name) cannot name a header") }
    return field
  }
}
