import Registry
import Testing

/// How each type of event comes about, and what it does. A type that no story tells fails.
@Suite struct EveryEventTypeTests {
  /// A command and the event it ends in.
  struct Story: Sendable, CustomTestStringConvertible {
    let type: String
    let before: [Event]
    let command: Command

    init(_ type: String, after before: [Event], _ command: Command) {
      self.type = type
      self.before = before
      self.command = command
    }

    var testDescription: String { type }
  }

  /// A thing of each kind, as it begins, and an entry it may have.
  static let beginnings: [Kind: Event] = [
    .organisation: event("organisation.registered", ["name": .text("Ministry of ICT")]),
    .person: event("person.registered", ["id": .text("p-lim"), "name": .text("Lim")]),
    .document: event("document.registered", ["title": .text("Monthly update")]),
    .meeting: event(
      "meeting.recorded", ["title": .text("Workshop 1"), "start": .day("2014-06-24")]),
    .request: event("request.raised", ["summary": .text("training")]),
    .offer: event("offer.made", ["summary": .text("a study visit")]),
    .followup: event(
      "followup.agreed", ["what": .text("send the slides"), "status": .code("open")]),
    .recommendation: event("recommendation.made", ["text": .text("Open the data")]),
    .practice: event("practice.recorded", ["title": .text("Contact centre")]),
    .network: event("network.formed", ["name": .text("SIDS network")]),
    .statement: event(
      "statement.recorded",
      [
        "subject": .subject(ThingRef(.meeting, "m-1")), "attribute": .text("delegates"),
        "value": .text("120"),
      ]),
    .question: event(
      "question.saved",
      [
        "title": .text("Open requests"), "about": .text("request"), "filters": .text("open"),
      ]),
    .account: event("account.created", ["status": .code("active"), "roles": .codes("staff")]),
  ]

  static let entries: [Kind: Event] = [
    .organisation: event("organisation.renamed", ["name": .text("Ministry of Data")], entry: "e"),
    .person: event("person.affiliated", ["organisation": .reference("egb")], entry: "e"),
    .meeting: event("meeting.session_added", ["title": .text("Opening")], entry: "e"),
    .request: event("request.linked", ["offer": .reference("o-1")], entry: "e"),
    .recommendation: event("recommendation.taken_up", ["note": .text("in the law")], entry: "e"),
    .practice: event("practice.presented", ["meeting": .reference("m-1")], entry: "e"),
    .network: event("network.member_joined", ["organisation": .reference("dpadm")], entry: "e"),
    .vocabulary: event("term.mapped", ["term": .text("e-gov"), "to": .text("sids")], entry: "e"),
  ]

  static let done = event("followup.done", ["status": .code("done")])

