import Registry
import Testing

@Suite struct MeetingTests {
  private func meeting(_ start: String?, _ end: String? = nil, _ more: Fields = [:]) -> Scenario {
    var fields = more
    fields["start"] = start.map { .day($0) }
    fields["end"] = end.map { .day($0) }
    return given(.meeting, "m-1", event("meeting.recorded", fields))
  }

  private func session(_ start: String, _ end: String? = nil) -> Command {
    var fields: Fields = ["title": .text("Opening"), "start": .day(start)]
    fields["end"] = end.map { .day($0) }
    return happen("meeting.session_added", fields)
  }

  @Test func nothingEndsBeforeItStarts() {
    let dates: Fields = [
      "title": .text("a"), "start": .day("2014-06-24"), "end": .day("2014-06-23"),
    ]
    given(.meeting, "m-1").when(.begin(dates)).thenRefused("invalid", "end")
    meeting("2014-06-24").because().when(.correct(["end": .day("2014-05")]))
      .thenRefused("invalid", "end")
    // A partial date may mean a later day.
    meeting("2014-06-24").when(happen("meeting.rescheduled", ["end": .day("2014-06")]))
      .thenHappens()
    meeting("2014-06-24").when(session("2014-06-24", "2014-06-23")).thenRefused("invalid", "end")
  }

  @Test(arguments: [
    ("2014-06-24", "2014-06-25", "2014-06-24"), ("2014-06-24", "2014-06-25", "2014-06"),
    ("2014-06", nil, "2014-06-30"), (nil, nil, "1999"),
    ("2014-06-23/2014-06-26", nil, "2014-06-26"),
  ])
  func aSessionWithinItsMeeting(start: String?, end: String?, day: String) {
    meeting(start, end).when(session(day)).thenHappens()
  }

  @Test func aSessionOutsideItsMeetingWarns() {
    meeting("2014-06-24", "2014-06-25").when(session("2014-06-26")).thenWarns("outside")
    meeting("2014-06-24", "2014-06-25").when(session("2014-06-23")).thenWarns("outside")
    meeting("2014-06-24", "2014-06-25").when(session("2014-06-25", "2014-06-26"))
      .thenWarns("outside")
    meeting("2014-06").when(session("2014-07")).thenWarns("outside")
    let held = meeting("2014-06-24").and(
      event(
        "meeting.session_added", ["title": .text("Opening"), "start": .day("2014-06-24")],
        entry: "s"))
    held.when(happen("meeting.rescheduled", ["start": .day("2014-07-01")])).thenWarns("Opening")
    held.because().when(.correctEntry("s", ["start": .day("2014-08")])).thenWarns("Opening")
    // It is said when it becomes so, not for ever.
    held.and(event("meeting.rescheduled", ["start": .day("2014-07-01")]))
      .when(happen("meeting.objective_set", ["text": .text("learn")])).thenHappens()
  }

  @Test func meetingsNestAndDatesOnlyWarn() {
    var neighbours = Neighbours()
    let forum = ThingRef(.meeting, "forum")
    neighbours.values[forum] = ["start": .day("2014-06-23"), "end": .day("2014-06-26")]
    func child(_ start: String, _ end: String) -> Ending {
      given(.meeting, "m-1").among(neighbours).when(
        .begin([
          "title": .text("a"), "start": .day(start), "end": .day(end),
          "parent": .reference("forum"),
        ]))
    }
    child("2014-06-24", "2014-06-25").thenHappens()
    child("2014-06", "2014-06").thenHappens()
    child("2014-06-20", "2014-06-24").thenWarns("not within its parent")
    child("2014-06-25", "2014-06-27").thenWarns("not within its parent")
    child("2014-07", "2014-07").thenWarns("not within its parent")
    // Only what the event changed is looked at.
    meeting("2014-07", nil, ["parent": .reference("forum")]).among(neighbours)
      .when(happen("meeting.held")).thenHappens()
  }

  @Test func noMeetingIsWithinItself() {
    var neighbours = Neighbours()
    neighbours.values[ThingRef(.meeting, "m-2")] = ["parent": .reference("m-3")]
    neighbours.values[ThingRef(.meeting, "m-3")] = ["parent": .reference("m-1")]
    let first = meeting(nil).because().among(neighbours)
    first.when(.correct(["parent": .reference("m-1")])).thenRefused("invalid", "parent")
    first.when(.correct(["parent": .reference("m-2")])).thenRefused("invalid", "parent")
    first.when(.correct(["parent": .reference("m-4")])).thenHappens()
    // A ring that others made does not hang us.
    neighbours.values[ThingRef(.meeting, "m-3")] = ["parent": .reference("m-2")]
    meeting(nil).because().among(neighbours).when(.correct(["parent": .reference("m-2")]))
      .thenHappens()
  }

  /// Organising is not attending: neither makes the other.
  @Test func organisersDoNotTakePart() {
    let scenario = meeting(nil, nil, ["organisers": .references(["dpadm"])])
    #expect(scenario.thing.entries(.participation).isEmpty)
    scenario.when(
      happen("meeting.participation_recorded", ["organisation": .reference("dpadm")])
    ).thenHappens()
  }

  /// What a meeting's date is, nobody copies into what was asked there.
  @Test func aDateIsNotGuessedFromANeighbour() {
    given(.request, "r-1").when(.begin(["meeting": .reference("m-1")]))
      .then(event("request.raised", ["meeting": .reference("m-1")]))
    given(.request, "r-1").on("2014-06").when(.begin([:])).then(event("request.raised"))
  }
}
