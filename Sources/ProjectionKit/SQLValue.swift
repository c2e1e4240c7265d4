/// A value in a view's table. Views hold text and whole numbers only.
public enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)

  /// The text, or null when there is none.
  public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

  /// The number, or null when there is none.
  public init(_ number: Int64?) { self = number.map(SQLValue.integer) ?? .null }

  /// The number, or null when there is none.
  public init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }

  /// 1 for true, 0 for false, null when there is none.
  public init(_ truth: Bool?) { self = truth.map { .integer($0 ? 1 : 0) } ?? .null }

  /// The text, when this is one.
  public var text: String? { if case .text(let text) = self { text } else { nil } }

  /// The number, when this is one.
  public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

  /// Whether this is null.
  public var isNull: Bool { self == .null }

  /// Whether both are the same, byte for byte: SQLite tells texts apart that Swift's strings do not,
  /// such as the two spellings of "é".
  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.integer(let a), .integer(let b)): a == b
    case (.text(let a), .text(let b)): a.isIdentical(to: b)
    default: false
    }
  }

  /// Feeds the value.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0 as UInt8)
    case .integer(let number): hasher.combine(number)
    case .text(let text): hasher.combine(text)
    }
  }

  /// About how many bytes of memory the value holds beside its own place in an array.
  var heapCost: Int {
    if case .text(let text) = self, text.utf8.count > 15 { 40 + text.utf8.count } else { 0 }
  }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Null.
  public init(nilLiteral: ()) { self = .null }
}

extension SQLValue: CustomStringConvertible {
  /// The value as people read it; `null` for null.
  public var description: String {
    switch self {
    case .null: "null"
    case .integer(let number): String(number)
    case .text(let text): text
    }
  }
}

/// One entry of a list that a row keeps: the value to filter by, and what else is known of it.
public struct Link: Hashable, Sendable {
  /// What the entry points at.
  public var value: SQLValue
  /// The list's extra columns, in the order of its declaration.
  public var extra: [SQLValue]

  /// An entry.
  public init(_ value: SQLValue, _ extra: SQLValue...) {
    self.value = value
    self.extra = extra
  }

  init(value: SQLValue, extra: [SQLValue]) {
    self.value = value
    self.extra = extra
  }
}

/// The key of a row: a text that equals another only byte for byte.
struct RowKey: Hashable, Comparable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { a.text.isIdentical(to: b.text) }
  static func < (a: Self, b: Self) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
  /// Whether both consist of the same bytes.
  fileprivate func isIdentical(to other: String) -> Bool {
    guard self == other, utf8.count == other.utf8.count else { return false }
    return utf8.withContiguousStorageIfAvailable { a in
      other.utf8.withContiguousStorageIfAvailable { b in a.elementsEqual(b) }
    }.flatMap(\.self) ?? utf8.elementsEqual(other.utf8)
  }
}
