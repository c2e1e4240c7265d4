/// Filters by name and value, as options, an address or a saved question give them:
/// `group=SIDS&group-at=today&open&theme=e-government`. Which names a kind of thing takes, and what
/// they mean, is told by its `filters`.
public struct FilterQuery: Hashable, Sendable {
  /// One filter. Several of one name are alternatives.
  public struct Pair: Hashable, Sendable {
    /// The name, as the option is called.
    public var name: String
    /// The value; nil for what is only there or not there.
    public var value: String?

    /// A filter by name and value.
    public init(_ name: String, _ value: String? = nil) {
      self.name = name
      self.value = value
    }
  }

  /// The filters in the order given.
  public var pairs: [Pair]

  /// These filters.
  public init(_ pairs: [Pair] = []) { self.pairs = pairs }

  /// Reads the part of an address behind the question mark. A plus is a blank, and a name with an
  /// empty value (a form's field that was left empty) is no filter.
  public init(text: some StringProtocol) throws(FilterError) {
    pairs = []
    for part in text.utf8.split(separator: UInt8(ascii: "&")) {
      let sides = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = try Self.decoded(sides[0], in: text)
      guard sides.count == 2 else {
        pairs.append(Pair(name))
        continue
      }
      let value = try Self.decoded(sides[1], in: text)
      if !value.isEmpty { pairs.append(Pair(name, value)) }
    }
  }

  /// The filters as they stand in an address behind the question mark.
  public var text: String {
    pairs.map { pair in
      Self.encoded(pair.name) + (pair.value.map { "=" + Self.encoded($0) } ?? "")
    }.joined(separator: "&")
  }

  // MARK: Percent encoding (RFC 3986, section 2.1)

  private static func decoded(
    _ bytes: some Collection<UInt8>, in text: some StringProtocol
  ) throws(FilterError) -> String {
    var decoded: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { throw unreadable(text) }
        decoded.append(high << 4 | low)
      default: decoded.append(byte)
      }
    }
    guard let whole = String(validating: decoded, as: UTF8.self), !whole.utf8.contains(0) else {
      throw unreadable(text)
    }
    return whole
  }

  private static func unreadable(_ text: some StringProtocol) -> FilterError {
    FilterError(
      nil, "“\(text.prefix(200))” cannot be read as filters",
      hint: "write name=value with & between them, and other signs as % and two digits")
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
  }

  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      if isUnreserved(byte) {
        encoded.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }

  /// What needs no escape between `&` and `=`: the unreserved signs, and those that dates, sources
  /// and lists are written with.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122: true
    default: "-._~/:;,".utf8.contains(byte)
    }
  }
}
