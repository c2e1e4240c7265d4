import Foundation

/// A colour, and how well another one reads on it.
struct Colour: Hashable, Sendable, CustomStringConvertible {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  init(_ rgb: UInt32) {
    (red, green, blue) = (UInt8(rgb >> 16 & 0xFF), UInt8(rgb >> 8 & 0xFF), UInt8(rgb & 0xFF))
  }

  /// How bright it is, from 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
  private var luminance: Double {
    func linear(_ part: UInt8) -> Double {
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The contrast between the two, from 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
  func contrast(to other: Self) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// `#rrggbb`.
  var description: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }
}

/// The colours of drawings: dark on light, one blue in five shades. Every pair that is used for text
/// has a contrast of at least 4.5 : 1 (https://www.w3.org/TR/WCAG22/#contrast-minimum).
enum Palette {
  static let paper = Colour(0xFFFFFF)
  static let ink = Colour(0x1A1A1A)
  static let faint = Colour(0x595959)
  static let rule = Colour(0x8C8C8C)
  static let hatch = Colour(0xC9D3DC)
  /// From few to many.
  static let shades = [0xDEEBF7, 0xB5D4EA, 0x7DB8DC, 0x2F79B5, 0x08468B].map { Colour($0) }

  /// Colours that stay apart for those who confuse some (M. Okabe and K. Ito, “Color Universal Design”,
  /// https://jfly.uni-koeln.de/color/); the last one is for all others.
  static let series = [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0x8C8C8C].map {
    Colour($0)
  }

  /// Land on a map.
  static let land = Colour(0xE4E4E0)
  /// Dots on it.
  static let dot = Colour(0x2E78B4)

  /// What a page's sheet calls the colours of fills.
  static let classes: [String: String] = {
    var classes = [
      ink.description: "ink", faint.description: "faint", paper.description: "paper",
      land.description: "land", dot.description: "dot",
    ]
    for (index, colour) in shades.enumerated() { classes[colour.description] = "fill-\(index + 1)" }
    for (index, colour) in series.enumerated() {
      classes[colour.description] = "series-\(index + 1)"
    }
    return classes
  }()

  /// What numbers on this colour are written in.
  static func ink(on colour: Colour) -> Colour {
    colour.contrast(to: ink) > colour.contrast(to: paper) ? ink : paper
  }

  /// The colour of a shade when there are so many, spread from the lightest to the darkest.
  static func shade(_ shade: Int, of count: Int) -> Colour {
    count < 2 ? shades[2] : shades[shade * (shades.count - 1) / (count - 1)]
  }
}
