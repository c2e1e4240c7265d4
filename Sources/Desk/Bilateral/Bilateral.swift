public import JSON
public import Registry
import Things

/// A whole bilateral as staff log it: the meeting, who was there, and what was asked, offered and
/// agreed. Recorded as one command.
public struct Bilateral: Sendable {
  /// The other parties: organisation ids.
  public var with: [String] = []
  /// Parties that are not registered yet.
  public var withNew: [(name: String, country: CountryValue?)] = []
  /// The meeting that it took place on the sidelines of.
  public var under: String?
  /// When.
  public var on: PartialDate?
  /// Where.
  public var place: String?
  /// Who was there: people's ids.
  public var present: [String] = []
  /// Free text.
  public var note: String?
  /// The office's side, asked and acting: organisation ids.
  public var office: [String] = []
  /// What was asked for: fields of requests.
  public var requests: [Fields] = []
  /// What was offered: fields of offers.
  public var offers: [Fields] = []
  /// What was agreed to be done: fields of follow-ups.
  public var followups: [Fields] = []

  /// What somebody wrote, when names in it were resolved since. A repeat is told by this, whatever
  /// has been registered in between.
  public internal(set) var written: JSONValue?

  /// An empty bilateral.
  public init() {}

  /// The bilateral in a fixed encoding.
  var content: JSONValue {
    if let written { return written }
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    func things(_ things: [Fields]) -> JSONValue { .array(things.map(\.content)) }
    return [
      "with": texts(with),
      "with_new": .array(withNew.map { [.string($0.name), JSONValue($0.country?.written)] }),
      "under": JSONValue(under), "on": JSONValue(on?.description), "place": JSONValue(place),
      "present": texts(present), "note": JSONValue(note), "office": texts(office),
      "requests": things(requests), "offers": things(offers), "followups": things(followups),
    ]
  }
}

extension Desk {
  /// Records a bilateral: `submission` says who records it, on what source and why.
  public func record(_ bilateral: Bilateral, _ submission: Submission) async throws -> Outcome {
    try await submit {
      var submission = submission
      submission.steps = try steps(for: bilateral)
      submission.input = bilateral.content
      submission.occurred = submission.occurred ?? bilateral.on
      return submission
    }
  }

  /// What became of a bilateral, as somebody wrote it, that was recorded under this command before;
  /// nil when none was. Refused when the command recorded something else.
  public func recorded(_ written: JSONValue, _ submission: Submission) throws -> Outcome? {
    guard let command = submission.command else { return nil }
    var submission = submission
    submission.input = written
    submission.occurred =
      submission.occurred ?? PartialDate.heard(written["on"]?.string ?? "").first
    return try repeated(command, submission.content)
  }

