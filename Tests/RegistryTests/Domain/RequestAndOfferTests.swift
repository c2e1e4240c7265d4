import Registry
import Testing

@Suite struct RequestAndOfferTests {
  private func request(_ status: String, _ more: Fields = [:]) -> Scenario {
    given(.request, "r-1", event("request.raised", more.merging(["status": .code(status)]) { $1 }))
  }

  private func change(to status: String) -> Command {
    happen("request.status_changed", ["status": .code(status)])
  }

  private static let order = [
    "expressed", "requested", "under_assessment", "agreed", "planned", "in_delivery", "delivered",
  ]

  /// A requester may be a city, a body, a group or not named; nothing else is needed either.
  @Test func aRequestMayBeBare() {
    given(.request, "r-1").when(.begin([:])).then(event("request.raised"))
    given(.offer, "o-1").when(.begin([:])).then(event("offer.made"))
  }

  @Test func forwardIsFreeAndBackNeedsAReason() {
    let linked = event("request.linked", ["offer": .reference("o-1")], entry: "link-1")
    for (i, from) in Self.order.enumerated() {
      for (j, to) in Self.order.enumerated() where i != j {
        let scenario = request(from).and(linked)
        if j > i {
          scenario.when(change(to: to)).thenHappens()
        } else {
          scenario.when(change(to: to)).thenRefused("missing", "reason")
          scenario.because().when(change(to: to)).thenHappens()
        }
      }
    }
  }

  @Test(arguments: ["on_hold", "declined", "withdrawn"])
  func anyOpenStateMayPauseOrEnd(end: String) {
    for from in Self.order.dropLast() { request(from).when(change(to: end)).thenHappens() }
    request("delivered").when(change(to: end)).thenRefused("missing", "reason")
  }

  @Test func backFromHoldIsFreeAndFromAnEndIsNot() {
    for to in Self.order.dropLast() {
      request("on_hold").when(change(to: to)).thenHappens()
      request("declined").when(change(to: to)).thenRefused("missing", "reason")
      request("withdrawn").when(change(to: to)).thenRefused("missing", "reason")
      request("withdrawn").because().when(change(to: to)).thenHappens()
    }
  }

  @Test func aStatusHasToBeOneOfThoseThereAre() {
    let typo = Value.term(Term(code: nil, written: "agred"))
    request("expressed").when(happen("request.status_changed", ["status": typo]))
      .thenRefused("invalid", "status")
    // What a file says is kept as it was written.
    given(.request, "r-1").importing().when(.begin(["status": typo])).thenHappens()
  }

  @Test func deliveredNamesWhatDeliveredIt() {
    let delivered = change(to: "delivered")
    request("planned").when(delivered).thenWarns("by what")
    for link in ["offer", "meeting", "practice"] {
      request("planned").and(event("request.linked", [link: .reference("x")], entry: "link-1"))
        .when(delivered).thenHappens()
    }
    request("planned").and(event("request.linked", ["offer": .reference("x")], entry: "link-1"))
      .and(event("request.entry_retracted", entry: "link-1")).when(delivered).thenWarns("by what")
    var neighbours = Neighbours()
    neighbours.offers = ["r-1": ["o-1"]]
    request("planned").among(neighbours).when(delivered).thenHappens()
    // It is said once, when it becomes so.
    request("delivered").when(happen("request.rated", ["priority": .text("high")])).thenHappens()
  }

  /// The meeting at which somebody asked delivered nothing, but a file has no other column for it.
  @Test func theMeetingOfARowCountsOnImportOnly() {
    let atMeeting = request("planned", ["meeting": .reference("m-1")])
    atMeeting.when(change(to: "delivered")).thenWarns("by what")
    atMeeting.importing().when(change(to: "delivered")).thenHappens()
    let row: Fields = ["status": .code("delivered"), "meeting": .reference("m-1")]
    given(.request, "r-1").importing().when(.begin(row)).thenHappens()
    given(.request, "r-1").importing().when(.begin(["status": .code("delivered")]))
      .thenWarns("by what")
  }

  @Test func anOfferGoesItsWay() {
    func offer(_ status: String) -> Scenario {
      given(.offer, "o-1", event("offer.made", ["status": .code(status)]))
    }
    func change(_ status: String) -> Command {
      happen("offer.status_changed", ["status": .code(status)])
    }
    offer("offered").when(change("delivered")).thenHappens()
    offer("delivered").when(change("planned")).thenRefused("missing", "reason")
    offer("planned").when(happen("offer.withdrawn")).thenHappens()
    offer("withdrawn").when(change("available")).thenRefused("missing", "reason")
    offer("withdrawn").because().when(change("available")).thenHappens()
  }

  @Test func anOfferMayAnswerSeveralRequests() {
    let matched = given(
      .offer, "o-1", event("offer.made", ["request": .references(["r-1"])]))
    matched.when(happen("offer.matched", ["request": .references(["r-1"])])).thenNothing()
    let second = event("offer.matched", ["request": .references(["r-2"])])
    matched.when(happen("offer.matched", ["request": .references(["r-2"])])).then(second)
    #expect(matched.and(second).thing.fields["request"] == .references(["r-1", "r-2"]))
    matched.when(happen("offer.matched")).thenRefused("missing", "request")
  }
}
