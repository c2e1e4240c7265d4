public import JSON

/// A record of the log as other programs take events: CloudEvents 1.0.
///
/// Only what the record itself holds is in it. What stands beside the record may name a person, and
/// is named by its field alone.
public struct CloudEvent: Hashable, Sendable {
  /// The event as JSON (CloudEvents JSON Event Format 1.0.2).
  public let json: JSONValue

  /// A record as an event.
  ///
  /// - Parameters:
  ///   - record: the record, parsed (Docs/log-format.md).
  ///   - source: where it comes from, a reference to a URI; see `source(ofLog:)`.
  /// - Returns: nil when what every record has is missing.
  public init?(record: JSONValue, source: String) {
    guard let id = record["id"]?.string, let type = record["type"]?.string,
      let position = record["position"]?.integer, let stream = record["stream"]?.string,
      let recorded = record["recorded"]?.string
    else { return nil }
    var event: [String: JSONValue] = [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(type),
      "subject": .string(stream), "time": .string(recorded),
      "sequence": .string(Self.sequence(position)),
    ]
    // Attributes that CloudEvents does not know have names of lower-case letters and digits.
    for (attribute, member) in [
      ("typeversion", "v"), ("revision", "revision"), ("account", "by"), ("via", "via"),
      ("command", "command"), ("batch", "batch"), ("cause", "cause"), ("occurred", "occurred"),
    ] {
      event[attribute] = record[member]
    }
    event["sources"] = Self.joined(record["sources"]?.array?.compactMap(\.string))
    event["beside"] = Self.joined(record["beside"]?.array?.compactMap { $0["field"]?.string })
    if let data = record["data"] {
      event["datacontenttype"] = "application/json"
      event["data"] = data
    }
    json = .object(event)
  }

  /// The place in the log so that the order of texts is the order of events, as the extension
  /// `sequence` asks for: twenty digits.
  private static func sequence(_ position: Int64) -> String {
    let digits = String(position)
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
  }

  /// Attributes hold no lists: as in datasets, semicolons separate.
  private static func joined(_ parts: [String]?) -> JSONValue? {
    guard let parts, !parts.isEmpty else { return nil }
    return .string(parts.joined(separator: ";"))
  }

  /// The log's name as a reference to a URI (RFC 3986): characters that none may hold are escaped,
  /// and so is a colon that would make a scheme of what cannot be one.
  public static func source(ofLog origin: String) -> String {
    let first = origin.prefix { $0 != "/" }
    let scheme = first.prefix { $0 != ":" }
    let hasScheme =
      scheme.utf8.first.map(isLetter) == true
      && scheme.utf8.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
    var source = ""
    for (index, byte) in origin.utf8.enumerated() {
      let isColon = byte == UInt8(ascii: ":")
      let isPlain =
        isLetter(byte) || isDigit(byte) || "-._~!$&'()*,;=@/".utf8.contains(byte)
        || isColon && (hasScheme || index >= first.utf8.count)
      if isPlain {
        source.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        source += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return source
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
