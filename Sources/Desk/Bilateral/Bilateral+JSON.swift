public import JSON
public import Registry

extension Bilateral {
  /// How one text, or several, become the value of a field.
  public typealias FieldReading = (Field, [String]) throws -> Value?

  /// A bilateral as people and programs write it: `{with:[…], with_new:[…], country, office:[…],
  /// under, on, place, present:[…], note, requests:[{…}], offers:[{…}], followups:[{…}]}`.
  ///
  /// Members that a bilateral does not have are refused, so that nothing is lost by a slip of the
  /// pen. Every error names its place by a JSON pointer (RFC 6901), as `pointer`.
  ///
  /// - Parameter read: how texts become values; for those who can ask a person what is meant.
  public init(
    json: JSONValue, read: @escaping FieldReading = { field, texts in try field.read(texts) }
  ) throws {
    let document = BilateralDocument(read: read)
    let members = try document.members(json, at: "", known: BilateralDocument.known)
    self.init()
    with = try document.texts(members["with"], at: "/with")
    let country = try document.value(members["country"], BilateralDocument.country, at: "/country")
    withNew = try document.newParties(members["with_new"], country: country)
    office = try document.texts(members["office"], at: "/office")
    under = try document.text(members["under"], at: "/under")
    if case .date(let date)? = try document.value(
      members["on"], Field("on", .date), at: "/on")
    {
      on = date
    }
    place = try document.text(members["place"], at: "/place")
    present = try document.texts(members["present"], at: "/present")
    note = try document.text(members["note"], at: "/note")
    requests = try document.things(members["requests"], .request, at: "/requests")
    offers = try document.things(members["offers"], .offer, at: "/offers")
    followups = try document.things(members["followups"], .followup, at: "/followups")
  }
}

/// Reads the parts of a bilateral in JSON.
struct BilateralDocument {
  /// The members of the whole.
  static let known: Set<String> = [
    "with", "with_new", "country", "office", "under", "on", "place", "present", "note", "requests",
    "offers", "followups",
  ]
  /// The members of a party that is not registered yet.
  static let knownOfParty: Set<String> = ["name", "country"]
  /// A country, as parties have one.
  static let country = Field("country", .country)

  /// How texts become values.
  let read: Bilateral.FieldReading

  /// The members of an object that may have only these.
  func members(
    _ json: JSONValue, at pointer: String, known: Set<String>
  ) throws -> [String: JSONValue] {
    let place = pointer.isEmpty ? "a bilateral" : pointer
    guard let members = json.object else {
      throw Self.refusal("\(place) is no JSON object", at: pointer)
    }
    for name in members.keys.sorted() where !known.contains(name) {
      let near = NearMatch.closest(to: name, in: known.sorted(), limit: 1)
      throw Self.refusal(
        "there is no “\(name)” in \(place)", at: pointer + "/" + Self.escaped(name),
        hint: near.first.map { "did you mean \($0)?" }
          ?? "there are \(known.sorted().joined(separator: ", "))")
    }
    return members
  }

  /// The fields of things of a kind.
  func things(_ json: JSONValue?, _ kind: Kind, at pointer: String) throws -> [Fields] {
    let definition = kind.definition
    let known = Set(definition.fields.map(\.name))
    return try elements(json, at: pointer).enumerated().map { index, element in
      let place = "\(pointer)/\(index)"
      var fields: Fields = [:]
      for (name, value) in try members(element, at: place, known: known) {
        guard let field = definition.field(name) else { continue }
        fields[name] = try self.value(value, field, at: "\(place)/\(name)")
      }
      return fields
    }
  }

  /// The parties that are not registered yet: names, or names with a country of their own.
  func newParties(
    _ json: JSONValue?, country shared: Value?
  ) throws -> [(name: String, country: CountryValue?)] {
    let common = Self.country(of: shared)
    if let name = json?.string { return [(name, common)] }
    return try elements(json, at: "/with_new").enumerated().map { index, element in
      if let name = element.string { return (name, common) }
      let place = "/with_new/\(index)"
      let members = try members(element, at: place, known: Self.knownOfParty)
      guard let name = try text(members["name"], at: place + "/name") else {
        throw Self.refusal("a new party needs a name", at: place + "/name")
      }
      let own = try value(members["country"], Self.country, at: place + "/country")
      return (name, Self.country(of: own) ?? common)
    }
  }

  private static func country(of value: Value?) -> CountryValue? {
    if case .country(let country)? = value { country } else { nil }
  }

  /// The value of a field: a text or several, or a country that somebody chose, with the text as
  /// written.
  func value(_ json: JSONValue?, _ field: Field, at pointer: String) throws -> Value? {
    if field.type == .country, let json, json.object != nil {
      guard case .country(let country)? = Value(json, type: .country),
        Countries.shared[country.code] != nil
      else {
        throw Self.refusal(
          "\(pointer) names no country", at: pointer, hint: "write its code as “code”")
      }
      return .country(country)
    }
    let texts = try texts(json, at: pointer)
    do { return try read(field, texts) } catch let error as FieldError {
      throw Self.refusal("“\(error.value)” \(error.reason)", at: pointer, hint: error.hint)
    }
  }

  /// One text; nil when it is not stated.
  func text(_ json: JSONValue?, at pointer: String) throws -> String? {
    switch json {
    case nil, .null: nil
    case .string(let text): text.trimmed.isEmpty ? nil : text.trimmed
    default: throw Self.refusal("\(pointer) is no text", at: pointer)
    }
  }

  /// Several texts, of which one may stand alone.
  func texts(_ json: JSONValue?, at pointer: String) throws -> [String] {
    switch json {
    case nil, .null: return []
    case .string(let text): return text.trimmed.isEmpty ? [] : [text.trimmed]
    case .array(let elements):
      let texts = elements.compactMap(\.string)
      guard texts.count == elements.count else { fallthrough }
      return texts.map(\.trimmed).filter { !$0.isEmpty }
    default:
      throw Self.refusal("\(pointer) is neither a text nor a list of texts", at: pointer)
    }
  }

  private func elements(_ json: JSONValue?, at pointer: String) throws -> [JSONValue] {
    switch json {
    case nil, .null: []
    case .array(let elements): elements
    default: throw Self.refusal("\(pointer) is no list", at: pointer)
    }
  }

  /// A refusal of what stands at a place.
  static func refusal(_ message: String, at pointer: String, hint: String? = nil) -> DeskError {
    DeskError(.refused, message, at: ["pointer": pointer], hint: hint)
  }

  /// A name as it stands in a pointer (RFC 6901, section 3).
  static func escaped(_ name: String) -> String {
    name.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}
