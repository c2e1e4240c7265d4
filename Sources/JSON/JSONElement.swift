/// A value inside a `JSONDocument`, valid only inside the closure that received it.
public struct JSONElement {
  /// Where the parser put the value: a `csj_node`, whose fields are read by the offsets that the C
  /// header states. (The header itself stays out of the interface of this module.)
  @usableFromInline let node: UnsafeRawPointer

  @inlinable init(node: UnsafeRawPointer) { self.node = node }

  /// What kinds of values there are.
  public enum Kind: UInt8, Sendable {
    case null, bool, integer, string, array, object
  }

  /// What kind of value this is.
  @inlinable public var kind: Kind {
    Kind(rawValue: UInt8(truncatingIfNeeded: kindAndSpan & 7)) ?? .null
  }

  /// The truth value, when this is one.
  @inlinable public var bool: Bool? { isKind(.bool) ? number != 0 : nil }

  /// The number, when this is an integer.
  @inlinable public var integer: Int64? { isKind(.integer) ? number : nil }

  /// The text, when this is a string.
  @inlinable public var string: String? { isKind(.string) ? text : nil }

  /// The bytes of the text, with escapes resolved, when this is a string.
  @inlinable public var utf8: UnsafeRawBufferPointer? { isKind(.string) ? bytes : nil }

  /// How many elements or members this has; 0 when it is neither array nor object.
  @inlinable public var count: Int { isKind(.array) || isKind(.object) ? size : 0 }

  /// The elements in order, when this is an array; otherwise nothing.
  @inlinable public var elements: Elements { Elements(of: self, isKind(.array)) }

  /// The members in the order of the text, when this is an object; otherwise nothing.
  @inlinable public var members: Members { Members(of: self, isKind(.object)) }

  /// The member called `name`, or nil when this is no object or has no such member. Takes time in
  /// proportion to the number of members; to read many, walk through `members` once.
  @inlinable public subscript(name: StaticString) -> JSONElement? {
    for member in members where member.name.isText(name) { return member.value }
    return nil
  }

  /// Whether this is a string of exactly these bytes.
  @inlinable @inline(__always) public func isText(_ text: StaticString) -> Bool {
    guard isKind(.string), text.hasPointerRepresentation, text.utf8CodeUnitCount == size else {
      return false
    }
    let (own, other) = (start, text.utf8Start)
    var index = 0
    while index < text.utf8CodeUnitCount {
      guard own?.load(fromByteOffset: index, as: UInt8.self) == other[index] else { return false }
      index += 1
    }
    return true
  }

  @inlinable @inline(__always) func isKind(_ kind: Kind) -> Bool {
    kindAndSpan & 7 == UInt32(kind.rawValue)
  }

  @inlinable var number: Int64 { node.load(as: Int64.self) }

  @inlinable var size: Int { Int(node.load(fromByteOffset: 8, as: UInt32.self)) }

  @inlinable var kindAndSpan: UInt32 { node.load(fromByteOffset: 12, as: UInt32.self) }

  /// The bytes of a string node.
  @inlinable var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Where the bytes of a string node begin.
  @inlinable var start: UnsafeRawPointer? {
    UnsafeRawPointer(bitPattern: node.load(as: UInt.self))
  }

  /// The text of a string node.
  @inlinable var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The node behind this one and all within it.
  @inlinable var end: UnsafeRawPointer { node + 16 * Int(kindAndSpan >> 3) }

  /// The elements of an array, in order.
  public struct Elements: Sequence, IteratorProtocol {
    @usableFromInline var position: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer

    @inlinable init(of array: JSONElement, _ isArray: Bool) {
      end = array.end
      position = isArray ? array.node + 16 : end
    }

    /// The next element.
    @inlinable public mutating func next() -> JSONElement? {
      guard position < end else { return nil }
      let element = JSONElement(node: position)
      position = element.end
      return element
    }
  }

  /// The members of an object, in the order of the text.
  public struct Members: Sequence, IteratorProtocol {
    @usableFromInline var position: UnsafeRawPointer
    @usableFromInline let end: UnsafeRawPointer

    @inlinable init(of object: JSONElement, _ isObject: Bool) {
      end = object.end
      position = isObject ? object.node + 16 : end
    }

    /// The next member; its name is a string.
    @inlinable public mutating func next() -> (name: JSONElement, value: JSONElement)? {
      guard position < end else { return nil }
      let name = JSONElement(node: position)
      let value = JSONElement(node: position + 16)
      position = value.end
      return (name, value)
    }
  }
}

@available(*, unavailable, message: "An element stays inside the closure that received it.")
extension JSONElement: @unchecked Sendable {}

extension JSONElement {
  /// Builds the value with all within it.
  ///
  /// Throws `duplicateName` when two names differ in bytes but are the same text to Swift, which
  /// compares by canonical equivalence.
  public func value() throws(JSONError) -> JSONValue {
    switch kind {
    case .null: return .null
    case .bool: return .bool(number != 0)
    case .integer: return .integer(number)
    case .string: return .string(text)
    case .array:
      var values: [JSONValue] = []
      values.reserveCapacity(size)
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
}
