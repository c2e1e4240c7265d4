import Crypto
import EventLog
import Interchange
import JSON
import ProjectionKit
import Registry
import Things

/// Compares a dataset with the registry at one size, and says what each row would do.
struct ImportPlanner {
  private let world: World
  private let snapshot: any LogSnapshot
  private let desk: Desk
  private(set) var plan = ImportPlan()
  private var counts = ImportPlan.Counts()
  private var statements: [ThingRef: [Recorded]] = [:]
  private var entries: [ThingRef: [Recorded]] = [:]
  private var origins: [Origin] = []

  /// A row that the registry holds already: as it reads now, and as it was first recorded.
  private struct Recorded {
    var id: String
    var kind: EntryKind?
    var contents: [DatasetContent]
    var retraction: Retraction?
  }

  init(_ desk: Desk, _ snapshot: any LogSnapshot) throws {
    self.desk = desk
    self.snapshot = snapshot
    world = try World(desk, snapshot)
    plan.size = snapshot.size
  }

  /// The file and row that a step comes from.
  private struct Origin {
    var table: Int
    var row: DatasetRow
  }

  /// Plans all tables.
  mutating func plan(_ tables: [DatasetTable], faults: [DatasetFault]) throws {
    plan.faults = faults
    plan.fingerprint = Self.fingerprint(of: tables)
    let begins = try tables.flatMap { try self.begins($0) }
    try world.expect(begins)
    for (index, table) in tables.enumerated() {
      counts = ImportPlan.Counts()
      plan.faults += table.faults
      plan.faults += duplicates(table)
      for row in table.rows {
        try plan(row, table)
        while origins.count < plan.steps.count { origins.append(Origin(table: index, row: row)) }
      }
      plan.files.append((table.file.name + ".csv", counts))
    }
    try decide(tables)
    for (index, file) in plan.files.enumerated() {
      let rows = Set(plan.faults.filter { $0.file == file.name }.map { $0.row ?? 0 })
      plan.files[index].counts.error = rows.count
    }
    for fault in faults {
      plan.files.append((fault.file, ImportPlan.Counts(error: 1)))
    }
  }

  /// Tries every step as the commit will, so that what a rule refuses is a fault of its row.
  private mutating func decide(_ tables: [DatasetTable]) throws {
    // What a row that is at fault would do is not known.
    let faulty = Set(plan.faults.map { "\($0.file) \($0.row ?? 0)" })
    var draft = Draft(
      Submission(by: "import", reason: "import", batch: "import"), desk.newID(), [], world)
    for (step, origin) in zip(plan.steps, origins) {
      let table = tables[origin.table]
      guard !faulty.contains("\(table.file.name).csv \(origin.row.number)") else { continue }
      if case .begin = step.command {
      } else if try !world.thing(world.resolve(step.thing)).exists {
        // The row that begins it is at fault.
        continue
      }
      do { _ = try draft.decide(step) } catch let rejection as Rejection {
        let column = rejection.field ?? "id"
        let value = column == "id" ? origin.row.id : origin.row.fields[column]?.written
        fault(origin.row, table, column, value ?? "", DeskError(rejection, thing: step.thing))
      }
    }
    plan.warnings += draft.warnings
  }

  /// A hash of all that the rows hold, whatever the order of columns and the form of quotes.
  private static func fingerprint(of tables: [DatasetTable]) -> String {
    var hash = SHA256()
    for table in tables {
      hash.update(data: Array(table.file.name.utf8))
      for row in table.rows {
        var bytes: [UInt8] = []
        JSONValue.array([
          JSONValue(row.id), row.fields.content, .array(row.sources.map { .string($0) }),
        ]).write(into: &bytes)
        hash.update(data: bytes)
      }
    }
    return hash.finalize().map { byte in
      String(UInt32(byte) + 0x100, radix: 16).dropFirst()
    }.joined()
  }

  /// The things that the dataset begins.
  private func begins(_ table: DatasetTable) throws -> [Step] {
    guard table.file.row == .thing else { return [] }
    return try table.rows.compactMap { row in
      guard let id = row.id, try existing(table.file.kind, id) == nil else { return nil }
      return Step(ThingRef(table.file.kind, id), .begin(row.recordable(table.file.fields)))
    }
  }

