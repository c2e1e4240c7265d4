import CSV
import Interchange
import Registry

/// A dataset in the format of the sample that knows nothing of it: other ids, countries, dates and
/// words, the same on every run with the same seed.
struct RandomDataset {
  /// The files, as `DatasetSource` takes them.
  private(set) var files: [(name: String, bytes: [UInt8])] = []
  /// How many things of each kind.
  private(set) var counts: [Kind: Int] = [:]
  private var random: SeededGenerator
  private var ids: [Kind: [String]] = [:]

  /// - Parameter sizes: how many things of each kind there may be.
  init(seed: UInt64, sizes: ClosedRange<Int> = 1...12) {
    random = SeededGenerator(seed: seed)
    for kind in Kind.allCases where kind.definition.dataset != nil && kind != .statement {
      counts[kind] = Int.random(in: sizes, using: &random)
      // One id in five is also that of a thing of another kind.
      ids[kind] = (0..<(counts[kind] ?? 0)).map { number in
        chance(5) ? "shared-\(number)" : "\(kind.rawValue.prefix(2))-\(number)"
      }
    }
    for file in DatasetFile.all { write(file) }
    files.shuffle(using: &random)
  }

  private mutating func write(_ file: DatasetFile) {
    var columns = file.columns
    columns.shuffle(using: &random)
    let writer = CSVWriter(.exchange, lineEnding: chance(2) ? .lf : .crlf)
    var text = chance(3) ? "\u{FEFF}" : ""
    writer.append(columns, to: &text)
    var seen: Set<[String: String]> = []
    let rows =
      file.row == .thing ? ids[file.kind] ?? [] : (0..<8).map { _ in pick(file.kind) }
    var count = 0
    for id in rows {
      let cells = cells(file, id)
      guard file.row == .thing || seen.insert(cells).inserted else { continue }
      count += 1
      writer.append(columns.map { cells[$0] ?? "" }, to: &text)
    }
    if file.row == .anonymous { counts[file.kind] = count }
    files.append((file.name + ".csv", Array(text.utf8)))
  }

  private mutating func cells(_ file: DatasetFile, _ id: String) -> [String: String] {
    var cells: [String: String] = [:]
    for field in file.fields where field.required || chance(2) {
      cells[field.name] = cell(field, file, id)
    }
    if case .entry(_, let owner) = file.row {
      cells[owner] = id
    } else if file.row == .thing {
      cells["id"] = id
    }
    if file.hasSource, chance(2), let document = ids[.document]?.first {
      cells["source"] = "\(document):L\(Int.random(in: 1...99, using: &random))"
    }
    // Meetings end after they start, and nothing stands above itself.
    cells["end"] = cells["start"]
    cells["parent"] = nil
    cells["same_as"] = nil
    return cells
  }

  private mutating func cell(_ field: Field, _ file: DatasetFile, _ id: String) -> String {
    switch field.type {
    case .title, .figureOrText: return field.name == "id" ? id : word()
    case .text: return chance(2) ? "\(word()); \(word()), \"\(word())\"\n\(word())" : "=" + word()
    case .titles: return [word(), word()].joined(separator: chance(2) ? ";" : " ; ")
    case .date:
      let year = Int.random(in: 1990...2030, using: &random)
      return ["\(year)", "\(year)-07", "\(year)-07-14", "\(year)-01/\(year)-03", "../\(year)"]
        .randomElement(using: &random) ?? ""
    case .country:
      let country = Countries.shared.all.randomElement(using: &random)
      // Some names are refused for being those of two countries.
      let name = country?.name ?? ""
      return chance(2) || Countries.shared.resolve(name).country == nil
        ? country?.iso3 ?? "" : name
    case .term(let vocabulary):
      let terms = Vocabularies.shared.terms(of: vocabulary).map(\.code)
      return chance(6) && field.name != "access"
        ? word() : terms.randomElement(using: &random) ?? word()
    case .terms(let vocabulary):
      let terms =
        vocabulary == "theme"
        ? Themes.shared.all.map(\.id) : Vocabularies.shared.terms(of: vocabulary).map(\.code)
      return [terms.randomElement(using: &random) ?? word(), word()].joined(separator: "; ")
    case .reference(let kind): return pick(kind)
    case .references(let kind), .referencesOrText(let kind):
      return Set([pick(kind), pick(kind)]).sorted().joined(separator: ";")
    case .subject:
      let kind: Kind = chance(2) ? .meeting : .person
      return "\(kind.rawValue)/\(pick(kind))"
    case .count: return String(Int.random(in: 0...500, using: &random))
    case .flag: return "yes"
    }
  }

  private mutating func pick(_ kind: Kind) -> String {
    ids[kind]?.randomElement(using: &random) ?? "none"
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 1...one, using: &random) == 1 }

  private mutating func word() -> String {
    let words = [
      "alpha", "Ωmega", "naïve", "тест", "e\u{301}tude", "שלום", "한국", "10%", "O'Neil", "x-y",
      "a_b", "+1", "-2", "@home", "end.",
    ]
    let number = Int.random(in: 0...99, using: &random)
    return "\(words.randomElement(using: &random) ?? "") \(number)"
  }
}
