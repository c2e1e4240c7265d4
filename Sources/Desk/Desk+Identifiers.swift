import EventLog
import ProjectionKit
public import Registry
import Things

extension Desk {
  /// A free id for a new thing, readable and in lower case.
  ///
  /// Ids stand in the record in clear for ever, so they are made only from what may stand there too:
  /// titles of things and ids of others, never from free text. (A person's id is sealed.)
  ///
  /// - Parameter taken: ids given away in the same submission.
  public func newIdentifier(_ kind: Kind, for fields: Fields, avoiding taken: Set<String> = [])
    throws -> String
  {
    let definition = kind.definition
    let base = base(kind, fields)
    let stem = definition.idPrefix + (kind == .document ? "" : "-") + base
    // The stem leaves room for a number.
    let short = String(stem.prefix(56)).trimmingSuffix { $0 == "-" || $0 == "." || $0 == "_" }
    let isNumbered =
      kind == .request || kind == .offer || kind == .followup || base.isEmpty
      || kind == .recommendation
    for number in 1... {
      let separator = short.hasSuffix("-") || kind == .document ? "" : "-"
      let candidate = number == 1 && !isNumbered ? short : short + separator + String(number)
      if !taken.contains(candidate), try !isTaken(kind, candidate) { return candidate }
    }
    return short
  }

  private func base(_ kind: Kind, _ fields: Fields) -> String {
    switch kind {
    case .request: name(ofFirst: "requester", fields) ?? country(fields) ?? "unnamed"
    case .offer: name(ofFirst: "provider", fields) ?? country(fields) ?? "unnamed"
    case .followup, .recommendation:
      name(ofFirst: "request", fields) ?? name(ofFirst: "meeting", fields) ?? "general"
    case .statement: Draft.randomHex(12)
    case .document: ""
    case .person: surname(fields)
    default: Identifier.suggestion(from: fields[kind.definition.title]?.written ?? "")
    }
  }

  private func name(ofFirst field: String, _ fields: Fields) -> String? {
    let id: String? =
      switch fields[field] {
      case .reference(let id)?: id
      case .references(let ids)?: ids.first
      default: nil
      }
    guard let id else { return nil }
    // Without the prefix that says the kind: `gov-fiji` and `m-bil-2014-fiji` read as their ends.
    for prefix in ["gov-", "m-", "r-"] where id.hasPrefix(prefix) {
      return String(id.dropFirst(prefix.count)).lowercased()
    }
    return id.lowercased()
  }

  private func country(_ fields: Fields) -> String? {
    guard case .country(let country)? = fields["country"] else { return nil }
    return Identifier.suggestion(from: Countries.shared[country.code]?.name ?? country.code)
  }

  private func surname(_ fields: Fields) -> String {
    let words = (fields["name"]?.written ?? "").split(separator: " ")
    return Identifier.suggestion(from: words.last.map(String.init) ?? "")
  }

  func isTaken(_ kind: Kind, _ id: String) throws -> Bool {
    if kind == .person {
      return try query { reader in
        try reader.first("SELECT 1 FROM people WHERE id = ?", [.text(id)]) != nil
      }
    }
    return try log.read { try $0.contains(ThingRef(kind, id)) }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ isUnwanted: (Character) -> Bool) -> String {
    var end = endIndex
    while end > startIndex, isUnwanted(self[index(before: end)]) { end = index(before: end) }
    return String(self[..<end])
  }
}
