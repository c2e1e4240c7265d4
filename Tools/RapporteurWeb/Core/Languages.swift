import Foundation
import JSON

/// A language that pages can be read in.
public struct Language: Hashable, Sendable {
  /// Its code (BCP 47), such as `fr`.
  public let code: String
  /// What it calls itself.
  public let name: String
  /// Whether it is written from right to left.
  public let isRightToLeft: Bool

  /// English, which every string has.
  public static let english = Language(code: "en", name: "English", isRightToLeft: false)

  /// The languages of the catalogue, English first.
  public static let all = [
    english,
    Language(code: "fr", name: "Français", isRightToLeft: false),
    Language(code: "ko", name: "한국어", isRightToLeft: false),
  ]

  /// The language with this code, whatever its region.
  public static func of(_ code: some StringProtocol) -> Language? {
    let primary = code.lowercased().split(separator: "-").first.map(String.init)
    return all.first { $0.code == primary }
  }

  /// The best of ours for what a browser accepts (RFC 9110, section 12.5.4).
  public static func accepted(by header: String) -> Language? {
    let wishes = header.split(separator: ",").prefix(20).compactMap {
      part -> (language: Language, weight: Double)? in
      let sides = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let code = sides.first, let language = of(code) else { return nil }
      let weight = sides.dropFirst().first { $0.hasPrefix("q=") }.flatMap {
        Double($0.dropFirst(2))
      }
      return (language, weight ?? 1)
    }
    return wishes.filter { $0.weight > 0 }.max { $0.weight < $1.weight }?.language
  }
}

/// Every string that people read, by key and language: one flat JSON file each. What a language lacks
/// is shown in English.
public struct Languages: Sendable {
  private let catalogues: [String: [String: String]]

  /// The catalogues among these files.
  ///
  /// - Throws: when one is no object of strings.
  public init(_ files: [String: [UInt8]]) throws {
    var catalogues: [String: [String: String]] = [:]
    for language in Language.all {
      guard let bytes = files[language.code + ".json"] else { continue }
      let members = try JSONValue(parsing: bytes).object ?? [:]
      catalogues[language.code] = members.compactMapValues(\.string)
    }
    self.catalogues = catalogues
  }

  /// The keys that a language has.
  public func keys(of language: Language) -> Set<String> {
    Set(catalogues[language.code, default: [:]].keys)
  }

  /// The string with this key as it stands; nil when there is none.
  public func string(_ key: String, _ language: Language) -> String? {
    catalogues[language.code]?[key] ?? catalogues["en"]?[key]
  }

  /// The string with this key, and its placeholders filled in. With `count`, the key's form for it
  /// (`.one` or `.other`) is taken. A key that there is not is shown as it is.
  public func text(
    _ key: String, _ arguments: [String: any CustomStringConvertible] = [:], _ language: Language
  ) -> String {
    var text =
      (arguments["count"] as? Int).flatMap { count in
        string("\(key).\(Self.form(of: count, language))", language)
      } ?? string(key, language) ?? key
    for (name, value) in arguments {
      let shown = (value as? Int).flatMap { name == "count" ? number($0, language) : nil }
      text = text.replacing("{\(name)}", with: shown ?? value.description)
    }
    return text
  }

  /// A whole number, its digits in groups of three.
  public func number(_ number: Int, _ language: Language) -> String {
    let digits = String(number.magnitude)
    guard digits.utf8.count > 3 else { return String(number) }
    let separator = string("number.group", language) ?? ","
    var grouped = number < 0 ? "−" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.utf8.count - place) % 3 == 0 { grouped += separator }
      grouped.append(digit)
    }
    return grouped
  }

  /// The plural form of a count (CLDR): French counts none as one.
  static func form(of count: Int, _ language: Language) -> String {
    switch language.code {
    case "fr": abs(count) < 2 ? "one" : "other"
    case "ko": "other"
    default: count == 1 ? "one" : "other"
    }
  }
}
