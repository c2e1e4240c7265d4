/// Ways of comparing names and terms as people do, not as bytes do.
///
/// Ignored are case, diacritics (composed or not), hyphens, underscores, apostrophes and repeated
/// blanks. Letters that Unicode does not take apart (ø, ł, đ, ı, ß, æ) are read as their nearest
/// plain letters. The result is for comparing and searching, never for showing.
public enum TextFolding {
  /// The text in lower case and plain letters: hyphens and underscores read as blanks, apostrophes
  /// fall away, blanks are single and none is at the ends.
  public static func fold(_ text: some StringProtocol) -> String {
    var folder = Folder()
    for scalar in text.unicodeScalars { folder.add(scalar) }
    return folder.finish()
  }

  /// The folded text without any blank, so that `Timor-Leste`, `timor leste` and `TimorLeste` are
  /// the same.
  public static func key(_ text: some StringProtocol) -> String {
    String(decoding: fold(text).utf8.lazy.filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
  }

  /// The words of the folded text: its runs of letters and digits.
  public static func tokens(_ text: some StringProtocol) -> [String] {
    fold(text).unicodeScalars.split { !isWordPart($0) }.map { String($0) }
  }
}

extension TextFolding {
  /// Whether a folded scalar is a letter, a digit or a mark on one.
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x61...0x7A, 0x30...0x39: return true
    case 0..<0x80: return false
    default: break
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
      true
    default: false
    }
  }

  /// Collects folded scalars.
  private struct Folder {
    private var output: [UInt8] = []
    private var owesBlank = false
    /// The last scalar put out, when it is one that the next may join.
    private var open: Unicode.Scalar?

    mutating func add(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x61...0x7A, 0x30...0x39: emit(scalar)
      case 0x41...0x5A: emit(Unicode.Scalar(UInt8(scalar.value + 32)))
      case 0x20, 0x09...0x0D, 0x2D, 0x5F: owesBlank = true
      case 0x27, 0x60: break
      case 0x21...0x7E: emit(scalar)
      default: addOther(scalar)
      }
    }

    private mutating func addOther(_ scalar: Unicode.Scalar) {
      if let plain = Letters.plain[scalar.value] {
        for letter in plain.unicodeScalars { emit(letter) }
        return
      }
      switch scalar.value {
      // Hyphens and dashes; the last is the full-width hyphen.
      case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63, 0xFF0D: owesBlank = true
      // Modifier letters and quotation marks that serve as apostrophes.
      case 0xB4, 0x2B9...0x2BF, 0x2C8, 0x2018...0x201B, 0x2032, 0xFF07: break
      // Marks on Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowel signs, tatweel.
      case 0x300...0x36F, 0x591...0x5C7, 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670,
        0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE20...0xFE2F:
        break
      // Soft hyphen, marks of direction, joiners, byte-order mark: nobody sees them.
      case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: break
      // Full-width forms of ASCII.
      case 0xFF01...0xFF5E:
        if let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { add(narrow) }
      case 0x1161...0x1175, 0x11A8...0x11C2: joinJamo(scalar)
      default:
        if scalar.properties.isWhitespace {
          owesBlank = true
        } else if scalar.properties.changesWhenLowercased {
          for lower in scalar.properties.lowercaseMapping.unicodeScalars {
            if lower != scalar { add(lower) }
          }
        } else {
          emit(scalar)
        }
      }
    }

    /// Puts Korean letters together into syllables (Unicode 16, section 3.12), as file systems may
    /// have taken them apart.
    private mutating func joinJamo(_ scalar: Unicode.Scalar) {
      guard !owesBlank, let previous = open?.value else { return emit(scalar) }
      let joined: UInt32? =
        switch (previous, scalar.value) {
        case (0x1100...0x1112, 0x1161...0x1175):
          0xAC00 + ((previous - 0x1100) * 21 + scalar.value - 0x1161) * 28
        case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (previous - 0xAC00) % 28 == 0:
          previous + scalar.value - 0x11A7
        default: nil
        }
      guard let syllable = joined.flatMap(Unicode.Scalar.init) else { return emit(scalar) }
      // Leading letters and syllables all have three bytes in UTF-8.
      output.removeLast(3)
      emit(syllable)
    }

    private mutating func emit(_ scalar: Unicode.Scalar) {
      if owesBlank, !output.isEmpty { output.append(UInt8(ascii: " ")) }
      owesBlank = false
      if scalar.isASCII {
        output.append(UInt8(truncatingIfNeeded: scalar.value))
        open = nil
      } else {
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        open =
          (0x1100...0x1112).contains(scalar.value) || (0xAC00...0xD7A3).contains(scalar.value)
          ? scalar : nil
      }
    }

    func finish() -> String { String(decoding: output, as: UTF8.self) }
  }

  /// Letters with marks or of foreign shape, and the plain letters they are read as.
  private enum Letters {
    static let plain: [UInt32: String] = {
      var plain: [UInt32: String] = [:]
      for (letter, variants) in table {
        for scalar in variants.unicodeScalars { plain[scalar.value] = letter }
      }
      return plain
    }()

    /// Every lower-case letter here is one scalar (composed).
    static let table: [(String, String)] = [
      ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
      ("c", "çćĉċčȼḉ"),
      ("e", "èéêëēĕėęěǝȅȇȩɇḕḗḙḛḝẹẻẽếềểễệəɛ"),
      ("i", "ìíîïĩīĭįıǐȉȋḭḯỉịɨ"),
      ("d", "ðďđḋḍḏḑḓɗɖ"),
      ("n", "ñńņňŋƞǹṅṇṉṋɲ"),
      ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợɔ"),
      ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựʉ"),
      ("y", "ýÿŷƴȳɏẏẙỳỵỷỹ"),
      ("g", "ĝğġģǥǧǵḡ"),
      ("h", "ĥħȟḣḥḧḩḫẖ"),
      ("j", "ĵǰɉ"),
      ("k", "ķƙǩḱḳḵ"),
      ("l", "ĺļľŀłƚḷḹḻḽ"),
      ("r", "ŕŗřȑȓɍṙṛṝṟ"),
      ("s", "śŝşšſșṡṣṥṧṩẛ"),
      ("t", "ţťŧƭțṫṭṯṱẗ"),
      ("w", "ŵẁẃẅẇẉẘ"),
      ("z", "źżžƶẑẓẕ"),
      ("b", "ƀḃḅḇɓ"),
      ("f", "ƒḟ"),
      ("p", "ƥṕṗ"),
      ("m", "ḿṁṃ"),
      ("v", "ṽṿ"),
      ("x", "ẋẍ"),
      ("ss", "ßẞ"),
      ("ae", "æǣǽ"),
      ("oe", "œ"),
      ("th", "þ"),
      ("ij", "ĳ"),
      ("ι", "ΐίϊ"),
      ("α", "ά"),
      ("ε", "έ"),
      ("η", "ή"),
      ("υ", "ΰϋύ"),
      ("ο", "ό"),
      ("ω", "ώ"),
      ("и", "йѝ"),
      ("е", "ѐё"),
      ("г", "ѓ"),
      ("і", "ї"),
      ("к", "ќ"),
      ("у", "ў"),
      ("σ", "ς"),
      ("ا", "آأإ"),
      ("و", "ؤ"),
      ("ي", "ئ"),
    ]
  }
}
