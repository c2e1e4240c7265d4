public import JSON
import ProjectionKit
public import Registry
public import Things

/// How people read.
public struct PersonView: ThingView {
  /// The kind it shows.
  public let kind = Kind.person

  /// The view.
  public init() {}

  /// Adds what only this kind shows in lists.
  public func complete(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading)
    throws
  {
    if let name = try reading.currentName(thing.ref) { shape["name"] = .string(name) }
    // Of most people there is nothing to say here, not even that it is not stated.
    for name in shape.keys where name.hasPrefix("erasure_") && thing.fields[name] == nil {
      shape[name] = nil
    }
    shape["affiliations"] = .array(
      try reading.entries(.affiliation, of: thing.ref).map { entry in
        var shape = try reading.shape(entry, in: .person)
        if case .reference(let id)? = entry.fields["organisation"] {
          shape["organisation_name"] =
            try reading.title(ThingRef(.organisation, id)).map { .string($0) } ?? .null
        }
        return .object(shape)
      })
    let ids = try reading.withMerged(thing.ref)
    shape["roles"] = .array(
      try reading.standingEntries(
        .role, in: .meeting,
        where: {
          var conditions = Conditions()
          conditions.add("e.person", among: ids)
          return conditions
        }()
      ).map { meeting, entry in
        var shape = try reading.shape(entry, in: .meeting)
        shape["meeting"] = .string(meeting)
        shape["meeting_title"] =
          try reading.title(ThingRef(.meeting, meeting)).map { .string($0) } ?? .null
        return .object(shape)
      })
  }

  /// Adds what hangs on the thing.
  public func detail(_ shape: inout [String: JSONValue], _ thing: Thing, _ reading: Reading) throws
  {
    shape["names"] = .array(
      try reading.entries(.name, of: thing.ref).map {
        .object(try reading.shape($0, in: .person))
      })
  }
}

extension Reading {
  /// People whose name, id or any variant holds every word of `text`: in any order, whatever the
  /// case and the accents. Those whose words all begin with the given ones come first.
  public func people(named text: String) throws -> [Thing] {
    let wanted = TextFolding.tokens(text)
    guard !wanted.isEmpty else { return [] }
    let names = try standingEntries(.name, in: .person)
    let later = Dictionary(grouping: names, by: \.thing)
    var found: [(rank: Int, thing: Thing)] = []
    for person in try list(.person).things {
      let spellings = Self.spellings(of: person, later[person.ref.id]?.map(\.entry) ?? [])
      guard let rank = spellings.compactMap({ Self.rank(wanted, in: $0) }).min() else { continue }
      found.append((rank, person))
    }
    return found.sorted { $0.rank < $1.rank }.map(\.thing)
  }

  private static func spellings(of person: Thing, _ names: [Entry]) -> [[String]] {
    var texts = ["id", "name"].compactMap { person.fields[$0]?.written }
    if case .texts(let variants)? = person.fields["variants"] { texts += variants }
    texts += names.compactMap { $0.fields["name"]?.written }
    return texts.map { TextFolding.tokens($0) }
  }

  /// 0 when the words are the spelling's own, 1 when each begins one, 2 when each is within one.
  private static func rank(_ wanted: [String], in spelling: [String]) -> Int? {
    if Set(wanted).isSubset(of: spelling) { return 0 }
    if wanted.allSatisfy({ word in spelling.contains { $0.hasPrefix(word) } }) { return 1 }
    // Names run together or apart are one name: "Jae-hong", "Jaehong", "Jae Hong".
    let joined = spelling.joined()
    return wanted.allSatisfy { joined.contains($0) } ? 2 : nil
  }
}
