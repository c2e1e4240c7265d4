/// A text as a cell can hold it.
struct CellText {
  /// The text in its final form.
  let text: String

  /// The most UTF-16 units in a cell.
  static let limit = 32_767
  private static let cut = "… (cut here)"

  /// The text, cut where a cell ends. Characters that XML does not have become U+FFFD; every line
  /// end becomes LF; what spreadsheet programs would take for an escape (`_x000D_`) is escaped
  /// itself (ISO/IEC 29500-1, section 22.9.2.19).
  init(_ text: String) {
    var clean = String.UnicodeScalarView()
    var units = 0
    var previous: Unicode.Scalar?
    let scalars = text.unicodeScalars
    for index in scalars.indices {
      let scalar = scalars[index]
      defer { previous = scalar }
      if scalar == "\n", previous == "\r" { continue }
      let added = Self.form(of: scalar, followedBy: scalars[scalars.index(after: index)...])
      units += Self.units(added)
      if units > Self.limit {
        while units > Self.limit - Self.cut.utf16.count {
          units = Self.units(clean) - (clean.popLast().map { UTF16.width($0) } ?? 0)
        }
        clean += Self.cut.unicodeScalars
        break
      }
      clean += added
    }
    self.text = String(clean)
  }

  private static func units(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + UTF16.width($1) }
  }

  private static func form(
    of scalar: Unicode.Scalar, followedBy rest: String.UnicodeScalarView.SubSequence
  ) -> [Unicode.Scalar] {
    switch scalar {
    case "\t", "\n": [scalar]
    case "\r": ["\n"]
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": ["\u{FFFD}"]
    case "_" where looksLikeEscape(rest): Array("_x005F_".unicodeScalars)
    default: [scalar]
    }
  }

  /// Whether this is `x`, four hexadecimal digits and `_`.
  private static func looksLikeEscape(_ rest: String.UnicodeScalarView.SubSequence) -> Bool {
    let next = rest.prefix(6)
    return next.count == 6 && next.first == "x" && next.last == "_"
      && next.dropFirst().dropLast().allSatisfy(\.properties.isASCIIHexDigit)
  }
}