  /// The steps that record a bilateral.
  ///
  /// What the command says of the whole bilateral (who asked whom, in which country, on what day) is
  /// filled in where a request or offer does not say it itself.
  func steps(for bilateral: Bilateral) throws -> [Step] {
    var taken: Set<String> = []
    func newID(_ kind: Kind, _ fields: Fields) throws -> String {
      let id = try newIdentifier(kind, for: fields, avoiding: taken)
      taken.insert(id)
      return id
    }
    var steps: [Step] = []
    var parties = bilateral.with
    var names: [String] = []
    var country: Value?
    for party in bilateral.withNew {
      var fields: Fields = ["name": .text(party.name)]
      fields["country"] = party.country.map { .country($0) }
      country = country ?? fields["country"]
      let id = try newID(.organisation, fields)
      steps.append(Step(ThingRef(.organisation, id), .begin(fields)))
      parties.append(id)
      names.append(party.name)
    }
    guard !parties.isEmpty else {
      throw DeskError(
        .refused, "a bilateral is with somebody", at: ["option": "--with"],
        hint: "give the other party's id, or --with-new NAME")
    }
    let known = try reading { reading in
      try bilateral.with.map { id in
        guard try reading.find(.organisation, id) != nil else {
          throw try notFound([.organisation], id, at: "--with", reading)
        }
        let ref = ThingRef(.organisation, id)
        return (try reading.title(ref) ?? id, try reading.thing(ref)?.fields["country"])
      }
    }
    names = known.map(\.0) + names
    country = known.compactMap(\.1).first ?? country

    let isAhead = bilateral.on.map { PartialDate(today).isCertainlyBefore($0) } ?? false
    let status = isAhead ? "planned" : "held"
    var meeting: Fields = [
      "title": .text("Bilateral meeting with \(names.joined(separator: ", "))"),
      "kind": .term(Term(code: "bilateral_meeting", written: "bilateral_meeting")),
      "status": .term(Term(code: status, written: status)),
    ]
    // Organising is not attending: who was met is a participation below.
    meeting["organisers"] = bilateral.office.isEmpty ? nil : .references(bilateral.office)
    meeting["start"] = bilateral.on.map { .date($0) }
    meeting["end"] = meeting["start"]
    meeting["parent"] = bilateral.under.map { .reference($0) }
    meeting["venue"] = bilateral.place.map { .text($0) }
    meeting["note"] = bilateral.note.map { .text($0) }
    let meetingID = try newID(.meeting, meetingName(parties[0], bilateral.on))
    let ref = ThingRef(.meeting, meetingID)
    steps.append(Step(ref, .begin(meeting), occurred: bilateral.on))
    if let participated = EventCatalogue.type(of: .meeting, with: .adds(.participation)) {
      for party in parties {
        steps.append(
          Step(
            ref,
            .happen(
              participated,
              [
                "organisation": .reference(party),
                "capacity": .term(Term(code: "counterpart", written: "counterpart")),
              ]), occurred: bilateral.on))
      }
    }
    if let assigned = EventCatalogue.type(of: .meeting, with: .adds(.role)) {
      for person in bilateral.present {
        steps.append(
          Step(
            ref,
            .happen(
              assigned,
              [
                "person": .reference(person),
                "role": .term(Term(code: "participant", written: "participant")),
                "basis": .term(Term(code: "stated", written: "stated")),
              ]), occurred: bilateral.on))
      }
    }
    func add(_ kind: Kind, _ given: [Fields], _ defaults: Fields) throws -> [String] {
      try given.map { fields in
        let whole = fields.merging(defaults) { given, _ in given }
        let id = try newID(kind, whole)
        steps.append(Step(ThingRef(kind, id), .begin(whole), occurred: bilateral.on))
        return id
      }
    }
    var request: Fields = ["requester": .references(parties), "meeting": .reference(meetingID)]
    request["country"] = country
    request["asked_of"] = bilateral.office.isEmpty ? nil : .references(bilateral.office)
    request["requested_on"] = bilateral.on.map { .date($0) }
    request["kind"] = .term(Term(code: "explicit_request", written: "explicit_request"))
    let requests = try add(.request, bilateral.requests.map(Self.withStatus), request)
    var offer: Fields = ["meeting": .reference(meetingID)]
    offer["provider"] = bilateral.office.isEmpty ? nil : .references(bilateral.office)
    offer["offered_on"] = bilateral.on.map { .date($0) }
    offer["status"] = .term(Term(code: "offered", written: "offered"))
    _ = try add(.offer, bilateral.offers, offer)
    var followup: Fields = [
      "meeting": .reference(meetingID),
      "status": .term(Term(code: "open", written: "open")),
      "basis": .term(Term(code: "explicit", written: "explicit")),
    ]
    // With one request, what is to be done is for it; with several, nobody said for which.
    if requests.count == 1 { followup["request"] = .reference(requests[0]) }
    _ = try add(.followup, bilateral.followups, followup)
    return steps
  }

  /// An expression of interest is expressed; everything else that is raised is requested.
  private static func withStatus(_ fields: Fields) -> Fields {
    guard fields["status"] == nil else { return fields }
    let isInterest =
      if case .term(let kind)? = fields["kind"] { kind.code == "expression_of_interest" } else {
        false
      }
    let status = isInterest ? "expressed" : "requested"
    return fields.merging(["status": .term(Term(code: status, written: status))]) { $1 }
  }

  /// What a bilateral's id is made of: year and party.
  private func meetingName(_ party: String, _ on: PartialDate?) -> Fields {
    let year = on?.earliest.map { "\($0.parts.year) " } ?? ""
    let name = party.hasPrefix("gov-") ? String(party.dropFirst(4)) : party
    return ["title": .text("bil \(year)\(name)")]
  }
}
