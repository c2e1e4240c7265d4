/// One way to write a name, ready to be compared with what somebody types.
public struct Spelling: Hashable, Sendable {
  /// The text as it is shown.
  public let text: String
  private let key: String
  private let words: [String]

  /// A way to write a name.
  public init(_ text: String) {
    self.text = text
    key = TextFolding.key(text)
    words = TextFolding.tokens(text)
  }

  /// How well a spelling fits what was typed so far, best first.
  public enum Fit: Int, Comparable, Sendable {
    /// It is the same.
    case whole
    /// It begins so.
    case beginning
    /// Each word typed begins one of its words.
    case words

    /// Better before worse.
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// How well this fits what was typed; nil when it does not.
  public func fit(_ typed: Spelling) -> Fit? {
    guard !typed.key.isEmpty else { return nil }
    if key == typed.key { return .whole }
    if key.hasPrefix(typed.key) { return .beginning }
    let fits = typed.words.allSatisfy { word in words.contains { $0.hasPrefix(word) } }
    return fits && !typed.words.isEmpty ? .words : nil
  }

  /// Whether both are the same name but for the order of the words, as far as people turn them
  /// round: `Lim Jae-hong`, `Jae Hong Lim`.
  public func isTurned(_ other: Spelling) -> Bool {
    guard !words.isEmpty, !other.words.isEmpty else { return false }
    if key == other.key { return true }
    let turns = words.indices.map { (words[$0...] + words[..<$0]).joined() }
    return other.words.indices.contains { index in
      turns.contains((other.words[index...] + other.words[..<index]).joined())
    }
  }
}
