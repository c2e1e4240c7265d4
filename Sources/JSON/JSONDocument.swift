internal import CSimdjson

/// A parsed text whose parts can be looked at without building values of them all.
///
/// This is the fast way to read records. For configuration and the like, `JSONValue(parsing:)` is
/// simpler. The text is checked as a whole first: its grammar, its encoding, its numbers, and that
/// no object names a member twice.
public struct JSONDocument: ~Copyable {
  private let parser: OpaquePointer
  private let nodes: UnsafePointer<csj_node>

  /// Parses a text. The bytes are copied and need no padding.
  public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
    (parser, nodes) = try Self.parse(bytes)
  }

  /// Parses a text.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(JSONError) in try Self.parse(buffer) }
    }
    (parser, nodes) = try result.get()
  }

  private static func parse(
    _ bytes: UnsafeRawBufferPointer
  ) throws(JSONError) -> (OpaquePointer, UnsafePointer<csj_node>) {
    guard let parser = csj_acquire() else {
      throw JSONError(result: csj_memory, node: nil)
    }
    var nodes: UnsafePointer<csj_node>?
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let result = csj_parse(parser, start, bytes.count, &nodes)
    guard result == csj_ok, let nodes else {
      let error = JSONError(result: Int(result), node: nodes)
      csj_release(parser)
      throw error
    }
    return (parser, nodes)
  }

  deinit { csj_release(parser) }

  /// Calls `body` with the outermost value. It and whatever is reached from it are valid only
  /// inside the call.
  public borrowing func read<T, E: Error>(
    _ body: (JSONElement) throws(E) -> T
  ) throws(E) -> T {
    try body(JSONElement(node: nodes))
  }
}

/// A value inside a `JSONDocument`, valid only inside the closure that received it.
public struct JSONElement {
  private let node: UnsafePointer<csj_node>

  init(node: UnsafePointer<csj_node>) { self.node = node }

  /// What kinds of values there are.
  public enum Kind: UInt8, Sendable {
    case null, bool, integer, string, array, object
  }

  /// What kind of value this is.
  public var kind: Kind { Kind(rawValue: node.pointee.kind) ?? .null }

  /// The truth value, when this is one.
  public var bool: Bool? { kind == .bool ? node.pointee.number != 0 : nil }

  /// The number, when this is an integer.
  public var integer: Int64? { kind == .integer ? node.pointee.number : nil }

  /// The text, when this is a string.
  public var string: String? { kind == .string ? text : nil }

  /// The bytes of the text, with escapes resolved, when this is a string.
  public var utf8: UnsafeRawBufferPointer? { kind == .string ? bytes : nil }

  /// How many elements or members this has; 0 when it is neither array nor object.
  public var count: Int { kind == .array || kind == .object ? Int(node.pointee.number) : 0 }

  /// The elements in order, when this is an array; otherwise nothing.
  public var elements: Elements { Elements(range(.array)) }

  /// The members in the order of the text, when this is an object; otherwise nothing.
  public var members: Members { Members(range(.object)) }

  /// The member called `name`, or nil when this is no object or has no such member. Takes time in
  /// proportion to the number of members; to read many, walk through `members` once.
  public subscript(name: StaticString) -> JSONElement? {
    for member in members where member.name.isText(name) { return member.value }
    return nil
  }

  /// Whether this is a string of exactly these bytes.
  public func isText(_ text: StaticString) -> Bool {
    guard kind == .string else { return false }
    return text.withUTF8Buffer { other in
      other.count == bytes.count && bytes.elementsEqual(other)
    }
  }

  /// Builds the value with all within it.
  ///
  /// Throws `duplicateName` when two names differ in bytes but are the same text to Swift, which
  /// compares by canonical equivalence.
  public func value() throws(JSONError) -> JSONValue {
    switch kind {
    case .null: return .null
    case .bool: return .bool(node.pointee.number != 0)
    case .integer: return .integer(node.pointee.number)
    case .string: return .string(text)
    case .array:
      var values: [JSONValue] = []
      values.reserveCapacity(count)
      for element in elements { values.append(try element.value()) }
      return .array(values)
    case .object: return .object(try object())
    }
  }

  /// Builds the members with all within them; empty when this is no object. Throws like `value`.
  public func object() throws(JSONError) -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    values.reserveCapacity(count)
    for (name, value) in members {
      guard values.updateValue(try value.value(), forKey: name.text) == nil else {
        throw .duplicate(name.text)
      }
    }
    return values
  }

  /// The text of a string node.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  private var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: node.pointee.text, count: Int(node.pointee.length))
  }

  private func range(_ wanted: Kind) -> Range<UnsafePointer<csj_node>> {
    kind == wanted ? node + 1..<node + Int(node.pointee.span) : node..<node
  }

  /// The elements of an array, in order.
  public struct Elements: Sequence, IteratorProtocol {
    private var position: UnsafePointer<csj_node>
    private let end: UnsafePointer<csj_node>

    init(_ range: Range<UnsafePointer<csj_node>>) {
      (position, end) = (range.lowerBound, range.upperBound)
    }

    /// The next element.
    public mutating func next() -> JSONElement? {
      guard position < end else { return nil }
      defer { position += Int(position.pointee.span) }
      return JSONElement(node: position)
    }
  }

  /// The members of an object, in the order of the text.
  public struct Members: Sequence, IteratorProtocol {
    private var position: UnsafePointer<csj_node>
    private let end: UnsafePointer<csj_node>

    init(_ range: Range<UnsafePointer<csj_node>>) {
      (position, end) = (range.lowerBound, range.upperBound)
    }

    /// The next member; its name is a string.
    public mutating func next() -> (name: JSONElement, value: JSONElement)? {
      guard position < end else { return nil }
      let value = position + 1
      defer { position = value + Int(value.pointee.span) }
      return (JSONElement(node: position), JSONElement(node: value))
    }
  }
}

@available(*, unavailable)
extension JSONElement: Sendable {}
