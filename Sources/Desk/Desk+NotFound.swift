public import Registry
public import Things

extension Desk {
  /// The error for an id that names nothing, with what may have been meant.
  public func notFound(_ kind: Kind, _ typed: String, _ reading: Reading) throws -> DeskError {
    try notFound([kind], typed, at: "ID", reading)
  }

  /// The error for an id that names nothing of any of these kinds, given for `option`.
  func notFound(
    _ kinds: [Kind], _ typed: String, at option: String, _ reading: Reading
  ) throws -> DeskError {
    let ids = try kinds.flatMap { kind in
      try reading.list(kind).things.map { try reading.typedID($0.ref) }
    }
    var near = NearMatch.closest(to: typed, in: ids, limit: 3)
    if near.isEmpty, kinds.contains(.organisation) {
      near = try organisations(called: typed, reading)
    }
    let words = kinds.map(\.rawValue)
    let what = ([words.dropLast().joined(separator: ", ")] + [words.last ?? "thing"])
      .filter { !$0.isEmpty }.joined(separator: " or ")
    return DeskError(
      .notFound, "there is no \(what) “\(typed)”", at: ["option": option],
      hint: near.isEmpty
        ? "`rapporteur \(kinds.first?.rawValue ?? "thing") list` shows those there are"
        : "did you mean \(near.joined(separator: ", "))?")
  }

  /// Ids of the organisations of a country, when the text is a country's name, or of those with names
  /// like it; a few at most.
  private func organisations(called text: String, _ reading: Reading) throws -> [String] {
    if let country = Countries.shared.resolve(text).country {
      var filter = ThingFilter()
      filter.countries = [country.iso3]
      filter.limit = 5
      let ids = try reading.list(.organisation, filter).things.map(\.ref.id)
      if !ids.isEmpty { return ids }
    }
    var ids: [String: String] = [:]
    for organisation in try reading.list(.organisation).things {
      for name in ["name", "short_name"].compactMap({ organisation.fields[$0]?.written }) {
        ids[name] = organisation.ref.id
      }
    }
    return NearMatch.closest(to: text, in: ids.keys.sorted(), limit: 3).compactMap { ids[$0] }
  }
}
