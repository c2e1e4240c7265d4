import FollowUps
public import Interchange
import ProjectionKit
public import Registry
public import Things

extension Desk {
  /// Calls `body` with the registry as sheets: one for each file of a dataset, then one for each
  /// other kind of entry that there is. Ids come first, then the columns of the dataset in its
  /// order, each reference with the name of what it refers to, then what else is known.
  ///
  /// What is retracted or merged is not in them.
  ///
  /// - Returns: what is left out, with how often, in words.
  public func forEachSheet(
    _ reading: Reading, _ body: (Sheet) throws -> Void
  ) throws -> [(what: String, count: Int)] {
    var leftOut: [(what: String, count: Int)] = []
    var written: Set<EntryKind> = []
    for file in DatasetFile.all {
      switch file.row {
      case .thing, .anonymous:
        let things = try reading.list(file.kind).things
        try body(try SheetMaker(file, reading).sheet(things))
        for field in file.kind.definition.fields where field.staysInside {
          let count = things.count { $0.fields[field.name] != nil }
          if count > 0 { leftOut.append(("\(file.name): \(field.name)", count)) }
        }
      case .entry(let kind, _):
        written.insert(kind)
        try body(
          try SheetMaker(file, reading).sheet(try reading.standingEntries(kind, in: file.kind)))
      }
    }
    for file in DatasetFile.all where file.row == .thing {
      for kind in file.kind.definition.entries where !written.contains(kind) {
        let entries = try reading.standingEntries(kind, in: file.kind)
        guard !entries.isEmpty else { continue }
        try body(try SheetMaker(kind, of: file.kind, reading).sheet(entries))
      }
    }
    return leftOut
  }

  /// These things of a kind as a sheet: the columns that `forEachSheet` gives; nil for a kind that
  /// has no dataset.
  public func sheet(of kind: Kind, _ things: [Thing], _ reading: Reading) throws -> Sheet? {
    let file = DatasetFile.all.first { file in
      if case .entry = file.row { return false }
      return file.kind == kind
    }
    return try file.map { try SheetMaker($0, reading).sheet(things) }
  }
}

extension Field {
  /// Whether sheets do not have it: how to reach a person, and what only rules look at.
  fileprivate var staysInside: Bool { !inDataset && (sealed || name == "erasure_requested_by") }
}

/// Makes a sheet of things or entries of one kind.
private struct SheetMaker {
  private let name: String
  private let kind: Kind
  /// The columns' fields in order.
  private let fields: [Field]
  private let isOfEntries: Bool
  private let hasSource: Bool
  private let reading: Reading

  /// The sheet of a dataset's file.
  init(_ file: DatasetFile, _ reading: Reading) {
    name = file.name
    kind = file.kind
    hasSource = file.hasSource
    self.reading = reading
    let all: [Field]
    if case .entry(let entry, _) = file.row {
      all = entry.fields(in: file.kind)
      isOfEntries = true
    } else {
      // A person's id is a field, and an id like that of others.
      all = file.kind.definition.fields.filter { $0.name != "id" }
      isOfEntries = false
    }
    fields = all.filter(\.inDataset) + all.filter { !$0.inDataset && !$0.staysInside }
  }

  /// The sheet of entries that datasets do not have.
  init(_ entry: EntryKind, of kind: Kind, _ reading: Reading) {
    name = entry.table(in: kind)
    self.kind = kind
    self.reading = reading
    fields = entry.fields(in: kind)
    isOfEntries = true
    hasSource = true
  }

  func sheet(_ things: [Thing]) throws -> Sheet {
    var sheet = Sheet(name: name, columns: columns, rows: [])
    for thing in things {
      var row: [Cell] = [.text(try reading.typedID(thing.ref))]
      for field in fields {
        // The name as it is today, as in lists; others have a sheet of their own.
        let name = field.name == "name" ? try reading.currentName(thing.ref) : nil
        row += try cells(name.map { .text($0) } ?? thing.fields[field.name], field)
      }
      // What is known only on reading.
      if kind == .followup { row.append(.truth(FollowUpView.isOverdue(thing, reading))) }
      if hasSource { row.append(Cell(thing.sources.joined(separator: "; "))) }
      sheet.rows.append(row)
    }
    return sheet
  }

