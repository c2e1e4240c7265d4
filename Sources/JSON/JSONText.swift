internal import CSimdjson

/// The pieces of a JSON text, for callers that write in an order of their own.
public enum JSONText {
  /// How many arrays and objects may stand within each other in a text that is parsed.
  public static let maximumDepth = Int(csj_maximum_depth)

  /// Appends `text` in quotes.
  ///
  /// Escaped are only the quotation mark and the backslash (each behind a backslash), the control
  /// characters that have a short form (`\b \t \n \f \r`) and the other control characters below
  /// U+0020 (`\u00` and two lower-case digits): RFC 8259 section 7 asks for no more.
  public static func appendQuoted(_ text: String, into output: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      output.append(UInt8(ascii: "\""))
      var start = 0
      for index in bytes.indices {
        let byte = bytes[index]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
          continue
        }
        output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
        appendEscaped(byte, into: &output)
        start = index + 1
      }
      output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
      output.append(UInt8(ascii: "\""))
    }
  }

  /// Appends the decimal digits of a number.
  public static func appendInteger(_ number: Int64, into output: inout [UInt8]) {
    if number < 0 { output.append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    let start = output.count
    repeat {
      output.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    output[start...].reverse()
  }

  /// Appends an object, its members sorted by the UTF-8 bytes of their names.
  public static func appendObject(_ members: [String: JSONValue], into output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    for (place, index) in sorted(members).enumerated() {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      appendQuoted(members[index].key, into: &output)
      output.append(UInt8(ascii: ":"))
      members[index].value.write(into: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// Where the members stand, by the UTF-8 bytes of their names. (Swift orders strings by their
  /// normal form.)
  static func sorted(
    _ members: [String: JSONValue]
  ) -> [Dictionary<String, JSONValue>.Index] {
    guard members.count > 1 else { return Array(members.indices) }
    var places = members.indices.map { (start: start(of: members[$0].key), index: $0) }
    places.sort { a, b in
      a.start != b.start
        ? a.start < b.start
        : members[a.index].key.utf8.lexicographicallyPrecedes(members[b.index].key.utf8)
    }
    return places.map(\.index)
  }

  /// The first eight bytes of a name as a number that is ordered like them. Most names differ there.
  private static func start(of name: String) -> UInt64 {
    var name = name
    return name.withUTF8 { bytes in
      var start: UInt64 = 0
      for index in 0..<8 { start = start << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0) }
      return start
    }
  }

  private static func appendEscaped(_ byte: UInt8, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: output.append(UInt8(ascii: "b"))
    case 0x09: output.append(UInt8(ascii: "t"))
    case 0x0A: output.append(UInt8(ascii: "n"))
    case 0x0C: output.append(UInt8(ascii: "f"))
    case 0x0D: output.append(UInt8(ascii: "r"))
    case 0..<0x20:
      output.append(contentsOf: "u00".utf8)
      output.append(UInt8(ascii: "0") + byte >> 4)
      let low = byte & 15
      output.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    default: output.append(byte)
    }
  }
}
