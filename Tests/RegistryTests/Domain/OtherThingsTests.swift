import Registry
import Testing

@Suite struct NameTests {
  /// A name is valid from the day of the renaming, unless another day is given.
  @Test(arguments: ["organisation", "person", "network"])
  func aNameHasADate(kind: String) throws {
    let thing = try #require(Kind(rawValue: kind))
    let begun = try #require(EveryEventTypeTests.beginnings[thing])
    let scenario = given(begun.type.kind, "x", begun).on("2015-01")
    let name: Fields = ["name": .text("New")]
    scenario.when(happen("\(kind).renamed", name)).then(
      event("\(kind).renamed", ["name": .text("New"), "from": .day("2015-01")], entry: "name-1"))
    let dated = name.merging(["from": .day("2014")]) { $1 }
    scenario.when(happen("\(kind).renamed", dated))
      .then(event("\(kind).renamed", dated, entry: "name-1"))
    given(begun.type.kind, "x", begun).when(happen("\(kind).renamed", name))
      .then(event("\(kind).renamed", name, entry: "name-1"))
    scenario.when(happen("\(kind).renamed")).thenRefused("missing", "name")
  }

  @Test func theFormerNameMayReturn() {
    let old = event("organisation.renamed", ["name": .text("B")], entry: "1")
    let new = event("organisation.renamed", ["name": .text("C")], entry: "2")
    let renamed = given(.organisation, "o", event("organisation.registered")).and(old).and(new)
    renamed.when(happen("organisation.renamed", ["name": .text("C")])).thenNothing()
    renamed.when(happen("organisation.renamed", ["name": .text("B")])).thenHappens()
  }

  @Test func noOrganisationIsAboveItself() {
    var neighbours = Neighbours()
    neighbours.values[ThingRef(.organisation, "b")] = ["parent": .reference("a")]
    let scenario = given(.organisation, "a", event("organisation.registered")).among(neighbours)
    scenario.when(happen("organisation.moved", ["parent": .reference("a")]))
      .thenRefused("invalid", "parent")
    scenario.when(happen("organisation.moved", ["parent": .reference("b")]))
      .thenRefused("invalid", "parent")
    scenario.when(happen("organisation.moved", ["parent": .reference("c")])).thenHappens()
  }
}

@Suite struct PersonTests {
  private let person = given(
    .person, "9f3ac1", event("person.registered", ["id": .text("p-lim"), "name": .text("Lim")]))

  /// Several posts may hold at once and may disagree.
  @Test func affiliationsStandSideBySide() {
    let chief: Fields = ["organisation": .reference("egb"), "position": .text("Chief")]
    let officer: Fields = ["organisation": .reference("egb"), "position": .text("Officer")]
    let both = person.and(event("person.affiliated", chief, entry: "1"))
      .and(event("person.affiliated", officer, entry: "2"))
    #expect(both.thing.entries(.affiliation).count == 2)
    both.when(happen("person.affiliated", chief)).thenNothing()
    // When it was recorded is not when it held.
    person.on("2014-06").when(happen("person.affiliated", chief))
      .then(event("person.affiliated", chief, entry: "affiliation-1"))
  }

  /// The same name is no ground to merge: nothing but the command does.
  @Test func peopleOfOneNameStayTwo() {
    given(.person, "aa").when(.begin(["id": .text("p-lim-2"), "name": .text("Lim")])).thenHappens()
  }

  @Test func erasureIsAskedForByOneAndApprovedByAnother() {
    person.by("planner-2").when(happen("person.erased")).thenRefused("invalid")
    person.by("planner-2").when(happen("person.erasure_approved")).thenRefused("invalid")
    let requested = event(
      "person.erasure_requested", ["erasure_requested_by": .text("planner-1")], reason: "asked to")
    person.by("planner-1").because("asked to").when(happen("person.erasure_requested"))
      .then(requested)
    let asked = person.and(requested, by: "planner-1")
    asked.by("planner-1").when(happen("person.erasure_approved"))
      .thenRefused("forbidden", "actor")
    asked.by("planner-2").when(happen("person.erased")).thenRefused("forbidden")
    let approved = event("person.erasure_approved", ["erasure_approved_by": .text("planner-2")])
    asked.by("planner-2").when(happen("person.erasure_approved")).then(approved)
    asked.because().when(.correct(["erasure_requested_by": .text("b")])).thenRefused("invalid")
    // It may be taken back before it is approved.
    asked.because().when(.correct([:], cleared: ["erasure_requested_by"])).thenHappens()
    let agreed = asked.and(approved, by: "planner-2")
    agreed.because().when(.correct([:], cleared: ["erasure_requested_by"])).thenRefused("erased")
    agreed.by("planner-2").when(happen("person.erased")).then(event("person.erased"))
  }

  /// Whoever was merged or retracted has a right to be forgotten, too.
  @Test func erasureReachesWhatIsGone() {
    for gone in [event("person.merged", into: "b"), event("person.retracted")] {
      person.and(gone).by("planner-1").because().when(happen("person.erasure_requested"))
        .thenHappens()
    }
  }