  func sheet(_ entries: [(thing: String, entry: Entry)]) throws -> Sheet {
    var sheet = Sheet(name: name, columns: columns, rows: [])
    for (id, entry) in entries {
      let owner = ThingRef(kind, id)
      var row: [Cell] = [
        .text(entry.id), .text(try reading.typedID(owner)), Cell(try reading.title(owner)),
      ]
      for field in fields { row += try cells(entry.fields[field.name], field) }
      if hasSource { row.append(Cell(entry.sources.joined(separator: "; "))) }
      sheet.rows.append(row)
    }
    return sheet
  }

  private var columns: [String] {
    var columns = ["id"]
    if isOfEntries { columns += [kind.rawValue, kind.nameColumn(of: kind.rawValue)] }
    for field in fields {
      columns.append(field.name)
      columns += helpers(field)
    }
    if kind == .followup, !isOfEntries { columns.append("overdue") }
    return hasSource ? columns + ["source"] : columns
  }

  /// The columns beside a field's own that say in words what it names.
  private func helpers(_ field: Field) -> [String] {
    switch field.type {
    case .country: [field.name + "_name"]
    case .reference(let kind): [kind.nameColumn(of: field.name)]
    case .references(let kind), .referencesOrText(let kind):
      [kind.nameColumn(of: field.name) + "s"]
    case .subject: [field.name + "_kind", field.name + "_title"]
    default: []
    }
  }

  /// The cell of a field, and those of its helpers.
  private func cells(_ value: Value?, _ field: Field) throws -> [Cell] {
    guard let value else {
      // Not preferred is known; whether somebody left is not.
      let own: Cell = field.name == "preferred" ? .truth(false) : .empty
      return [own] + helpers(field).map { _ in .empty }
    }
    if value == .erased { return [Cell("[erased]")] + helpers(field).map { _ in .empty } }
    switch (field.type, value) {
    case (_, .date(let date)): return [Cell(date)]
    case (_, .count(let count)): return [.integer(count)]
    case (_, .flag(let flag)): return [.truth(flag)]
    case (.figureOrText, .text(let text)): return [Cell(figure: text)]
    case (_, .country(let country)):
      let name = Countries.shared[country.code]?.name ?? country.written
      return [.text(country.code), Cell(name)]
    case (.term(let vocabulary), .term(let term)):
      return [Cell(reading.code(of: term, in: vocabulary) ?? term.written)]
    case (.terms(let vocabulary), .terms(let terms)):
      var codes: [String] = []
      for term in terms {
        let code = reading.code(of: term, in: vocabulary) ?? term.written
        if !codes.contains(code) { codes.append(code) }
      }
      return [Cell(codes.joined(separator: "; "))]
    case (.reference(let kind), .reference(let id)):
      let thing = ThingRef(kind, id)
      return [Cell(try reading.typedID(thing)), Cell(try reading.title(thing))]
    case (.references(let kind), .references(let ids)),
      (.referencesOrText(let kind), .references(let ids)):
      let things = ids.map { ThingRef(kind, $0) }
      return [
        Cell(try things.map(reading.typedID).joined(separator: "; ")),
        Cell(try things.map { try reading.title($0) ?? $0.id }.joined(separator: "; ")),
      ]
    case (_, .subject(let thing)):
      return [
        Cell(try reading.typedID(thing)), Cell(thing.kind.rawValue), Cell(try reading.title(thing)),
      ]
    default: return [Cell(value.written)] + helpers(field).map { _ in .empty }
    }
  }
}

extension Kind {
  /// The column with the name or title of what the column `field` refers to.
  fileprivate func nameColumn(of field: String) -> String {
    field + (definition.title == "name" ? "_name" : "_title")
  }
}
