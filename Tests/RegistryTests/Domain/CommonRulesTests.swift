import Registry
import Testing

/// Rules that hold for every kind of thing.
@Suite struct CommonRulesTests {
  private let request = given(.request, "r-1", event("request.raised", ["summary": .text("a")]))

  @Test func whatIsNotThereTakesNoCommand() {
    given(.request, "r-1").when(.retract()).thenRefused("not_found")
    given(.request, "r-1").when(happen("request.rated", ["priority": .text("1")]))
      .thenRefused("not_found")
  }

  @Test func anIDBeginsOneThing() {
    given(.request, "r-1").when(.begin(["summary": .text("a")]))
      .then(event("request.raised", ["summary": .text("a")]))
    request.when(.begin(["summary": .text("a")])).thenRefused("exists", "id")
    request.and(event("request.retracted")).when(.begin([:])).thenRefused("exists", "id")
  }

  @Test func whatAThingCannotDoWithoutIsAskedOfPeopleAndNotOfFiles() {
    let meeting = given(.meeting, "m-1")
    meeting.when(.begin(["city": .text("Seoul")])).thenRefused("missing", "title")
    meeting.importing().when(.begin(["city": .text("Seoul")]))
      .then(event("meeting.recorded", ["city": .text("Seoul")]))
    let statement: Fields = ["attribute": .text("delegates"), "value": .text("120")]
    given(.statement, "st-1").importing().when(.begin(statement)).thenRefused("missing", "subject")
  }

  @Test func aCorrectionHasAReasonAndHoldsOnlyWhatChanges() {
    request.when(.correct(["summary": .text("b")])).thenRefused("missing", "reason")
    request.because("  ").when(.correct(["summary": .text("b")])).thenRefused("missing", "reason")
    let known = request.and(event("request.corrected", ["note": .text("n")]))
    known.because("typo").when(
      .correct(["summary": .text("b"), "note": .text("n")], cleared: ["status_note"])
    ).then(event("request.corrected", ["summary": .text("b")], reason: "typo"))
    known.because().when(.correct([:], cleared: ["note"]))
      .then(event("request.corrected", cleared: ["note"], reason: "as the minutes say"))
    known.because().when(.correct(["summary": .text("a")])).thenNothing()
  }

  @Test func aCorrectionMayCiteOtherSources() {
    let cited = given(.request, "r-1").and(event("request.raised"), citing: ["D1:1"]).because()
    cited.when(.correct([:], citing: ["D2:2"]))
      .then(event("request.corrected", citing: ["D2:2"], reason: "as the minutes say"))
    cited.when(.correct([:], citing: ["D1:1"])).thenNothing()
    cited.when(.correct([:], citing: []))
      .then(event("request.corrected", citing: [], reason: "as the minutes say"))
  }

  @Test func aCorrectionCannotEmptyWhatIsNeededOrIsNotThere() {
    let meeting = given(.meeting, "m-1", event("meeting.recorded", ["title": .text("a")])).because()
    meeting.when(.correct([:], cleared: ["title"])).thenRefused("missing", "title")
    meeting.when(.correct([:], cleared: ["colour"])).thenRefused("invalid", "colour")
    meeting.when(.correct(["city": .text("Seoul")], cleared: ["city"]))
      .thenRefused("invalid", "city")
  }

  @Test func whatIsRetractedWaitsForItsReturn() {
    request.when(.retract()).thenRefused("missing", "reason")
    request.because("twice").when(.retract()).then(event("request.retracted", reason: "twice"))
    let gone = request.and(event("request.retracted", reason: "twice"))
    gone.because().when(.retract()).thenNothing()
    gone.because().when(.correct(["summary": .text("b")])).thenRefused("retracted")
    gone.when(happen("request.rated", ["priority": .text("1")])).thenRefused("retracted")
    gone.when(.merge(into: "r-2")).thenRefused("retracted")
    gone.when(.reinstate()).then(event("request.reinstated"))
    request.when(.reinstate()).thenNothing()
  }

  @Test func whatIsMergedSpeaksNoMore() {
    request.when(.merge(into: "r-1")).thenRefused("invalid", "into")
    request.when(.merge(into: "r-2")).then(event("request.merged", into: "r-2"))
    request.when(.unmerge).thenRefused("invalid")
    let merged = request.and(event("request.merged", into: "r-2"))
    merged.when(.merge(into: "r-2")).thenNothing()
    merged.when(.merge(into: "r-3")).thenRefused("merged")
    merged.because().when(.correct(["summary": .text("b")])).thenRefused("merged")
    merged.because().when(.retract()).thenRefused("merged")
    merged.when(.unmerge).then(event("request.merge_reverted"))
    given(.meeting, "m-1", event("meeting.recorded")).when(.merge(into: "m-2"))
      .thenRefused("invalid")
  }

  @Test func aMergeNeedsAWinnerThatStandsForItself() {
    var neighbours = Neighbours()
    neighbours.standings[ThingRef(.request, "r-2")] = .merged(into: "r-1")
    neighbours.standings[ThingRef(.request, "r-3")] = .retracted
    request.among(neighbours).when(.merge(into: "r-2")).thenRefused("merged", "into")
    request.among(neighbours).when(.merge(into: "r-3")).thenRefused("retracted", "into")
    request.among(neighbours).when(.merge(into: "r-4")).thenHappens()
  }

