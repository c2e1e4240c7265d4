// How texts come to be destroyed: one account asks, another approves.

extension Decider {
  /// The request to destroy texts; nil when all of them were asked for already.
  func askRedaction(_ event: Event, _ thing: Thing) throws(Rejection) -> Event? {
    try Rejection.unlessReason(reason, for: "a redaction")
    try refuseNoTexts(event)
    return event.texts.allSatisfy { thing.redactionsAsked[$0] != nil } ? nil : event
  }

  /// The destruction itself. What goes because it mentions a person who is erased was listed when
  /// that erasure was asked for, and approved with it.
  func redact(_ event: Event, _ thing: Thing) throws(Rejection) -> Event {
    try refuseNoTexts(event)
    if case .reference(let person)? = event.fields[Redaction.erasure.name] {
      return try redact(event, for: ThingRef(.person, person))
    }
    for text in event.texts {
      guard let requester = thing.redactionsAsked[text] else {
        throw Rejection(
          "invalid", "nobody has asked for the redaction of \(text) of \(thing.ref)",
          hint: "record the request first: `rapporteur redact`")
      }
      guard !Account.isSame(requester, circumstances.by) else {
        throw Rejection(
          "forbidden", "\(requester) asked for this redaction", field: "actor",
          hint: "let another account approve it")
      }
    }
    return event
  }

  private func redact(_ event: Event, for person: ThingRef) throws(Rejection) -> Event {
    guard surroundings.value(of: person, "erasure_approved_by") != nil,
      case .texts(let mentions)? = surroundings.value(of: person, "erasure_mentions"),
      event.texts.allSatisfy(mentions.contains)
    else {
      throw Rejection(
        "forbidden",
        "no approved erasure of \(person.id) lists \(event.texts.joined(separator: ", "))")
    }
    return event
  }

  private func refuseNoTexts(_ event: Event) throws(Rejection) {
    guard event.texts.isEmpty else { return }
    throw Rejection("missing", "no text is named", field: Redaction.list)
  }
}
