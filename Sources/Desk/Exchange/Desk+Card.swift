import EventLog
public import Interchange
import ProjectionKit
import Registry
public import Things

extension Desk {
  /// A person's card.
  ///
  /// - Parameter withNote: whether what was noted about the person is on it, and the biography.
  public func card(of typed: String, withNote: Bool, _ reading: Reading) throws -> Card {
    guard let found = try reading.find(.person, typed) else {
      throw try notFound(.person, typed, reading)
    }
    let ref = try reading.winner(found)
    let stamp = try log.read { try $0.stamp(of: ref, at: reading.reader.size) }
    guard let person = try reading.thing(ref), let stamp else {
      throw try notFound(.person, typed, reading)
    }
    try refuseGone(person, typed)
    let name = try reading.currentName(ref) ?? person.fields["name"]?.written ?? typed
    var card = Card(
      uid: "urn:uuid:" + externalID(of: ref), revised: stamp.changed, name: name,
      honorific: person.text("honorific"))
    card.posts = try reading.entries(.affiliation, of: ref).map { try post($0, reading) }
    card.email = person.text("email")
    card.phone = person.text("phone")
    card.address = person.text("address")
    if case .terms(let themes)? = person.fields["expertise"] {
      card.categories = themes.map {
        Themes.shared.label(of: reading.code(of: $0, in: "theme") ?? $0.written)
      }
    }
    let languages = person.texts("languages")
    card.languages = languages.compactMap(LanguageTag.init).map(\.text)
    let others = languages.filter { LanguageTag($0) == nil }
    if !others.isEmpty { card.notes.append("Languages: " + others.joined(separator: "; ")) }
    let spellings = person.texts("variants")
    if !spellings.isEmpty {
      card.notes.append("Also written: " + spellings.joined(separator: "; "))
    }
    if withNote { card.notes += ["note", "biography"].compactMap { person.text($0) } }
    return card
  }

  private func refuseGone(_ person: Thing, _ typed: String) throws {
    if person.isErased {
      throw DeskError(
        .refused, "what was known of \(typed) was erased, so there is no card",
        at: ["option": "ID"])
    }
    if person.retraction != nil {
      throw DeskError(
        .refused, "\(typed) is retracted, so there is no card", at: ["option": "ID"],
        hint: "`rapporteur person reinstate` brings a person back")
    }
  }

  private func post(_ entry: Entry, _ reading: Reading) throws -> Card.Post {
    var organisation: String?
    if case .reference(let id)? = entry.fields["organisation"] {
      organisation = try reading.title(ThingRef(.organisation, id)) ?? id
    }
    var position: String?
    if case .text(let text)? = entry.fields["position"] { position = text }
    return Card.Post(
      organisation: organisation, position: position,
      remark: entry.fields["as_of"].map { "Post as of \($0.written)" },
      isPrimary: entry.fields["rank"]?.written == "primary")
  }
}

/// A tag for a language (RFC 5646).
struct LanguageTag {
  /// The tag.
  let text: String

  /// The official languages of the United Nations, which people write out.
  private static let official = [
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "russian": "ru",
    "spanish": "es",
  ]

  /// Reads a tag, or the name of an official language of the United Nations. Nil for other words:
  /// tags begin with two or three small letters, and names with a capital one, so “Ga” is no tag.
  init?(_ written: String) {
    if let tag = Self.official[TextFolding.fold(written)] {
      text = tag
      return
    }
    let parts = written.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard let first = parts.first, (2...3).contains(first.count),
      first.allSatisfy(letters.contains),
      parts.dropFirst().allSatisfy({ part in
        (1...8).contains(part.count)
          && part.allSatisfy { letters.contains($0 | 0x20) || (48...57).contains($0) }
      })
    else { return nil }
    text = written
  }
}

extension Thing {
  /// The text in a field; nil when there is none, or none any more.
  fileprivate func text(_ field: String) -> String? {
    if case .text(let text)? = fields[field] { text } else { nil }
  }

  /// The texts in a field.
  fileprivate func texts(_ field: String) -> [String] {
    if case .texts(let texts)? = fields[field] { texts } else { [] }
  }
}
