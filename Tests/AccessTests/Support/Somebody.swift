import Desk
import Registry

/// A person whose every word can be told from all others.
enum Somebody {
  static let id = "p-zebulon-quixote"
  /// What tells who it is: the id that people type, names, honorific, post, and what is stated of it.
  static let naming = [
    id, "Zebulon Quixote", "Zebulun Windmill", "Marquessa", "Zeb of Mancha",
    "Keeper of the Frobozz", "Grand Vizier of Zork", "Fnord University", "speaks of vorpal",
  ]
  /// How to reach it, and what was noted of it.
  static let contact = [
    "z.quixote@canary.example", "+99 5550 123456", "Plugh Street 77", "likes xyzzy",
    "born under a mimsy borogove", "an older jabberwock address",
  ]

  /// Records all of it, in the account's name.
  static func record(in office: Office, by account: String = "staff-1") async throws {
    func text(_ text: String) -> Value { .text(text) }
    func term(_ code: String) -> Value { .term(Term(code: code, written: code)) }
    let meeting = ThingRef(.meeting, "m-canary")
    try await office.record(
      [
        Step(
          ThingRef(.person, id),
          .begin([
            "id": text(id), "name": text("Zebulon Quixote"), "honorific": text("Marquessa"),
            "variants": .texts(["Zeb of Mancha"]), "note": text("likes xyzzy"),
            "biography": text("born under a mimsy borogove"),
            "expertise": .terms([Term(code: "digital-government", written: "digital government")]),
          ])),
        Step(ThingRef(.organisation, "org-canary"), .begin(["name": text("Canary Office")])),
        Step(meeting, .begin(["title": text("A meeting")])),
        Step(
          ThingRef(.request, "r-canary"),
          .begin([
            "summary": text("help us"), "meeting": .reference("m-canary"),
            "themes": .terms([Term(code: "digital-government", written: "digital government")]),
          ])),
        Step(ThingRef(.network, "n-canary"), .begin(["name": text("A network")])),
      ], by: account)
    func contact(_ email: String) -> Step {
      Step(
        ThingRef(.person, id),
        .happen(
          Office.type("person.contact_changed"),
          [
            "email": text(email), "phone": text("+99 5550 123456"),
            "address": text("Plugh Street 77"),
          ]))
    }
    try await office.record([contact("an older jabberwock address")], by: account)
    try await office.record(
      [
        contact("z.quixote@canary.example"),
        Step(
          ThingRef(.person, id),
          .happen(Office.type("person.renamed"), ["name": text("Zebulun Windmill")])),
        Step(
          ThingRef(.person, id),
          .happen(
            Office.type("person.affiliated"),
            ["organisation": .reference("org-canary"), "position": text("Keeper of the Frobozz")])),
        Step(
          ThingRef(.statement, "st-canary"),
          .begin([
            "subject": .subject(ThingRef(.person, id)), "attribute": text("alma_mater"),
            "value": text("Fnord University"), "note": text("speaks of vorpal"),
          ])),
        Step(
          ThingRef(.statement, "st-rival"),
          .begin([
            "subject": .subject(ThingRef(.person, id)), "attribute": text("alma_mater"),
            "value": text("another school"),
          ])),
        Step(
          meeting,
          .happen(
            Office.type("meeting.role_assigned"),
            ["person": .reference(id), "role": term("speaker")])),
        Step(
          meeting,
          .happen(
            Office.type("meeting.role_assigned"),
            ["post": text("Grand Vizier of Zork"), "role": term("speaker")])),
        Step(
          ThingRef(.network, "n-canary"),
          .happen(
            Office.type("network.focal_point_appointed"),
            [
              "person": .reference(id), "organisation": .reference("org-canary"),
              "status": term("appointed"),
            ])),
      ], by: account)
  }
}
