internal import CSimdjson

/// Why a text is no JSON that we take.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What kind of failure it is.
  public enum Code: Sendable, Hashable {
    /// The text does not follow the grammar of RFC 8259, or ends early.
    case syntax
    /// The text is not UTF-8, or a string has half of a surrogate pair.
    case encoding
    /// A number is malformed, not whole, or outside Int64.
    case number
    /// Containers stand within each other deeper than `JSONText.maximumDepth`.
    case tooDeep
    /// The text is too long to be parsed.
    case tooLarge
    /// An object has two members of one name.
    case duplicateName
    /// There was no memory to parse it.
    case outOfMemory
  }

  /// What kind of failure it is.
  public var code: Code
  /// What is wrong, and what to do.
  public var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// Errors are the same when their codes are.
  public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
}

extension JSONError {
  /// The error for a result of the parser other than success.
  init(result: Int, node: UnsafePointer<csj_node>?) {
    switch result {
    case csj_encoding:
      self.init(.encoding, "the JSON text is not valid UTF-8, or escapes half a surrogate pair")
    case csj_number:
      self.init(.number, "a number is malformed or outside -2^63 … 2^63-1; write it as a string")
    case csj_not_whole:
      self.init(.number, "a number is not a whole one; write it as a string")
    case csj_out_of_range:
      self.init(.number, "a number is outside -2^63 … 2^63-1; write it as a string")
    case csj_too_deep:
      self.init(
        .tooDeep, "the JSON text nests deeper than \(JSONText.maximumDepth) arrays and objects")
    case csj_too_large:
      self.init(
        .tooLarge,
        "the JSON text is too long; the parser takes up to \(csj_maximum_length / 1_048_576) MiB")
    case csj_duplicate_name:
      self = .duplicate(node.map { JSONElement(node: $0).text } ?? "")
    case csj_memory:
      self.init(.outOfMemory, "there is not enough memory to parse the JSON text")
    default:
      self.init(.syntax, "the text is not well-formed JSON, or ends before the value does")
    }
  }

  /// The error for the second member of one name.
  static func duplicate(_ name: String) -> JSONError {
    JSONError(.duplicateName, "an object has two members named \"\(name.prefix(64))\"; remove one")
  }
}