  private func duplicates(_ table: DatasetTable) -> [DatasetFault] {
    guard table.file.row == .thing else { return [] }
    var first: [String: Int] = [:]
    return table.rows.compactMap { row in
      guard let id = row.id else { return nil }
      guard let earlier = first[id] else {
        first[id] = row.number
        return nil
      }
      return DatasetFault(
        file: table.file.name + ".csv", row: row.number, column: "id", value: id,
        reason: "stands in row \(earlier) already; an id names one thing")
    }
  }

  /// The thing with this typed id, as the log names it.
  private func existing(_ kind: Kind, _ typed: String) throws -> ThingRef? {
    let ref: ThingRef
    if kind == .person {
      guard let id = try world.person(typed) else { return nil }
      ref = ThingRef(.person, id)
    } else {
      ref = ThingRef(kind, typed)
    }
    return try snapshot.contains(ref) ? ref : nil
  }

  // MARK: Rows

  private mutating func plan(_ row: DatasetRow, _ table: DatasetTable) throws {
    guard let fields = try resolved(row, table) else { return }
    switch table.file.row {
    case .thing:
      let id = row.id ?? ""
      if let ref = try existing(table.file.kind, id) {
        try plan(row, fields, table, against: ref)
      } else {
        counts.create += 1
        add(
          .begin(row.recordable(table.file.fields)), to: ThingRef(table.file.kind, id), row)
      }
    case .anonymous: try planStatement(row, fields, table)
    case .entry(let kind, let owner): try planEntry(row, fields, table, kind, owner)
    }
  }

  /// The row's fields with every reference checked; nil, and a fault for each, when one leads
  /// nowhere.
  private mutating func resolved(_ row: DatasetRow, _ table: DatasetTable) throws -> Fields? {
    world.isLookingOnly = true
    defer { world.isLookingOnly = false }
    var resolved: Fields = [:]
    var isFaulty = false
    for (name, value) in row.fields.sorted(by: { $0.key < $1.key }) {
      do {
        resolved.merge(try world.resolve([name: value], table.file.fields)) { $1 }
      } catch let error as DeskError {
        isFaulty = true
        fault(row, table, name, value.written, error)
      }
    }
    return isFaulty ? nil : resolved
  }

  private mutating func fault(
    _ row: DatasetRow, _ table: DatasetTable, _ column: String, _ value: String,
    _ error: DeskError
  ) {
    plan.faults.append(
      DatasetFault(
        file: table.file.name + ".csv", row: row.number, column: column, value: value,
        reason: error.description))
  }

  private mutating func add(_ command: Command, to thing: ThingRef, _ row: DatasetRow) {
    plan.steps.append(Step(thing, command, occurred: row.occurred, sources: row.sources))
  }

  /// A row about a thing that exists: the same, different, or back after an undone import.
  private mutating func plan(
    _ row: DatasetRow, _ fields: Fields, _ table: DatasetTable, against ref: ThingRef
  ) throws {
    let typed = ThingRef(ref.kind, row.id ?? ref.id)
    let thing = try world.thing(ref)
    if thing.isErased {
      counts.skip += 1
      return
    }
    if let retraction = thing.retraction, retraction.batch == nil {
      counts.skip += 1
      plan.warnings.append(
        Warning("\(typed) is retracted (\(retraction.reason ?? "no reason given")) and stays so"))
      return
    }
    let columns = table.file.fields.filter { table.columns.contains($0.name) }
    // What was destroyed elsewhere stays what it is here.
    let changed = columns.filter {
      row.fields[$0.name] != .erased
        && !DatasetContent.same(fields[$0.name], thing.fields[$0.name])
    }
    let citesOther =
      table.file.hasSource && table.columns.contains("source") && row.sources != thing.sources
    if thing.retraction != nil { add(.reinstate(), to: typed, row) }
    if !changed.isEmpty || citesOther {
      if let winner = thing.mergedInto {
        return fault(
          row, table, "id", typed.id,
          DeskError(
            .refused, "was merged into \(winner) and differs",
            hint: "change \(winner), or unmerge it"))
      }
      for field in changed {
        let from = thing.fields[field.name]?.written
        let isHidden = Sight.current.hides(field, of: ref.kind, about: thing.person != nil)
        plan.changes.append(
          ImportPlan.Change(
            file: table.file.name + ".csv", row: row.number, id: typed.id, field: field.name,
            from: isHidden ? from.map { _ in Reading.withheld } : from,
            to: fields[field.name]?.written))
      }
      add(
        .correct(
          row.fields.filter { field in changed.contains { $0.name == field.key } },
          cleared: changed.map(\.name).filter { row.fields[$0] == nil }, citing: row.sources),
        to: typed, row)
    }
    if thing.retraction != nil {
      counts.create += 1
    } else if !changed.isEmpty || citesOther {
      counts.change += 1
    } else {
      counts.skip += 1
    }
  }

