public import Interchange
public import JSON
public import Registry

/// What an import would do, and then does: nothing more, nothing less.
public struct ImportPlan: Sendable {
  /// Rows by what becomes of them.
  public struct Counts: Hashable, Sendable {
    /// New, or brought back after the import that wrote them was undone.
    public var create = 0
    /// There already, but different: a correction.
    public var change = 0
    /// There already, and the same.
    public var skip = 0
    /// Refused.
    public var error = 0
  }

  /// The counts, file by file.
  public internal(set) var files: [(name: String, counts: Counts)] = []
  /// A value that a row changes.
  public struct Change: Hashable, Sendable {
    /// The file, with `.csv`.
    public var file: String
    /// The row as a spreadsheet counts it.
    public var row: Int
    /// The thing.
    public var id: String
    /// The field.
    public var field: String
    /// What it holds now; nil when nothing.
    public var from: String?
    /// What the row says; nil when nothing.
    public var to: String?
  }

  /// Every value that would change, in the order of the rows.
  public internal(set) var changes: [Change] = []
  /// All that is wrong. A plan with faults cannot be committed.
  public internal(set) var faults: [DatasetFault] = []
  /// What is worth a second look.
  public internal(set) var warnings: [Warning] = []
  /// The size of the log that it was made for.
  public internal(set) var size: UInt64 = 0
  /// A hash of all that the dataset held.
  var fingerprint = ""
  /// The steps, in order.
  var steps: [Step] = []

  /// The counts over all files.
  public var counts: Counts {
    files.reduce(into: Counts()) { total, file in
      total.create += file.counts.create
      total.change += file.counts.change
      total.skip += file.counts.skip
      total.error += file.counts.error
    }
  }
}

extension ImportPlan {
  /// The plan in the shape of the command-line contract.
  ///
  /// - Parameter size: the log's size now.
  public func json(batch: String?, committed: Bool, events: Int, size: UInt64) -> JSONValue {
    [
      "planned": counts.json,
      "files": .object(Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.counts.json) })),
      "changes": .array(changes.map(\.json)), "errors": .array(faults.map(\.json)),
      "batch": JSONValue(batch),
      "committed": .bool(committed), "events": .integer(Int64(events)),
      "warnings": .array(warnings.map { .string($0.message) }), "size": .integer(Int64(size)),
      "planned_at": .integer(Int64(self.size)),
    ]
  }
}

extension ImportPlan.Change {
  var json: JSONValue {
    [
      "file": .string(file), "row": .integer(Int64(row)), "id": .string(id),
      "field": .string(field), "from": JSONValue(from), "to": JSONValue(to),
    ]
  }
}

extension ImportPlan.Counts {
  var json: JSONValue {
    [
      "create": .integer(Int64(create)), "change": .integer(Int64(change)),
      "skip": .integer(Int64(skip)), "error": .integer(Int64(error)),
    ]
  }
}

extension DatasetFault {
  /// The fault in the shape of the command-line contract.
  public var json: JSONValue {
    [
      "file": .string(file), "row": row.map { .integer(Int64($0)) } ?? .null,
      "column": JSONValue(column), "value": JSONValue(value), "reason": .string(reason),
    ]
  }
}
