import Foundation

/// One of the media types that somebody would take (RFC 9110, section 12.5.1).
struct MediaRange {
  private let type: Substring
  private let subtype: Substring
  private let weight: Double

  private init?(_ text: Substring) {
    let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let names = parts.first?.lowercased().split(separator: "/"), names.count == 2 else {
      return nil
    }
    type = names[0]
    subtype = names[1]
    let quality = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
    weight = quality.flatMap { Double($0.dropFirst(2)) } ?? 1
  }

  /// How exactly the range names a type; nil when it does not.
  private func precision(for offer: String) -> Int? {
    let names = offer.split(separator: "/")
    if type == names[0], subtype == names[1] { return 2 }
    if type == names[0], subtype == "*" { return 1 }
    return type == "*" && subtype == "*" ? 0 : nil
  }

  /// The type among `offers` that somebody would rather have, the first of equals; nil when none.
  static func best(of offers: [String], for headers: [String]) -> String? {
    let ranges = headers.flatMap { $0.split(separator: ",") }.prefix(50).compactMap { Self($0) }
    guard headers.contains(where: { $0.contains { !$0.isWhitespace } }) else { return offers.first }
    var best: (offer: String, weight: Double)?
    for offer in offers {
      let match = ranges.compactMap { range in
        range.precision(for: offer).map { (precision: $0, weight: range.weight) }
      }.max { $0.precision < $1.precision }
      guard let match, match.weight > best?.weight ?? 0 else { continue }
      best = (offer, match.weight)
    }
    return best?.offer
  }
}
