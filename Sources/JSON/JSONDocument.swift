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

  @usableFromInline var root: JSONElement { JSONElement(node: nodes) }

  deinit { csj_release(parser) }

  /// Calls `body` with the outermost value. It and whatever is reached from it are valid only
  /// inside the call.
  @inlinable public borrowing func read<T, E: Error>(
    _ body: (JSONElement) throws(E) -> T
  ) throws(E) -> T {
    try body(root)
  }
}
