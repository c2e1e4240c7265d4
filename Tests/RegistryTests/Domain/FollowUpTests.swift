import Registry
import Testing

@Suite struct FollowUpTests {
  private func followup(_ status: String?) -> Scenario {
    var fields: Fields = ["what": .text("send the slides")]
    fields["status"] = status.map { .code($0) }
    return given(.followup, "f-1", event("followup.agreed", fields))
  }

  private let verified = event("followup.verified", ["verified": .text("staff-2")])

  @Test func whatIsDoneIsVerifiedBySomebodyElse() {
    for status in ["done", "done_with_variation"] {
      followup(status).by("staff-1").when(happen("followup.verified"))
        .thenRefused("forbidden", "actor")
      followup(status).by("staff-2").when(happen("followup.verified")).then(verified)
    }
    for status in [nil, "open", "planned", "dropped", "unknown"] {
      followup(status).by("staff-2").when(happen("followup.verified"))
        .thenRefused("invalid", "status")
    }
  }

  @Test func nobodyVerifiesInAnothersName() {
    followup("done").by("staff-2").when(
      happen("followup.verified", ["verified": .text("staff-3")])
    ).thenRefused("invalid", "verified")
    followup("done").because().when(.correct(["verified": .text("staff-2")]))
      .thenRefused("invalid", "verified")
    given(.followup, "f-1").when(.begin(["what": .text("a"), "verified": .text("staff-2")]))
      .thenRefused("invalid", "verified")
  }

  /// Who says again that it is done does not take the first one's place.
  @Test func aRepeatDoesNotHandOverTheVerification() {
    let done: Fields = ["status": .code("done")]
    let repeated = followup("done").and(
      event("followup.done", done), by: "staff-2", citing: ["D1:1"])
    repeated.by("staff-1").when(happen("followup.verified")).thenRefused("forbidden", "actor")
    repeated.by("staff-2").when(happen("followup.verified")).thenHappens()
  }

  @Test func aNewStatusIsUnverified() {
    let reopened = event("followup.reopened", ["status": .code("open")], reason: "not sent")
    let scenario = followup("done").and(verified, by: "staff-2")
    #expect(scenario.thing.fields["verified"] == .text("staff-2"))
    scenario.because("not sent").when(happen("followup.reopened")).then(reopened)
    #expect(scenario.and(reopened).thing.fields["verified"] == nil)
    let again = scenario.and(reopened, by: "staff-2").and(EveryEventTypeTests.done, by: "staff-2")
    again.by("staff-2").when(happen("followup.verified")).thenRefused("forbidden", "actor")
    again.by("staff-1").when(happen("followup.verified")).thenHappens()
    // A verification may be taken back.
    scenario.because().when(.correct([:], cleared: ["verified"])).thenHappens()
  }

  @Test func reopeningAndDroppingNeedReasons() {
    followup("done").when(happen("followup.reopened")).thenRefused("missing", "reason")
    followup("unknown").when(happen("followup.reopened")).thenRefused("missing", "reason")
    followup("planned").because().when(happen("followup.reopened"))
      .thenRefused("invalid", "status")
    followup("open").because().when(happen("followup.reopened")).thenNothing()
    followup("open").when(happen("followup.dropped")).thenRefused("missing", "reason")
    followup("open").because().when(happen("followup.dropped")).thenHappens()
  }

  /// The plain change of status is no way round.
  @Test func thePlainChangeOfStatusAsksTheSame() {
    func change(_ status: String) -> Command {
      happen("followup.status_changed", ["status": .code(status)])
    }
    followup("open").when(change("dropped")).thenRefused("missing", "reason")
    followup("done").when(change("open")).thenRefused("missing", "reason")
    followup("dropped").when(change("planned")).thenRefused("missing", "reason")
    followup("done").because().when(change("open")).thenHappens()
    followup("unknown").when(change("open")).thenHappens()
    followup("planned").when(change("open")).thenHappens()
    followup(nil).when(change("done")).thenHappens()
  }

  @Test func doneMayDiffer() {
    followup("open").when(happen("followup.done", ["status": .code("done_with_variation")]))
      .then(event("followup.done", ["status": .code("done_with_variation")]))
    followup("open").when(happen("followup.done", ["status": .code("dropped")]))
      .thenRefused("invalid", "status")
  }

  @Test func ownerAndDueMayBeNobodyAndNever() {
    given(.followup, "f-1").when(.begin(["what": .text("a")]))
      .then(event("followup.agreed", ["what": .text("a")]))
    followup("open").when(happen("followup.assigned")).thenRefused("missing", "owner")
    followup("open").when(happen("followup.rescheduled")).thenRefused("missing", "due")
    followup("open").because().when(.correct([:], cleared: ["due"])).thenNothing()
  }
}
