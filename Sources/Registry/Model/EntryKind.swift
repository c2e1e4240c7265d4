/// The kinds of entry that a thing may hold: rows that belong to it and have ids of their own.
public enum EntryKind: String, CaseIterable, Hashable, Sendable {
  /// A name valid from a date on (organisations, people, networks).
  case name
  /// A person's post in an organisation.
  case affiliation
  /// A part of a meeting's programme.
  case session
  /// An organisation or country at a meeting.
  case participation
  /// What somebody did at a meeting.
  case role
  /// What a meeting is for, or is expected to give.
  case objective
  /// What a meeting gave: an information or a decision.
  case outcome
  /// The same request, made again by somebody else.
  case restatement
  /// How important somebody holds a request to be.
  case rating
  /// What answers a request.
  case link
  /// Where a recommendation was taken up.
  case uptake
  /// Where a practice was presented.
  case presentation
  /// A member of a network.
  case membership
  /// A network's focal point.
  case focalPoint = "focal_point"
  /// A term as written, and what it means in its vocabulary.
  case mapping

  /// The dataset file that holds entries of this kind, and its column for the thing they belong to.
  public var dataset: (file: String, owner: String)? {
    switch self {
    case .affiliation: ("affiliations", "person")
    case .participation: ("participations", "meeting")
    case .role: ("roles", "meeting")
    case .focalPoint: ("focal_points", "network")
    case .name, .session, .objective, .outcome, .restatement, .rating, .link, .uptake,
      .presentation, .membership, .mapping:
      nil
    }
  }

  /// The kind of thing that has entries of this kind in a dataset.
  public var datasetOwner: Kind? {
    switch self {
    case .affiliation: .person
    case .participation, .role: .meeting
    case .focalPoint: .network
    default: nil
    }
  }
}

extension EntryKind {
  /// Fields of which one at least has to be stated, or the entry says nothing.
  var alternatives: [String] {
    switch self {
    case .affiliation: ["organisation", "position"]
    case .participation: ["organisation", "country", "count"]
    case .role: ["person", "post"]
    case .link: ["offer", "meeting", "practice"]
    case .membership: ["organisation", "person"]
    case .name, .session, .objective, .outcome, .restatement, .rating, .uptake, .presentation,
      .focalPoint, .mapping:
      []
    }
  }

  /// The field that tells which earlier entries a new one takes the place of: nil when entries stand
  /// side by side, an empty name when each takes the place of all before.
  var supersededBy: String? {
    switch self {
    case .name, .rating: ""
    case .mapping: "term"
    case .affiliation, .session, .participation, .role, .objective, .outcome, .restatement, .link,
      .uptake, .presentation, .membership, .focalPoint:
      nil
    }
  }

  /// The fields an entry of this kind may have when it belongs to a thing of `kind`, in dataset
  /// order.
  public func fields(in kind: Kind) -> [Field] {
    switch self {
    case .name:
      [Field("name", .title, required: true, sealed: kind == .person), Field("from", .date)]
    case .affiliation:
      [
        Field("organisation", .reference(.organisation)),
        Field("position", .text, sealed: true), Field("as_of", .date),
        Field("rank", .term("affiliation_rank")),
      ]
    case .session:
      [Field("title", .title, required: true), Field("start", .date), Field("end", .date)]
    case .participation:
      [
        Field("organisation", .reference(.organisation)), Field("country", .country),
        Field("capacity", .term("participation_capacity")), Field("count", .count),
        Field("note", .text),
      ]
    case .role:
      [
        Field("session", .title), Field("person", .reference(.person)),
        Field("role", .term("role"), required: true), Field("topic", .text),
        Field("basis", .term("role_basis")), Field("post", .text, inDataset: false),
      ]
    case .objective: [Field("text", .text, required: true), Field("expected_outcome", .text)]
    case .outcome:
      [Field("text", .text, required: true), Field("kind", .term("outcome_kind"))]
    case .restatement:
      [
        Field("by", .references(.organisation), required: true),
        Field("meeting", .reference(.meeting)), Field("note", .text),
      ]
    case .rating:
      [
        Field("priority", .title, required: true), Field("by", .references(.organisation)),
        Field("note", .text),
      ]
    case .link:
      [
        Field("offer", .reference(.offer)), Field("meeting", .reference(.meeting)),
        Field("practice", .reference(.practice)), Field("note", .text),
      ]
    case .uptake: [Field("by", .references(.organisation)), Field("note", .text)]
    case .presentation: [Field("meeting", .reference(.meeting), required: true)]
    case .membership:
      [
        Field("organisation", .reference(.organisation)), Field("person", .reference(.person)),
        Field("from", .date), Field("until", .date), Field("left", .flag), Field("note", .text),
      ]
    case .focalPoint:
      [
        Field("person", .reference(.person)), Field("organisation", .reference(.organisation)),
        Field("status", .term("focal_point_status")), Field("meeting", .reference(.meeting)),
        Field("as_of", .date), Field("note", .text),
      ]
    case .mapping:
      [Field("term", .title, required: true), Field("to", .title, required: true)]
    }
  }
}
