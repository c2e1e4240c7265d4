import EventLog
import Foundation
import Registry
import Things
import WebCore

/// What things are called in the visitor's language: fields, terms, countries, dates.
struct AskWords: Sendable {
  private let visit: Visit
  private let names: Words
  private let dates: DateText

  /// Words for a visitor.
  init(_ visit: Visit) {
    self.visit = visit
    names = Words(visit.site.renderer.languages, visit.language)
    dates = DateText(visit.language, visit.site)
  }

  /// The string with a key.
  func callAsFunction(
    _ key: String, _ arguments: [String: any CustomStringConvertible] = [:]
  ) -> String {
    visit.text(key, arguments)
  }

  /// The string with a key; nil where the catalogue has none.
  func string(_ key: String) -> String? {
    visit.site.renderer.languages.string(key, visit.language)
  }

  /// So many entries, or more than so many.
  func counted(_ count: BoundedCount) -> String {
    visit.text(count.isExact ? "lists.count" : "lists.count_more", ["count": count.number])
  }

  /// A count as a number alone.
  func figure(_ count: BoundedCount) -> String {
    names.number(count.number) + (count.isExact ? "" : "+")
  }

  // MARK: Definitions

  /// A field's label.
  func field(_ name: String) -> String {
    string("field.\(name)") ?? name.replacing("_", with: " ")
  }

  /// A kind of thing, one of it.
  func one(_ kind: Kind) -> String { names.kind(kind) }
  /// A kind of thing, many of it.
  func many(_ kind: Kind) -> String { names.kinds(kind) }
  /// A kind of entry, many of it.
  func many(_ entry: EntryKind) -> String { visit.text("entry.\(entry.rawValue).many") }

  /// A filter's label.
  func filter(_ name: String) -> String {
    string("filter.\(name)") ?? name.replacing("-", with: " ")
  }

  /// A term of a vocabulary, or of the themes; as it is, where no vocabulary has it.
  func term(_ code: String, in vocabulary: String) -> String { names.term(code, of: vocabulary) }

  /// Whether a vocabulary has the term.
  func knows(_ code: String, in vocabulary: String) -> Bool {
    vocabulary == "theme"
      ? Themes.shared[code] != nil : Vocabularies.shared.contains(code, in: vocabulary)
  }

  /// A type of event.
  func event(_ type: String) -> String { string("event.\(type)") ?? type }

  /// A country.
  func country(_ code: String) -> String { names.country(code) }

  /// A region.
  func region(_ m49: String) -> String { names.region(m49) }

  /// A group of countries.
  func group(_ code: String) -> String { names.group(code) }

  // MARK: Dates

  /// A month's name, shortened.
  func shortMonth(_ month: Int) -> String { visit.text("time_chart.month.\(month)") }

  /// A month of a year.
  func monthOfYear(_ month: Int, _ year: Int) -> String { dates.month(month, of: year) }

  /// A date no closer than it was stated: “June 2014”.
  func date(_ date: PartialDate) -> String { dates.date(date) }

  /// From one date to another; either may be missing.
  func span(_ first: PartialDate?, _ last: PartialDate?) -> String {
    let ends = "\(first?.text ?? "..")/\(last?.text ?? "..")"
    guard let span = try? PartialDate(ends) else {
      return [first, last].compactMap { $0.map { date($0) } }.joined(separator: " – ")
    }
    return date(span)
  }

  /// When something was recorded, from its text in an event.
  func moment(_ text: String?) -> String {
    guard let text, let instant = Instant(text) else { return text ?? "" }
    return dates.moment(instant)
  }
}
