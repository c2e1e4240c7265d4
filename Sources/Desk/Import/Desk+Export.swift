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
      for file in DatasetFile.all {
        export.files.append(
          (file.name + ".csv", try file.text(try rows(of: file, reading)) { try reading.typedID($0) }))
      }
      export.leftOut = try leftOut(reading)
      return export
    }
  }

  private func rows(of file: DatasetFile, _ reading: Reading) throws -> [DatasetRow] {
    switch file.row {
    case .thing:
      return try reading.list(file.kind).things.map { thing in
        DatasetRow(id: thing.ref.id, fields: thing.fields, sources: thing.sources)
      }
    case .anonymous:
      return try reading.list(file.kind).things.map {
        DatasetRow(id: nil, fields: $0.fields, sources: $0.sources)
      }
    case .entry(let kind, _):
      return try reading.entries(
        kind, in: file.kind, where: Conditions("e.standing = 1")
      ).compactMap { id, entry in
        let owner = ThingRef(file.kind, id)
        guard let thing = try reading.thing(owner), thing.retraction == nil else { return nil }
        return DatasetRow(
          id: try reading.typedID(owner), fields: entry.fields, sources: entry.sources)
      }
    }
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
      note("\(kind.table) retracted or merged", things.count { $0.retraction != nil || $0.mergedInto != nil })
      for field in kind.definition.fields where !field.inDataset {
        note("\(kind.table): \(field.name)", things.count { $0.fields[field.name] != nil })
      }
    }
    for kind in Kind.allCases {
      for entryKind in kind.definition.entries {
        let entries = try reading.entries(
          entryKind, in: kind, where: Conditions("e.standing = 1"))
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
