import Registry
import Things

/// What a question for reasons is about: a thing or an entry of one, and perhaps one attribute of it.
struct Subject {
  /// The thing.
  var thing: ThingRef
  /// The entry of it.
  var entry: String?
  /// The attribute as somebody wrote it.
  var attribute: String?
}

extension Subject {
  /// Reads `[KIND/]ID[.attribute]`. Ids may hold dots: the longest one that exists counts.
  init(_ text: String, _ desk: Desk, _ reading: Reading) throws {
    var rest = Substring(text)
    var kinds = Kind.allCases
    if let slash = text.firstIndex(of: "/") {
      let word = String(text[..<slash])
      guard let kind = Kind(rawValue: word.lowercased()) else {
        let all = Kind.allCases.map(\.rawValue)
        let near = NearMatch.closest(to: word.lowercased(), in: all, limit: 1)
        throw DeskError(
          .notFound, "there is no kind of thing “\(word)”", at: Self.place,
          hint: near.first.map { "did you mean \($0)/…?" }
            ?? "write one of \(all.joined(separator: ", "))")
      }
      kinds = [kind]
      rest = text[text.index(after: slash)...]
    }
    for end in Self.ends(rest) {
      let id = String(rest[..<end])
      let found = try kinds.flatMap { try Self.subjects(id, $0, reading) }
      guard let first = found.first else { continue }
      let names = try found.map { try reading.name(of: $0.thing) }
      guard found.count == 1 else {
        throw DeskError(
          .refused, "“\(id)” names several things", at: Self.place,
          hint: "write \(names.joined(separator: " or "))")
      }
      self = first
      let attribute = rest[end...].dropFirst()
      if !attribute.isEmpty { self.attribute = String(attribute) }
      return
    }
    throw try Self.notFound(String(rest), kinds, desk, reading)
  }

  private static let place = ["option": "ID"]

  /// Where an id may end: at the end, or before a dot.
  private static func ends(_ text: Substring) -> [Substring.Index] {
    [text.endIndex] + text.indices.reversed().filter { text[$0] == "." && $0 > text.startIndex }
  }

  private static func subjects(_ id: String, _ kind: Kind, _ reading: Reading) throws -> [Self] {
    if let ref = try reading.find(kind, id) { return [Self(thing: ref)] }
    return try reading.owner(ofEntry: id, in: kind).map { [Self(thing: $0, entry: id)] } ?? []
  }

  private static func notFound(
    _ text: String, _ kinds: [Kind], _ desk: Desk, _ reading: Reading
  ) throws -> DeskError {
    if kinds.count == 1, kinds[0] != .vocabulary {
      let id = text.prefix { $0 != "." }
      return try desk.notFound(kinds[0], String(id), reading)
    }
    var ids: [String] = []
    for kind in kinds where kind != .vocabulary {
      ids += try reading.list(kind, fields: []).things.map { try reading.name(of: $0.ref) }
    }
    let bare = ids.map { String($0.drop { $0 != "/" }.dropFirst()) }
    let near = NearMatch.closest(to: text, in: bare, limit: 3)
    return DeskError(
      .notFound, "there is nothing called “\(text)”", at: place,
      hint: near.isEmpty
        ? "write an id as lists show it, as in request/r-fiji-1 or request/r-fiji-1.status"
        : "did you mean \(near.joined(separator: ", "))?")
  }
}

extension Reading {
  /// The kind and the id that people type.
  func name(of ref: ThingRef) throws -> String { "\(ref.kind.rawValue)/\(try typedID(ref))" }
}