  static var own: [Story] {
    func story(_ name: String, _ fields: Fields = [:], after more: Event...) -> Story {
      let begun = beginnings[type(name).kind].map { [$0] } ?? []
      return Story(name, after: begun + more, happen(name, fields))
    }
    let joined = entries[.network].map { [$0] } ?? []
    return [
      story("organisation.renamed", ["name": .text("Ministry of Data"), "from": .day("2015")]),
      story("organisation.alias_added", ["variants": .texts(["MICT"])]),
      story("organisation.moved", ["parent": .reference("gov-fiji")]),
      story("person.renamed", ["name": .text("Lim-Park")]),
      story("person.variant_added", ["variants": .texts(["Lim Jae Hong"])]),
      story("person.contact_changed", ["email": .text("lim@example.org")]),
      story("person.expertise_declared", ["expertise": .codes("open-data")]),
      story("person.languages_declared", ["languages": .texts(["Korean"])]),
      story("person.affiliated", ["organisation": .reference("egb"), "position": .text("Chief")]),
      story("person.erasure_requested"),
      story(
        "person.erasure_extended", ["erasure_mentions": .texts(["9:note"])],
        after: event("person.erasure_requested", ["erasure_requested_by": .text("staff-2")])),
      story(
        "person.erasure_approved",
        after: event("person.erasure_requested", ["erasure_requested_by": .text("planner-1")])),
      story(
        "person.erased",
        after: event("person.erasure_requested", ["erasure_requested_by": .text("planner-1")]),
        event("person.erasure_approved", ["erasure_approved_by": .text("auditor-1")])),
      story("person.erasure_verified", after: event("person.erased")),
      story("document.access_changed", ["access": .code("restricted")]),
      story("meeting.rescheduled", ["start": .day("2014-07")]),
      story("meeting.held"),
      story("meeting.cancelled"),
      story("meeting.session_added", ["title": .text("Opening"), "start": .day("2014-06-24")]),
      story(
        "meeting.participation_recorded", ["organisation": .reference("itu"), "count": .count(3)]),
      story("meeting.role_assigned", ["person": .reference("9f3ac1"), "role": .code("chair")]),
      story("meeting.objective_set", ["text": .text("learn from each other")]),
      story("meeting.outcome_recorded", ["text": .text("agreed"), "kind": .code("decision")]),
      story("request.restated", ["by": .references(["gov-fiji"])]),
      story("request.rated", ["priority": .text("high")]),
      story("request.status_changed", ["status": .code("agreed")]),
      story("request.linked", ["practice": .reference("pr-1")]),
      story("offer.status_changed", ["status": .code("agreed")]),
      story("offer.matched", ["request": .references(["r-1"])]),
      story("offer.withdrawn"),
      story("followup.status_changed", ["status": .code("planned")]),
      story("followup.assigned", ["owner": .references(["dpadm"])]),
      story("followup.rescheduled", ["due": .day("2014-09")]),
      story("followup.done"),
      story("followup.verified", after: done),
      story("followup.reopened", after: done),
      story("followup.dropped"),
      story("recommendation.same_as_noted", ["same_as": .reference("rec-2")]),
      story("recommendation.taken_up"),
      story("recommendation.status_changed", ["status": .text("under way")]),
      story("practice.presented", ["meeting": .reference("m-1")]),
      story("network.renamed", ["name": .text("Islands network")]),
      story("network.member_joined", ["organisation": .reference("dpadm")]),
      Story(
        "network.member_left", after: [beginnings[.network]].compactMap(\.self) + joined,
        .happenToEntry(type("network.member_left"), entry: "e", ["until": .day("2015")])),
      story("network.focal_point_proposed", ["person": .reference("9f3ac1")]),
      story("network.focal_point_appointed", ["person": .reference("9f3ac1")]),
      story("network.focal_point_ended", ["person": .reference("9f3ac1")]),
      story("network.closed"),
      story("question.changed", ["filters": .text("group=SIDS&open")]),
      story("statement.preferred"),
      story("account.role_granted", ["roles": .codes("planner")]),
      story("account.role_revoked", ["roles": .codes("staff")]),
      story("account.disabled"),
      story("term.mapped", ["term": .text("islands"), "to": .text("sids")]),
    ]
  }

  /// What every kind can do, where it has a type for it.
  static var common: [Story] {
    EventCatalogue.all.compactMap { type in
      let kind = type.kind
      let begun = [beginnings[kind]].compactMap(\.self)
      let entry = [entries[kind]].compactMap(\.self)
      let goneEntry = entry.isEmpty ? nil : EventCatalogue.type(of: kind, with: .retractsEntry)
      switch type.effect {
      case .begins: return Story(type.name, after: [], .begin(begun[0].fields))
      case .corrects:
        let title = kind.definition.title
        return Story(type.name, after: begun, .correct([title: .text("as it should have been")]))
      case .retracts: return Story(type.name, after: begun, .retract())
      case .reinstates:
        let gone = EventCatalogue.type(of: kind, with: .retracts)
        return Story(
          type.name, after: begun + [gone.map { Event($0) }].compactMap(\.self), .reinstate())
      case .correctsEntry:
        return Story(
          type.name, after: begun + entry,
          .correctEntry("e", entry[0].fields.mapValues { $0.other }))
      case .retractsEntry: return Story(type.name, after: begun + entry, .retract(entry: "e"))
      case .reinstatesEntry:
        return Story(
          type.name,
          after: begun + entry + [goneEntry.map { Event($0, entry: "e") }].compactMap(\.self),
          .reinstate(entry: "e"))
      case .merges: return Story(type.name, after: begun, .merge(into: "another"))
      case .revertsMerge:
        let merged = EventCatalogue.type(of: kind, with: .merges)
        return Story(
          type.name, after: begun + [merged.map { Event($0, into: "b") }].compactMap(\.self),
          .unmerge)
      case .asksRedaction:
        return Story(type.name, after: begun, .happen(type, ["texts": .texts(["0:reason"])]))
      case .redacts:
        let asked = EventCatalogue.type(of: kind, with: .asksRedaction)
        return Story(
          type.name,
          after: begun
            + [asked.map { Event($0, fields: ["texts": .texts(["0:reason"])]) }]
            .compactMap(\.self),
          .happen(type, ["texts": .texts(["0:reason"])]))
      case .sets, .extends, .shortens, .adds, .setsEntry, .erases: return nil
      }
    }
  }