  @Test func entriesAreCorrectedRetractedAndReinstated() {
    let rated = request.and(
      event("request.rated", ["priority": .text("high")], entry: "rating-1"), citing: ["D1:1"])
    let because = rated.because("why")
    because.when(.correctEntry("rating-2", [:])).thenRefused("not_found")
    rated.when(.correctEntry("rating-1", [:])).thenRefused("missing", "reason")
    because.when(.correctEntry("rating-1", ["priority": .text("high")], citing: ["D1:1"]))
      .thenNothing()
    because.when(.correctEntry("rating-1", ["priority": .text("low")])).then(
      event("request.entry_corrected", ["priority": .text("low")], entry: "rating-1", reason: "why")
    )
    because.when(.correctEntry("rating-1", ["offer": .reference("o-1")]))
      .thenRefused("invalid", "offer")
    because.when(.correctEntry("rating-1", [:], cleared: ["priority"]))
      .thenRefused("missing", "priority")
    because.when(.retract(entry: "rating-1"))
      .then(event("request.entry_retracted", entry: "rating-1", reason: "why"))
    rated.when(.retract(entry: "rating-1")).thenRefused("missing", "reason")
    because.when(.reinstate(entry: "rating-1")).thenNothing()
    let gone = because.and(event("request.entry_retracted", entry: "rating-1"))
    gone.when(.retract(entry: "rating-1")).thenNothing()
    gone.when(.correctEntry("rating-1", ["priority": .text("low")])).thenRefused("retracted")
    gone.when(.reinstate(entry: "rating-1"))
      .then(event("request.entry_reinstated", entry: "rating-1", reason: "why"))
  }

  @Test func theSameEntryTwiceIsOne() {
    let link: Fields = ["offer": .reference("o-1")]
    let linked = request.and(event("request.linked", link, entry: "link-1"))
    linked.when(happen("request.linked", link)).thenNothing()
    // Another source is more than is known.
    linked.citing("D1:1").when(happen("request.linked", link)).thenHappens()
    linked.and(event("request.entry_retracted", entry: "link-1"))
      .when(happen("request.linked", link)).thenHappens()
  }

  @Test func whatTakesTheFormersPlaceMayReturn() {
    let high: Fields = ["priority": .text("high")]
    let low: Fields = ["priority": .text("low")]
    let rated = request.and(event("request.rated", high, entry: "1"))
    rated.when(happen("request.rated", high)).thenNothing()
    rated.and(event("request.rated", low, entry: "2")).when(happen("request.rated", high))
      .thenHappens()
  }

  @Test func theSameStatusFromAnotherSourceIsNew() {
    let agreed: Fields = ["status": .code("agreed")]
    let known = request.and(event("request.status_changed", agreed), citing: ["D1:1"])
    known.when(happen("request.status_changed", agreed)).thenNothing()
    known.citing("D1:1").when(happen("request.status_changed", agreed)).thenNothing()
    known.citing("D2:2").when(happen("request.status_changed", agreed)).thenHappens()
  }

  @Test func whatSaysNothingIsRefused() {
    request.when(happen("request.linked", ["note": .text("see there")]))
      .thenRefused("missing", "offer")
    request.when(happen("request.status_changed", ["status_note": .text("soon")]))
      .thenRefused("missing", "status")
    let person = given(.person, "p", event("person.registered", ["id": .text("p")]))
    person.when(happen("person.affiliated", ["rank": .code("primary")])).thenRefused("missing")
    person.when(happen("person.contact_changed")).thenRefused("missing", "email")
    let meeting = given(.meeting, "m", event("meeting.recorded"))
    meeting.when(happen("meeting.participation_recorded", ["note": .text("all")]))
      .thenRefused("missing")
    meeting.when(happen("meeting.role_assigned", ["role": .code("chair")])).thenRefused("missing")
    meeting.importing().when(happen("meeting.role_assigned", ["role": .code("chair")]))
      .thenHappens()
    meeting.when(happen("meeting.role_assigned", ["role": .code("chair"), "post": .text("Mayor")]))
      .thenHappens()
    meeting.when(happen("meeting.rescheduled")).thenRefused("missing", "start")
  }

  @Test func eventsForEntriesNeedTheRightOne() {
    let network = given(
      .network, "n", event("network.formed"),
      event("network.member_joined", ["organisation": .reference("a")], entry: "membership-1"),
      event("network.renamed", ["name": .text("b")], entry: "name-1"))
    let left = type("network.member_left")
    network.when(.happenToEntry(left, entry: "name-1", [:])).thenRefused("invalid")
    network.when(.happenToEntry(left, entry: "membership-2", [:])).thenRefused("not_found")
    network.when(.happenToEntry(type("network.closed"), entry: "membership-1", [:]))
      .thenRefused("invalid")
    network.and(event("network.entry_retracted", entry: "membership-1"))
      .when(.happenToEntry(left, entry: "membership-1", [:])).thenRefused("retracted")
  }
}