  // MARK: Rows that are their whole content

  private mutating func planEntry(
    _ row: DatasetRow, _ fields: Fields, _ table: DatasetTable, _ kind: EntryKind,
    _ ownerColumn: String
  ) throws {
    let typed = ThingRef(table.file.kind, row.id ?? "")
    let owner: ThingRef
    do {
      owner = try world.resolve(typed)
      guard try world.contains(owner) else { throw try world.unknown(typed.kind, typed.id) }
    } catch let error as DeskError {
      return fault(row, table, ownerColumn, typed.id, error)
    }
    var known = try entries[owner] ?? recordedEntries(of: owner)
    let content = DatasetContent(fields: fields, sources: row.sources)
    let standing = note(content, kind: kind, in: &known)
    entries[owner] = known
    switch standing {
    case .new:
      guard let type = EventCatalogue.adding(kind, to: owner.kind, fields) else { return }
      add(.happen(type, row.recordable(table.file.fields)), to: typed, row)
    case .back(let id): add(.reinstate(entry: id), to: typed, row)
    case .known: break
    }
  }

  private mutating func planStatement(
    _ row: DatasetRow, _ fields: Fields, _ table: DatasetTable
  ) throws {
    guard case .subject(let subject)? = fields["subject"] else { return }
    var known = try statements[subject] ?? recordedStatements(on: subject)
    let content = DatasetContent(fields: fields, sources: row.sources)
    let standing = note(content, kind: nil, in: &known)
    statements[subject] = known
    switch standing {
    case .new:
      add(
        .begin(row.recordable(table.file.fields)),
        to: ThingRef(.statement, "st-" + Draft.randomHex(12)), row)
    case .back(let id): add(.reinstate(), to: ThingRef(.statement, id), row)
    case .known: break
    }
  }

  private enum Standing {
    case new
    case known
    case back(String)
  }

  /// Whether a row is known, and counts it. A row is known if it is what the registry holds, or
  /// what it first held before somebody corrected it.
  private mutating func note(
    _ content: DatasetContent, kind: EntryKind?, in recorded: inout [Recorded]
  ) -> Standing {
    guard
      let index = recorded.firstIndex(where: {
        $0.kind == kind && $0.contents.contains { $0.isSame(as: content) }
      })
    else {
      counts.create += 1
      recorded.append(Recorded(id: "", kind: kind, contents: [content], retraction: nil))
      return .new
    }
    guard let retraction = recorded[index].retraction, retraction.batch != nil else {
      counts.skip += 1
      return .known
    }
    counts.create += 1
    recorded[index].retraction = nil
    return .back(recorded[index].id)
  }

  private func recordedEntries(of owner: ThingRef) throws -> [Recorded] {
    var firsts: [String: DatasetContent] = [:]
    try snapshot.forEachEvent(of: StreamName(owner), from: 0, backward: false) { recorded in
      if let event = recorded.event, case .adds = event.type.effect, let id = event.entry {
        firsts[id] = DatasetContent(fields: event.fields, sources: recorded.sources)
      }
      return true
    }
    return try world.thing(owner).entries.map { entry in
      Recorded(
        id: entry.id, kind: entry.kind,
        contents: [DatasetContent(fields: entry.fields, sources: entry.sources)]
          + [firsts[entry.id]].compactMap(\.self),
        retraction: entry.retraction)
    }
  }

  private func recordedStatements(on subject: ThingRef) throws -> [Recorded] {
    let ids = try desk.views.read(asOf: snapshot.size) { reader in
      try reader.rows(
        "SELECT id FROM statements WHERE subject = ? ORDER BY begun", [.text(subject.description)]
      ).compactMap { try $0["id"].text }
    }
    return try ids.map { id in
      let ref = ThingRef(.statement, id)
      let now = try world.thing(ref)
      var contents = [DatasetContent(fields: now.fields, sources: now.sources)]
      try snapshot.forEachEvent(of: StreamName(ref), from: 0, backward: false) { first in
        if let event = first.event {
          contents.append(DatasetContent(fields: event.fields, sources: first.sources))
        }
        return false
      }
      return Recorded(id: id, kind: nil, contents: contents, retraction: now.retraction)
    }
  }
}
