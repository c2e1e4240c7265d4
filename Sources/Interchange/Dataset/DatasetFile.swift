public import Registry

/// A file of a dataset folder: what its rows are, and its columns.
public struct DatasetFile: Hashable, Sendable {
  /// What a row is.
  public enum Row: Hashable, Sendable {
    /// A thing with an id.
    case thing
    /// A thing that has no id in datasets: a row is its whole content.
    case anonymous
    /// An entry of the thing named in the column `owner`: a row is its whole content.
    case entry(EntryKind, owner: String)
  }

  /// The name without `.csv`.
  public let name: String
  /// The kind of thing that a row is, or belongs to.
  public let kind: Kind
  /// What a row is.
  public let row: Row
  /// The fields, in column order.
  public let fields: [Field]
  /// Whether rows cite sources.
  public let hasSource: Bool

  /// The columns, in order.
  public var columns: [String] {
    let key: [String] =
      switch row {
      // A person's id is a field of theirs.
      case .thing: kind == .person ? [] : ["id"]
      case .anonymous: []
      case .entry(_, let owner): [owner]
      }
    return key + fields.map(\.name) + (hasSource ? ["source"] : [])
  }

  /// The columns that no row can do without.
  public var requiredColumns: [String] {
    switch row {
    case .thing: ["id"]
    case .anonymous: ["subject"]
    case .entry(_, let owner): [owner]
    }
  }

  private init(_ kind: Kind, _ row: Row = .thing) {
    self.kind = kind
    self.row = row
    if case .entry(let entry, _) = row {
      name = entry.dataset?.file ?? entry.rawValue
      fields = entry.fields(in: kind).filter(\.inDataset)
    } else {
      name = kind.definition.dataset ?? kind.rawValue
      fields = kind.definition.fields.filter(\.inDataset)
    }
    hasSource = kind != .document
  }

  private init(_ entry: EntryKind, of kind: Kind) {
    self.init(kind, .entry(entry, owner: entry.dataset?.owner ?? kind.rawValue))
  }

  /// All files, each after those that its rows most often refer to.
  public static let all: [DatasetFile] = [
    DatasetFile(.organisation), DatasetFile(.document), DatasetFile(.person),
    DatasetFile(.affiliation, of: .person), DatasetFile(.meeting),
    DatasetFile(.participation, of: .meeting), DatasetFile(.role, of: .meeting),
    DatasetFile(.offer), DatasetFile(.request), DatasetFile(.followup),
    DatasetFile(.recommendation), DatasetFile(.practice), DatasetFile(.network),
    DatasetFile(.focalPoint, of: .network), DatasetFile(.statement, .anonymous),
  ]
}
