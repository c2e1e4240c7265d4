extension JSONValue {
  /// Appends the one text that a value has: without blanks, members sorted by the UTF-8 bytes of
  /// their names, strings as `JSONText.appendQuoted` writes them.
  public func write(into output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let number): JSONText.appendInteger(number, into: &output)
    case .string(let text): JSONText.appendQuoted(text, into: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        element.write(into: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members): JSONText.appendObject(members, into: &output)
    }
  }

  /// The one text that a value has; see `write(into:)`.
  public var compactText: String {
    var output: [UInt8] = []
    write(into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// A text for people: one element or member a line, each level `indent` blanks further in.
  public func prettyText(indent: Int = 2) -> String {
    var output: [UInt8] = []
    writePretty(into: &output, indent: indent, level: 0)
    return String(decoding: output, as: UTF8.self)
  }

  private func writePretty(into output: inout [UInt8], indent: Int, level: Int) {
    func line(_ level: Int, into output: inout [UInt8]) {
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * level))
    }
    switch self {
    case .array(let elements) where !elements.isEmpty:
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        line(level + 1, into: &output)
        element.writePretty(into: &output, indent: indent, level: level + 1)
      }
      line(level, into: &output)
      output.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      output.append(UInt8(ascii: "{"))
      for (place, index) in JSONText.sorted(members).enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        line(level + 1, into: &output)
        JSONText.appendQuoted(members[index].key, into: &output)
        output.append(contentsOf: ": ".utf8)
        members[index].value.writePretty(into: &output, indent: indent, level: level + 1)
      }
      line(level, into: &output)
      output.append(UInt8(ascii: "}"))
    default: write(into: &output)
    }
  }
}
