import Interchange
import ProjectionKit
import Registry
import Things

/// A dataset written out, and what its columns could not hold.
public struct DatasetExport: Sendable {
  /// The files' texts by name.
  public var files: [(name: String, text: String)] = []
  /// What is left out, with how often, in words.
  public var leftOut: [(what: String, count: Int)] = []
}

extension Desk {
  /// The registry, as it is now or as it stood at a moment, as a dataset. What is retracted or
  /// merged is not in it.
  public func exported(asOf moment: Moment? = nil) throws -> DatasetExport {
    try reading(asOf: moment) { reading in
      var export = DatasetExport()
      var references = ExportReferences(reading)
      for file in DatasetFile.all {
        let rows = try rows(of: file, reading, &references)
        export.files.append(
          (
            file.name + ".csv",
            try file.text(rows) { thing, isSubject in
              isSubject ? try references.subject(thing) : try reading.typedID(thing)
            }
          ))
      }
      export.leftOut = try leftOut(reading)
      for (what, count) in [
        ("references to what is retracted", references.dropped),
        ("references to what is merged, written as what stands for it", references.redirected),
      ] where count > 0 {
        export.leftOut.append((what, count))
      }
      return export
    }
  }

  private func rows(
    of file: DatasetFile, _ reading: Reading, _ references: inout ExportReferences
  ) throws -> [DatasetRow] {
    var rows: [DatasetRow] = []
    func add(_ id: String?, _ fields: Fields, _ sources: [String]) throws {
      let resolved = try references.resolve(fields, file.fields)
      // A row about something that is retracted says nothing.
      guard !file.fields.contains(where: { $0.type == .subject && resolved[$0.name] == nil }) else {
        return
      }
      rows.append(DatasetRow(id: id, fields: resolved, sources: sources))
    }
    switch file.row {
    case .thing:
      for thing in try reading.list(file.kind).things {
        var fields = thing.fields
        // Who was erased is known by the log's id, so that what names the person still leads there.
        if fields["id"] == .erased || thing.withheld.contains("id") {
          fields["id"] = .text(thing.ref.id)
        }
        try add(thing.ref.id, fields, thing.sources)
      }
    case .anonymous:
      for thing in try reading.list(file.kind).things { try add(nil, thing.fields, thing.sources) }
    case .entry(let kind, _):
      for (id, entry) in try reading.standingEntries(kind, in: file.kind) {
        guard let owner = try references.standing(for: ThingRef(file.kind, id)) else { continue }
        try add(try reading.typedID(owner), entry.fields, entry.sources)
      }
    }
    return rows
  }

  /// What datasets have no columns for, counted.
  private func leftOut(_ reading: Reading) throws -> [(what: String, count: Int)] {
    var leftOut: [(String, Int)] = []
    func note(_ what: String, _ count: Int) {
      if count > 0 { leftOut.append((what, count)) }
    }
    var everything = ThingFilter()
    everything.includesGone = true
    for kind in Kind.allCases {
      let things = try reading.list(kind, everything).things
      guard kind.definition.dataset != nil else {
        note(kind.table, things.count)
        continue
      }
      note(
        "\(kind.table) retracted or merged",
        things.count { $0.retraction != nil || $0.mergedInto != nil })
      for field in kind.definition.fields where !field.inDataset {
        note("\(kind.table): \(field.name)", things.count { $0.fields[field.name] != nil })
      }
    }
    for kind in Kind.allCases {
      for entryKind in kind.definition.entries {
        let entries = try reading.standingEntries(entryKind, in: kind)
        if entryKind.dataset == nil { note(entryKind.table(in: kind), entries.count) }
        for field in entryKind.fields(in: kind) where entryKind.dataset != nil && !field.inDataset {
          note(
            "\(entryKind.table(in: kind)): \(field.name)",
            entries.count { $0.entry.fields[field.name] != nil })
        }
      }
    }
    return leftOut
  }
}
