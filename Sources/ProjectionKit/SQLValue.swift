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

  /// About how many bytes of memory the value holds beside its own place in an array.
  var heapCost: Int {
    if case .text(let text) = self, text.utf8.count > 15 { 32 + text.utf8.count } else { 0 }
  }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(nilLiteral: ()) { self = .null }
}

extension SQLValue: CustomStringConvertible {
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