  @Test(arguments: own + common)
  func itHappensAndDoesWhatItSays(story: Story) throws {
    let type = type(story.type)
    let id = type.kind == .vocabulary ? "theme" : "x"
    var thing = Thing(ThingRef(type.kind, id))
    for event in story.before { thing.evolve(event, Circumstances(by: "staff-1")) }
    let scenario = Scenario(thing).by("staff-2").because()
    let decision = try scenario.when(story.command).result.get()
    let event = try #require(decision.events.first)
    #expect(decision.events.count == 1 && decision.warnings.isEmpty, "\(decision.warnings)")
    #expect(event.type == type && event.reason == "as the minutes say")
    let after = scenario.and(event, by: "staff-2").thing
    switch type.effect {
    case .begins, .sets: #expect(after.fields.merging(event.fields) { $1 } == after.fields)
    case .corrects:
      #expect(after.fields[type.kind.definition.title]?.written.hasPrefix("as") == true)
    case .extends(let name):
      #expect(after.fields[name]?.written.hasSuffix(event.fields[name]?.written ?? "?") == true)
    case .shortens(let name): #expect(after.fields[name] == nil)
    case .adds(let kind):
      #expect(event.entry == "\(kind.rawValue)-1")
      #expect(after.entries(kind).last?.fields == event.fields)
    case .setsEntry, .correctsEntry:
      #expect(event.fields.allSatisfy { after.entry("e")?.fields[$0.key] == $0.value })
      #expect(!event.fields.isEmpty)
    case .retractsEntry: #expect(after.entry("e")?.retraction?.reason == event.reason)
    case .reinstatesEntry:
      #expect(after.entry("e") != nil && after.entry("e")?.retraction == nil)
    case .retracts: #expect(after.retraction?.reason == event.reason)
    case .reinstates: #expect(after.exists && after.retraction == nil)
    case .merges: #expect(after.mergedInto == "another")
    case .revertsMerge: #expect(after.mergedInto == nil)
    case .erases: #expect(after.isErased && after.fields["name"] == .erased)
    case .asksRedaction: #expect(after.redactionsAsked == ["0:reason": "staff-2"])
    case .redacts: #expect(after.redactionsAsked.isEmpty)
    }
  }

  @Test func everyTypeHasAStory() {
    let told = Set((Self.own + Self.common).map(\.type))
    #expect(Set(EventCatalogue.all.map(\.name)).subtracting(told).isEmpty)
    #expect(Set(EventCatalogue.all.map(\.name)).count == EventCatalogue.all.count)
  }

  /// What an event's name says stands in its payload, and nothing may say otherwise.
  @Test(arguments: [
    ("meeting.held", "held"), ("meeting.cancelled", "cancelled"), ("offer.withdrawn", "withdrawn"),
    ("followup.done", "done"), ("followup.dropped", "dropped"), ("network.closed", "closed"),
    ("account.disabled", "disabled"),
  ])
  func theNameSaysTheStatus(name: String, status: String) throws {
    let kind = type(name).kind
    let scenario = given(kind, "x", try #require(Self.beginnings[kind])).because()
    let decision = try scenario.when(happen(name)).result.get()
    let said = decision.events[0].fields["status"]
    #expect(said?.written == status)
    if kind != .network { #expect(said == .code(status)) }
    let other: Value = kind == .network ? .text("active") : .code("something_else")
    scenario.when(happen(name, ["status": other])).thenRefused("invalid", "status")
  }

  @Test func noOtherEventMayBeRecordedAsItsNameSays() throws {
    let request = try #require(Self.beginnings[.request])
    let scenario = given(.request, "r-1", request).because()
    scenario.when(happen("meeting.held")).thenRefused("invalid")
    for name in ["raised", "corrected", "retracted", "reinstated", "merged", "entry_corrected"] {
      scenario.when(happen("request.\(name)")).thenRefused("invalid")
    }
    scenario.when(happen("request.rated", ["colour": .text("blue")])).thenRefused(
      "invalid", "colour")
    scenario.when(happen("request.rated", ["priority": .count(1)])).thenRefused(
      "invalid", "priority")
    scenario.when(happen("request.rated", ["priority": .erased])).thenRefused("invalid", "priority")
  }

  /// What happened happens once.
  @Test(arguments: own)
  func theSameAgainIsNothing(story: Story) throws {
    let type = type(story.type)
    // Asked and approved again, these are refused; they have tests of their own.
    let once = ["person.erased", "person.erasure_verified", "followup.reopened"]
    guard !once.contains(story.type) else { return }
    let id = type.kind == .vocabulary ? "theme" : "x"
    var thing = Thing(ThingRef(type.kind, id))
    for event in story.before { thing.evolve(event, Circumstances(by: "staff-1")) }
    let scenario = Scenario(thing).by("staff-2").because()
    let event = try #require(try scenario.when(story.command).result.get().events.first)
    scenario.and(event, by: "staff-2").when(story.command).thenNothing()
  }
}

extension Value {
  /// Another value of the same type.
  var other: Value {
    switch self {
    case .text("sids"): .text("open-data")
    case .text(let text): .text(text + "!")
    case .reference(let id): .reference(id + "-2")
    default: self
    }
  }
}
