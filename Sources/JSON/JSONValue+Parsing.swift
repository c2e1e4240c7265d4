extension JSONValue {
  /// Parses one JSON text (RFC 8259).
  ///
  /// Refused besides malformed text: numbers that are not whole or outside Int64, members of one
  /// name, and nesting deeper than `JSONText.maximumDepth`.
  public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    self = try JSONDocument(parsing: bytes).read { (root) throws(JSONError) in try root.value() }
  }

  /// Parses one JSON text. See `init(parsing:)` for what is refused.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    self = try JSONDocument(parsing: bytes).read { (root) throws(JSONError) in try root.value() }
  }

  /// Parses one JSON text. See `init(parsing:)` for what is refused.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }
}
