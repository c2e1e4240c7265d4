import Registry
import Things

/// Something that a thing or an entry shows under a name, and what its value comes from.
struct Attribute: Hashable, Sendable {
  /// What a value comes from.
  enum Origin: Hashable, Sendable {
    /// These attributes of the thing itself.
    case own([String])
    /// A field that refers to others, and the names of those.
    case names(in: String, of: Kind)
    /// Its first name and those given later.
    case name
    /// Its entries of this kind.
    case entries(EntryKind)
    /// A field of its latest entry of this kind.
    case latest(EntryKind, String)
    /// Things of this kind that refer to it by this field.
    case naming(Kind, String)
    /// What people did at meetings.
    case rolesAtMeetings
    /// Things that were merged into it.
    case merged
    /// What statements say.
    case statements
  }

  /// The name, as JSON and lists have it.
  let name: String
  /// Where it comes from.
  let origin: Origin
  /// How its value is computed; nil when the value stands in an event as it is.
  let rule: String?

  init(_ name: String, _ origin: Origin, _ rule: String? = nil) {
    self.name = name
    self.origin = origin
    self.rule = rule
  }

  /// The attributes of a thing of this kind.
  static func all(of kind: Kind) -> [Self] {
    let fields = kind.definition.fields
    var attributes = fields.filter { $0.name != "id" }.map { Self($0.name, .own([$0.name])) }
    if kind.definition.entries.contains(.name) {
      attributes.removeAll { $0.name == "name" }
      attributes.append(
        Self(
          "name", .name, "the last name given from a day that is not after today, else the first"))
    }
    attributes += fields.flatMap(renderings)
    attributes += own(kind)
    for entry in kind.definition.entries {
      attributes.append(Self(entry.listName, .entries(entry)))
    }
    attributes += ["id", "sources", "retracted", "merged_into"].map { Self($0, .own([$0])) }
    if EventCatalogue.type(of: kind, with: .merges) != nil {
      attributes.append(Self("merged", .merged))
    }
    return attributes
  }

  /// The attributes of an entry of this kind.
  static func all(of entry: EntryKind, in kind: Kind) -> [Self] {
    let fields = entry.fields(in: kind)
    return fields.map { Self($0.name, .own([$0.name])) } + fields.flatMap(renderings)
  }

  /// The further names under which a field's value is shown.
  private static func renderings(_ field: Field) -> [Self] {
    func attribute(_ suffix: String, _ rule: String) -> Self {
      Self(field.name + suffix, .own([field.name]), rule)
    }
    return switch field.type {
    case .country:
      [
        attribute("_name", "the name that the reference data (M49) has for the code"),
        attribute("_as_written", "the text from which the code was found"),
      ]
    case .terms: [attribute("_as_written", "the texts from which the codes were found")]
    case .subject: [attribute("_kind", "the kind of thing that the id names")]
    default: []
    }
  }

  /// What only this kind shows.
  private static func own(_ kind: Kind) -> [Self] {
    func names(_ field: String, of kind: Kind = .organisation) -> Self {
      Self(field + "_names", .names(in: field, of: kind), "the names of \(field) that hold today")
    }
    func same(_ name: String, as field: String) -> Self { Self(name, .own([field])) }
    func naming(_ name: String, _ kind: Kind, by field: String) -> Self {
      Self(name, .naming(kind, field), "each \(kind.rawValue) whose \(field) is this")
    }
    switch kind {
    case .request:
      return [
        names("requester"), names("asked_of"),
        Self("priority", .latest(.rating, "priority"), "the latest rating that stands"),
      ]
    case .offer: return [same("requests", as: "request"), names("provider")]
    case .followup:
      return [
        names("owner"),
        Self(
          "overdue", .own(["due", "status"]),
          "yes when all of the due period is before today and the status is open"),
      ]
    case .meeting:
      return [
        naming("requests", .request, by: "meeting"), naming("offers", .offer, by: "meeting"),
        naming("followups", .followup, by: "meeting"), naming("children", .meeting, by: "parent"),
        Self("statements", .statements),
      ]
    case .person:
      return [Self("roles", .rolesAtMeetings, "each role at a meeting whose person is this")]
    case .recommendation:
      return [
        same("addressees", as: "addressee"), same("themes", as: "theme"),
        naming("repeated_as", .recommendation, by: "same_as"),
      ]
    default: return []
    }
  }
}

extension EntryKind {
  /// The name under which a thing's page lists entries of this kind.
  var listName: String {
    switch self {
    case .name: "names"
    case .membership: "members"
    case .uptake: "taken_up"
    case .presentation: "presented_at"
    case .affiliation, .session, .participation, .role, .objective, .outcome, .restatement,
      .rating, .link, .focalPoint, .mapping:
      rawValue + "s"
    }
  }
}