  @Test func aTextIsDestroyedWhenOneAsksAndAnotherApproves() {
    let request = given(.request, "r-1", event("request.raised", ["summary": .text("for Lim")]))
    let texts: Fields = ["texts": .texts(["0:summary"])]
    request.when(happen("request.redaction_requested", texts)).thenRefused("missing", "reason")
    request.because().when(happen("request.redaction_requested")).thenRefused("missing", "texts")
    request.because().when(happen("request.text_redacted", texts)).thenRefused("invalid")
    let asked = request.and(event("request.redaction_requested", texts), by: "planner-1")
    asked.by("planner-1").because().when(happen("request.text_redacted", texts))
      .thenRefused("forbidden", "actor")
    asked.by("planner-2").when(
      happen("request.text_redacted", ["texts": .texts(["0:summary", "0:note"])])
    ).thenRefused("invalid")
    asked.by("planner-2").when(happen("request.text_redacted", texts)).thenHappens()
    // What mentions a person goes with an approved erasure that lists it.
    let erasing = texts.merging(["erasure": .reference("9f3ac1")]) { $1 }
    request.when(happen("request.text_redacted", erasing)).thenRefused("forbidden")
    let person = ThingRef(.person, "9f3ac1")
    var neighbours = Neighbours()
    neighbours.values[person] = [
      "erasure_approved_by": .text("planner-2"), "erasure_mentions": .texts(["0:note"]),
    ]
    request.among(neighbours).when(happen("request.text_redacted", erasing))
      .thenRefused("forbidden")
    neighbours.values[person]?["erasure_mentions"] = .texts(["0:note", "0:summary"])
    request.among(neighbours).when(happen("request.text_redacted", erasing)).thenHappens()
  }

  @Test func anErasedPersonTakesNoMore() {
    let erased = person.and(event("person.erased"))
    erased.because().when(.correct(["name": .text("Lim")])).thenRefused("erased")
    erased.when(happen("person.affiliated", ["organisation": .reference("egb")]))
      .thenRefused("erased")
    erased.when(.merge(into: "b")).thenRefused("erased")
    erased.because().when(.retract()).thenRefused("erased")
    erased.when(happen("person.erasure_verified")).then(event("person.erasure_verified"))
  }
}

@Suite struct NetworkTests {
  private let network = given(.network, "net-1", event("network.formed", ["name": .text("SIDS")]))
  private let person: Fields = ["person": .reference("9f3ac1")]

  @Test func proposedIsNotAppointed() {
    for status in ["appointed", "ended"] {
      network.when(
        happen(
          "network.focal_point_proposed", person.merging(["status": .code(status)]) { $1 })
      ).thenRefused("invalid", "status")
    }
    for status in ["none", "requested", "self_proposed", "offered_cooperation"] {
      let fields = person.merging(["status": .code(status)]) { $1 }
      network.when(happen("network.focal_point_proposed", fields))
        .then(event("network.focal_point_proposed", fields, entry: "focal_point-1"))
    }
    network.when(happen("network.focal_point_appointed", person)).then(
      event(
        "network.focal_point_appointed", person.merging(["status": .code("appointed")]) { $1 },
        entry: "focal_point-1"))
    network.when(
      happen("network.focal_point_appointed", person.merging(["status": .code("requested")]) { $1 })
    ).thenRefused("invalid", "status")
  }

  @Test(arguments: [
    ("appointed", "network.focal_point_appointed"), ("ended", "network.focal_point_ended"),
    ("requested", "network.focal_point_proposed"), ("none", "network.focal_point_proposed"),
  ])
  func theStatusOfARowTellsTheEvent(status: String, name: String) {
    let fields: Fields = ["status": .code(status)]
    #expect(EventCatalogue.adding(.focalPoint, to: .network, fields)?.name == name)
    #expect(
      EventCatalogue.adding(.focalPoint, to: .network, [:])?.name.hasSuffix("proposed") == true)
  }

  /// Somebody may have left on a day that nobody knows.
  @Test func whoLeftHasLeft() throws {
    let joined = event("network.member_joined", ["organisation": .reference("itu")], entry: "m-1")
    network.on("2014").when(happen("network.member_joined", ["organisation": .reference("itu")]))
      .then(
        event(
          "network.member_joined", ["organisation": .reference("itu"), "from": .day("2014")],
          entry: "membership-1"))
    let left = Command.happenToEntry(type("network.member_left"), entry: "m-1", [:])
    network.and(joined).when(left)
      .then(event("network.member_left", ["left": .flag(true)], entry: "m-1"))
    network.and(joined).on("2015").when(left).then(
      event("network.member_left", ["left": .flag(true), "until": .day("2015")], entry: "m-1"))
    network.and(joined).and(event("network.member_left", ["left": .flag(true)], entry: "m-1"))
      .when(left).thenNothing()
  }

  @Test func noNetworkIsAboveItself() {
    network.because().when(.correct(["parent": .reference("net-1")]))
      .thenRefused("invalid", "parent")
  }
}

