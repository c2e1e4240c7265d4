import EventLog
import Foundation
import JSON
import Registry
import Things

/// What the registry knows a person by, in clear: what has to be found elsewhere when the person is
/// erased, and what must be found nowhere afterwards.
struct Traces {
  /// A way in which a text may speak of the person.
  enum Likeness: Int, Comparable {
    /// It has a part of the name; that may be somebody else's.
    case partly
    /// It has the whole name, the id that people type, or where the person is reached.
    case wholly

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// The names, in any order of their words.
  private var names: Set<[String]> = []
  /// What is written in one way only.
  private var marks: Set<[String]> = []
  /// Names in scripts that write words without blanks, or with what belongs to them joined on.
  private var joined: Set<String> = []
  /// All of it as it was recorded.
  private(set) var texts: Set<String> = []

  /// The fields that tell who somebody is.
  private static let nameFields: Set<String> = ["name", "variants"]
  private static let markFields: Set<String> = ["id", "email", "phone", "address"]

  /// What the events of these people say, corrected and former values included.
  init(of people: [ThingRef], in snapshot: any LogSnapshot) throws {
    for person in people {
      try snapshot.forEachEvent(of: StreamName(person), from: 0, backward: false) { recorded in
        for (field, content) in recorded.beside {
          guard case .sealed(let text, _) = content else { continue }
          take(text, field)
        }
        return true
      }
    }
  }

  private mutating func take(_ text: String, _ field: String) {
    let isName = Self.nameFields.contains(field)
    guard isName || Self.markFields.contains(field) else { return }
    // Lists are sealed as one text.
    let list = field == "variants" ? (try? JSONValue(parsing: text))?.array : nil
    for value in list?.compactMap(\.string) ?? [text] {
      let words = TextFolding.tokens(value)
      let whole = words.joined()
      if isName, whole.unicodeScalars.contains(where: { $0.value > 0x052F }) {
        guard whole.unicodeScalars.count >= 2 else { continue }
        joined.insert(whole)
      } else if whole.count < 3 {
        continue
      }
      texts.insert(value)
      guard isName else {
        marks.insert(words)
        continue
      }
      names.insert(Self.withoutTitles(words))
    }
  }

  /// Refuses a reason or a source that names the person: both outlive an erasure.
  func refuseNaming(in submission: Submission) throws(DeskError) {
    for (text, option) in [(submission.reason, "--reason")]
      + submission.sources.map({ ($0, "--source") })
    {
      guard let text, likeness(of: text) != nil else { continue }
      throw DeskError(
        .refused, "“\(text)” names the person, and it outlives the erasure",
        at: ["option": option], hint: "say where the request is filed instead of whose it is")
    }
  }

  /// How a text speaks of the person; nil when it does not.
  func likeness(of text: String) -> Likeness? {
    let likeness = plainLikeness(of: text)
    // Questions that were saved are kept as a web address writes them.
    guard likeness != .wholly, text.utf8.contains(UInt8(ascii: "%")),
      let plain = text.removingPercentEncoding
    else { return likeness }
    return [likeness, plainLikeness(of: plain)].compactMap(\.self).max()
  }

  private func plainLikeness(of text: String) -> Likeness? {
    let words = TextFolding.tokens(text)
    guard !words.isEmpty else { return nil }
    if marks.contains(where: { Self.contains($0, in: words) }) { return .wholly }
    if names.contains(where: { Self.containsInAnyOrder($0, in: words) }) { return .wholly }
    if !joined.isEmpty {
      let whole = words.joined()
      if joined.contains(where: { whole.contains($0) }) { return .wholly }
    }
    let all = Set(words)
    return names.contains { name in
      // Which word is the surname is not known; short ones are too common to tell anything.
      name.contains { $0.count >= 3 && all.contains($0) && !Self.titles.contains($0) }
    } ? .partly : nil
  }

  /// Words before names that say nothing about who it is.
  private static let titles: Set<String> = [
    "mr", "mrs", "ms", "miss", "dame", "sir", "dr", "prof", "professor", "hon", "honourable",
    "excellency", "his", "her", "the", "mme", "mlle", "sra",
  ]

  /// The words of a name without “H.E. Mr.” before it. A surname alone keeps its title: others have it.
  private static func withoutTitles(_ words: [String]) -> [String] {
    let rest = words.starts(with: ["h", "e"]) ? Array(words.dropFirst(2)) : words
    let bare = rest.filter { !titles.contains($0) }
    return bare.count < 2 ? words : bare
  }

  private static func contains(_ part: [String], in words: [String]) -> Bool {
    guard part.count <= words.count else { return false }
    return (0...words.count - part.count).contains { start in
      words[start..<start + part.count].elementsEqual(part)
    }
  }

  /// Whether the words of a name stand together, with one other among them at most.
  private static func containsInAnyOrder(_ name: [String], in words: [String]) -> Bool {
    let wanted = Set(name)
    let width = min(name.count + 1, words.count)
    return (0...words.count - width).contains { start in
      wanted.isSubset(of: words[start..<start + width])
    }
  }
}
