import JSON
import Registry
import Testing

@Suite struct PayloadTests {
  @Test(arguments: EventCatalogue.all)
  func everyEventComesBackFromItsPayload(type: EventType) {
    var generated = Generated(seed: 7)
    for round in 0..<200 {
      let event = generated.event(type, complete: round == 0)
      #expect(Event(type, stored: event.payload) == event)
    }
  }

  @Test(arguments: EventCatalogue.all)
  func theRecordSurvivesBeingWritten(type: EventType) throws {
    var generated = Generated(seed: 11)
    for _ in 0..<50 {
      let event = generated.event(type, complete: true)
      var payload = event.payload
      let written = JSONValue.object(payload.data).compactText
      payload.data = try #require(try JSONValue(parsing: written).object)
      #expect(Event(type, stored: payload) == event)
    }
  }

  @Test(arguments: EventCatalogue.all)
  func whatWasDestroyedReadsAsErasedAndTheRestAsBefore(type: EventType) {
    var generated = Generated(seed: 13)
    for _ in 0..<50 {
      let event = generated.event(type, complete: true)
      let payload = event.payload
      let besides = Set(payload.texts.keys).union(payload.sealed.keys)
      var gone: [String: String?] = [:]
      for name in besides { gone.updateValue(nil, forKey: name) }
      let read = Event(type, data: payload.data, beside: gone)
      for (name, value) in event.fields {
        #expect(read.fields[name] == (besides.contains(name) ? .erased : value), "\(name)")
      }
      #expect(read.reason == event.reason.map { _ in "[erased]" })
      #expect(read.cleared == event.cleared && read.entry == event.entry)
    }
  }

  /// Free text and what is a person's own never stand in the record itself.
  @Test(arguments: EventCatalogue.all)
  func nothingPersonalStandsInTheRecord(type: EventType) {
    let secret = "Ms Kabasakal"
    for field in type.fields {
      let value: Value
      switch field.type {
      case .text, .figureOrText, .referencesOrText: value = .text(secret)
      case .title where field.sealed: value = .text(secret)
      case .titles where field.sealed: value = .texts([secret])
      default: continue
      }
      let payload = Event(type, fields: [field.name: value], reason: secret).payload
      #expect(!JSONValue.object(payload.data).compactText.contains("Kabasakal"), "\(field.name)")
      #expect((payload.sealed[field.name] != nil) == field.sealed, "\(field.name)")
    }
  }

  @Test func figuresStayInTheRecordAndWordsDoNot() {
    let recorded = type("statement.recorded")
    for figure in ["120", "12.5 %", "1,000", "-3", "+2"] {
      #expect(Event(recorded, fields: ["value": .text(figure)]).payload.data["value"] != nil)
    }
    for words in ["about 120", "Mr Lim", String(repeating: "9", count: 65)] {
      #expect(Event(recorded, fields: ["value": .text(words)]).payload.texts["value"] == words)
    }
  }

  @Test func readingLeavesOutWhatItDoesNotKnow() {
    let raised = type("request.raised")
    let data: [String: JSONValue] = [
      "country": 12, "requested_on": "24.06.2014", "themes": [1, ["code": "x"], "open-data"],
      "requester": ["gov-fiji", 3], "kind": [], "colour": "blue", "cleared": "all", "entry": 1,
    ]
    let read = Event(raised, data: data, beside: ["shape": "round"])
    #expect(
      read
        == event(
          "request.raised",
          ["themes": .codes("open-data"), "requester": .references(["gov-fiji"])]))
  }
}

extension Event {
  /// Reads back what would be stored.
  init(_ type: EventType, stored payload: Payload) {
    self.init(
      type, data: payload.data,
      beside: payload.texts.merging(payload.sealed) { $1 }.mapValues { .some($0) })
  }
}
