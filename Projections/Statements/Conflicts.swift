public import JSON
import ProjectionKit
public import Registry
public import Things

extension Reading {
  /// Statements that disagree: one attribute of one subject, in one unit, with several distinct
  /// values, none of them preferred. Nothing is chosen; every value stands with its source.
  public func conflicts() throws -> JSONValue {
    .array(
      try conflictGroups(offset: 0, limit: .max).groups.map { .object(try shape(of: $0)) })
  }

  /// How many disagreements there are.
  public func conflictCount() throws -> Int { try conflictingRows().count }

  /// Some of the disagreements, each as the statements that disagree, and how many there are in all.
  public func conflictGroups(
    offset: Int, limit: Int
  ) throws -> (groups: [[Thing]], total: Int) {
    let rows = try conflictingRows()
    let groups = try rows.dropFirst(offset).prefix(limit).map {
      try things(.statement, inRows: $0)
    }
    return (groups, rows.count)
  }

  /// The rows of the statements that disagree, each disagreement by its first statement. Only numbers
  /// are compared, so that it takes little even when there are very many statements.
  private func conflictingRows() throws -> [[Int64]] {
    let images = try reader.images(
      "statements", ["subject", "attribute", "unit", "value_", "preferred"])
    let attributes = Self.folded(images[1].values)
    let units = Self.folded(images[2].values)
    var places: [[Int]: Int] = [:]
    var groups: [(rows: [Int64], values: Set<Int>, isSettled: Bool)] = []
    for row in try rows(.statement, ThingFilter()) {
      let key = [images[0][row], attributes[images[1][row]], units[images[2][row]]]
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(([], [], false))
      }
      groups[place].rows.append(row)
      groups[place].values.insert(images[3][row])
      if case .integer(1) = images[4].values[images[4][row]] { groups[place].isSettled = true }
    }
    let disputed = groups.filter { !$0.isSettled && $0.values.count > 1 }
    guard !disputed.isEmpty else { return [] }
    let retracted = try retractedSubjects()
    return disputed.map(\.rows).filter { rows in
      guard let subject = images[0].values[images[0][rows[0]]].text else { return true }
      return !retracted.contains(subject)
    }
  }

  /// For each text the number of the first that reads the same but for case and accents.
  private static func folded(_ values: [SQLValue]) -> [Int] {
    var known: [String: Int] = [:]
    return values.enumerated().map { number, value in
      let key = TextFolding.fold(value.text ?? "")
      if let first = known[key] { return first }
      known[key] = number
      return number
    }
  }

  /// What does not count, as subjects of statements are written.
  private func retractedSubjects() throws -> Set<String> {
    var found: Set<String> = []
    for kind in Kind.allCases where kind != .vocabulary {
      for row in try reader.rows(
        "SELECT \(kind.key) FROM \(kind.table) WHERE standing = 0 AND retracted IS NOT NULL")
      {
        if let id = row[0].text { found.insert(ThingRef(kind, id).description) }
      }
    }
    return found
  }

  /// What statements have to share to be comparable.
  private struct Question: Hashable {
    let subject: Value?
    let attribute: String
    let unit: String

    init(_ statement: Thing) {
      subject = statement.fields["subject"]
      attribute = TextFolding.fold(statement.fields["attribute"]?.written ?? "")
      unit = TextFolding.fold(statement.fields["unit"]?.written ?? "")
    }
  }

  private func shape(of answers: [Thing]) throws -> [String: JSONValue] {
    let first = try shape(answers[0])
    return [
      "subject": first["subject"] ?? .null, "subject_kind": first["subject_kind"] ?? .null,
      "attribute": first["attribute"] ?? .null,
      "values": .array(
        try answers.map { answer in
          let shape = try shape(answer)
          return .object(
            shape.filter {
              ["id", "value", "unit", "qualifier", "sources", "note"].contains($0.key)
            })
        }),
    ]
  }
}

extension Reading {
  /// The statements that are preferred now and answer the same question as this one.
  public func preferredRivals(of ref: ThingRef) throws -> [ThingRef] {
    guard let statement = try thing(ref) else { return [] }
    return try list(.statement).things.filter {
      $0.ref != ref && $0.fields["preferred"] == .flag(true)
        && Question($0) == Question(statement)
    }.map(\.ref)
  }
}