@Suite struct StatementAndRecommendationTests {
  private let statement = given(
    .statement, "st-1", event("statement.recorded", ["value": .text("120")]))

  @Test func preferringNeedsAReason() {
    statement.when(happen("statement.preferred")).thenRefused("missing", "reason")
    statement.because("the list").when(happen("statement.preferred"))
      .then(event("statement.preferred", ["preferred": .flag(true)], reason: "the list"))
    statement.because().when(happen("statement.preferred", ["preferred": .flag(false)]))
      .thenRefused("invalid", "preferred")
    given(.statement, "st-1").when(
      .begin([
        "subject": .subject(ThingRef(.meeting, "m")), "attribute": .text("a"),
        "value": .text("1"), "preferred": .flag(true),
      ])
    ).thenRefused("missing", "reason")
    // The preference may be taken back.
    statement.and(event("statement.preferred", ["preferred": .flag(true)])).because()
      .when(.correct([:], cleared: ["preferred"])).thenHappens()
  }

  @Test func twoMaySayTheSameButNoneSaysItOfItself() {
    var neighbours = Neighbours()
    neighbours.values[ThingRef(.recommendation, "rec-2")] = ["same_as": .reference("rec-1")]
    let first = given(.recommendation, "rec-1", event("recommendation.made")).among(neighbours)
    first.when(happen("recommendation.same_as_noted", ["same_as": .reference("rec-1")]))
      .thenRefused("invalid", "same_as")
    first.when(happen("recommendation.same_as_noted", ["same_as": .reference("rec-2")]))
      .thenHappens()
  }
}

@Suite struct AccountAndAccessTests {
  private func account(_ roles: String...) -> Scenario {
    given(
      .account, "a-1",
      event(
        "account.created",
        ["roles": .terms(roles.map { Term(code: $0, written: $0) }), "status": .code("active")]))
  }

  @Test func nobodyIsBothAdminAndAuditor() {
    account("admin").when(happen("account.role_granted", ["roles": .codes("auditor")]))
      .thenRefused("forbidden", "roles")
    account("auditor").when(happen("account.role_granted", ["roles": .codes("admin")]))
      .thenRefused("forbidden", "roles")
    given(.account, "a-2").when(.begin(["roles": .codes("admin", "auditor")]))
      .thenRefused("forbidden", "roles")
    account("auditor").when(happen("account.role_granted", ["roles": .codes("planner")]))
      .thenHappens()
    account("admin").and(event("account.role_revoked", ["roles": .codes("admin")]))
      .when(happen("account.role_granted", ["roles": .codes("auditor")])).thenHappens()
  }

  @Test func rolesAreThoseThereAre() {
    let role = Value.terms([Term(code: nil, written: "king")])
    account("staff").when(happen("account.role_granted", ["roles": role]))
      .thenRefused("invalid", "roles")
    given(.account, "a-2").when(.begin(["roles": role])).thenRefused("invalid", "roles")
    account("staff").when(happen("account.role_granted")).thenRefused("missing", "roles")
    account("staff").when(happen("account.role_granted", ["roles": .codes("staff")])).thenNothing()
    account("staff").when(happen("account.role_revoked", ["roles": .codes("admin")])).thenNothing()
  }

  @Test func anAccountBeginsActive() {
    given(.account, "a-2").when(.begin([:]))
      .then(event("account.created", ["status": .code("active")]))
    account("staff").because().when(.correct(["note": .text("a")])).thenHappens()
    account("staff").because().when(.correct(["roles": .codes("admin")]))
      .thenRefused("invalid", "roles")
  }

  /// A level that nobody knows protects nothing, in a file as little as anywhere.
  @Test func accessLevelsAreThoseThereAre() {
    let level = Value.term(Term(code: nil, written: "secret"))
    let document = given(.document, "D1", event("document.registered")).because()
    document.when(happen("document.access_changed", ["access": level]))
      .thenRefused("invalid", "access")
    document.when(.correct(["access": level])).thenRefused("invalid", "access")
    given(.document, "D2").importing().when(.begin(["access": level]))
      .thenRefused("invalid", "access")
    document.when(happen("document.access_changed")).thenRefused("missing", "access")
  }

  @Test func termsAreMappedToTermsThatThereAre() {
    let themes = given(.vocabulary, "theme")
    themes.when(happen("term.mapped", ["term": .text("islands"), "to": .text("sids")])).then(
      event("term.mapped", ["term": .text("islands"), "to": .text("sids")], entry: "mapping-1"))
    themes.when(happen("term.mapped", ["term": .text("islands"), "to": .text("isles")]))
      .thenRefused("invalid", "to")
    given(.vocabulary, "colours").when(
      happen("term.mapped", ["term": .text("a"), "to": .text("b")])
    ).thenRefused("not_found", "vocabulary")
    given(.vocabulary, "role").when(
      happen("term.mapped", ["term": .text("chairman"), "to": .text("chair")])
    ).thenHappens()
    themes.when(happen("term.mapped", ["term": .text("islands")])).thenRefused("missing", "to")
  }
}
