import Desk
import EventLog
import Foundation
import Interchange
import JSON
import Registry
import SampleData
import Testing
import Things

/// Views made into what other programs read.
@Suite struct ExchangeTests {
  static func calendar(
    _ registry: TestRegistry, asOf size: UInt64? = nil, _ scope: CalendarScope = CalendarScope()
  ) throws -> CalendarExport {
    try registry.desk.reading(asOf: size.map { .size($0) }) {
      try registry.desk.calendar(scope, $0)
    }
  }

  static func entry(_ title: String, in export: CalendarExport) throws -> CalendarEntry {
    try #require(export.calendar.entries.first { $0.title == title })
  }

  // MARK: Calendars

  @Test func aCalendarIsTheSameForTheSameSize() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let before = try Self.calendar(registry)
    let size = try registry.size
    #expect(before.counts.meetings == 46)
    #expect(before.undatedMeetings == 1)
    #expect(before.counts.followUps == 36)
    try await registry.record([
      Step(ThingRef(.meeting, "m-unpsf-2014"), .correct(["title": .text("The Forum")]))
    ])
    let after = try Self.calendar(registry)
    #expect(try Self.calendar(registry, asOf: size).calendar.text == before.calendar.text)
    let old = try Self.entry(
      "2014 United Nations Public Service Forum, Day and Awards Ceremony", in: before)
    let new = try Self.entry("The Forum", in: after)
    #expect(new.uid == old.uid)
    #expect(new.revision == old.revision + 1)
    #expect(new.changed.basic >= old.changed.basic)
  }

  @Test func namesOutsideAreVersion5UUIDs() async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["meetings.csv": "id,title,start\nm-1,A,2014\n"])
    // python3 -c 'import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL,
    //   "localhost/rapporteur/00112233445566ff/meeting/m-1"))'
    #expect(
      try Self.calendar(registry).calendar.entries.map(\.uid)
        == ["ea6f6b62-41cd-539d-a5ae-261b2a716465"])
  }

  @Test func whatIsRetractedLeavesTheCalendar() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let before = try Self.calendar(registry).counts
    try await registry.record([
      Step(ThingRef(.meeting, "m-unpsf-2014-w1"), .retract()),
      Step(ThingRef(.followup, "f-cyber-input"), .retract()),
    ])
    let after = try Self.calendar(registry).counts
    #expect(after.meetings == before.meetings - 1)
    #expect(after.followUps == before.followUps - 1)
  }

  @Test func aPeriodNarrowsACalendar() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "meetings.csv": "id,title,start,end\nm-1,A,2014-05,\nm-2,B,2014-06-01,2014-06-02\nm-3,C,,\n",
      "followups.csv": "id,what,due\nf-1,D,2014-06\nf-2,E,\n",
    ])
    var scope = CalendarScope()
    scope.from = try PartialDate("2014-06-02")
    let export = try Self.calendar(registry, scope)
    #expect(export.calendar.entries.map(\.title) == ["B", "D"])
    #expect(export.undatedMeetings == 1)
    #expect(export.undatedFollowUps == 1)
    #expect(try Self.calendar(registry).calendar.entries.map(\.title) == ["A", "B", "D", "E"])
  }

  @Test(arguments: [
    ("held", CalendarEntry.EventStatus.confirmed), ("planned", .tentative),
    ("expected", .tentative), ("cancelled", .cancelled), ("referenced", nil), ("", nil),
    ("so-so", nil),
  ])
  func statusesAreSaidOnlyWhereTheyAreKnown(
    status: String, wanted: CalendarEntry.EventStatus?
  ) async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["meetings.csv": "id,title,start,status\nm-1,A,2014,\(status)\n"])
    #expect(try Self.calendar(registry).calendar.entries.map(\.role) == [.event(wanted)])
  }

  @Test func aMeetingThatIsNotThereIsRefused() async throws {
    let registry = try await TestRegistry()
    var scope = CalendarScope()
    scope.meeting = "m-nowhere"
    #expect(throws: DeskError(.notFound, "")) { try Self.calendar(registry, scope) }
  }

  // MARK: Cards

  @Test func languagesAreTagsWhereTheyAreKnown() async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["people.csv": "id,name\np-1,Ada Okafor\n"])
    try await registry.record([
      Step(
        ThingRef(.person, "p-1"),
        .correct([
          "languages": .texts(["English", "français", "french", "Ga", "pt-BR", "en-", "e"])
        ]))
    ])
    let card = try registry.desk.reading {
      try registry.desk.card(of: "p-1", withNote: true, $0)
    }
    #expect(card.languages == ["en", "fr", "pt-BR"])
    #expect(card.notes == ["Languages: français; Ga; en-; e"])
    #expect(card.honorific == nil)
  }

  @Test func whatIsMergedHasTheCardOfItsWinner() async throws {
    let (registry, _) = try await TestRegistry.sample()
    func card(_ id: String) throws -> Card {
      try registry.desk.reading { try registry.desk.card(of: id, withNote: false, $0) }
    }
    let winner = try card("p-aquaro")
    try await registry.record([Step(ThingRef(.person, "p-alberti"), .merge(into: "p-aquaro"))])
    #expect(try card("p-alberti").uid == winner.uid)
    #expect(winner.notes == ["Also written: Mr. Aquaro"])
    try await registry.record([Step(ThingRef(.person, "p-aquaro"), .retract())])
    #expect(throws: DeskError(.refused, "")) { try card("p-aquaro") }
  }

  @Test func whoWasErasedHasNoCard() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let person = try registry.desk.reading { reading in
      try #require(try reading.find(.person, "p-alberti"))
    }
    for (name, fields, actor) in [
      ("person.erasure_requested", ["erasure_requested_by": .text("a")], "a"),
      ("person.erasure_approved", [:], "b"),
      ("person.erased", [:], "b"),
    ] as [(String, Fields, String)] {
      let type = try #require(EventCatalogue.type(named: name))
      try await registry.record([Step(person, .happen(type, fields))], by: actor)
    }
    #expect(throws: DeskError(.refused, "")) {
      try registry.desk.reading {
        try registry.desk.card(of: person.id, withNote: true, $0)
      }
    }
  }

  // MARK: Events

  @Test func nothingSealedIsInAnEvent() async throws {
    let (registry, _) = try await TestRegistry.sample()
    var texts: [String] = []
    try registry.desk.forEachCloudEvent { texts.append($0.json.compactText) }
    #expect(texts.count == Int(try registry.size))
    let all = texts.joined(separator: "\n")
    let bytes = Data(all.utf8)
    var sealed: Set<String> = []
    try registry.desk.log.read { snapshot in
      try snapshot.forEachEvent(in: 0..<snapshot.size, filter: EventFilter(), backward: false) {
        for (field, content) in $0.beside {
          guard case .sealed(let text, _) = content, ["id", "name", "note"].contains(field) else {
            continue
          }
          sealed.insert(JSONValue.string(text).compactText)
        }
        return true
      }
    }
    #expect(sealed.count > 100)
    for text in sealed { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text)") }
    #expect(all.contains("id;name"))
  }

  @Test func eventsHaveBounds() async throws {
    let (registry, _) = try await TestRegistry.sample()
    func sequences(upTo size: UInt64?, after: UInt64?) throws -> [String] {
      var found: [String] = []
      try registry.desk.forEachCloudEvent(upTo: size.map { .size($0) }, after: after) {
        found.append($0.json["sequence"]?.string ?? "")
      }
      return found
    }
    #expect(
      try sequences(upTo: 12, after: 9) == ["00000000000000000010", "00000000000000000011"])
    #expect(try sequences(upTo: 0, after: nil).isEmpty)
    #expect(try sequences(upTo: nil, after: .max).isEmpty)
    #expect(try sequences(upTo: nil, after: try registry.size - 1).isEmpty)
  }

  // MARK: Sheets

  static func sheets(_ registry: TestRegistry) throws -> (
    sheets: [Sheet], leftOut: [(what: String, count: Int)]
  ) {
    try registry.desk.reading { reading in
      var sheets: [Sheet] = []
      let leftOut = try registry.desk.forEachSheet(reading) { sheets.append($0) }
      return (sheets, leftOut)
    }
  }

  @Test func sheetsHaveTheNamesAndColumnsOfTheDataset() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let (sheets, leftOut) = try Self.sheets(registry)
    #expect(sheets.map(\.name) == DatasetFile.all.map(\.name))
    #expect(leftOut.isEmpty)
    for (sheet, file) in zip(sheets, DatasetFile.all) {
      #expect(sheet.columns.first == "id")
      let wanted = file.columns
      #expect(sheet.columns.filter { wanted.contains($0) } == wanted)
      #expect(sheet.rows.allSatisfy { $0.count == sheet.columns.count }, "\(sheet.name)")
    }
  }

  @Test func cellsHaveTypesAndNamesBeside() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": "id,name\no-1,=A\no-2,B\n",
      "meetings.csv":
        "id,title,start,end,country,organisers,participants\nm-1,T,2014-06-23,2014-06,Fiji,o-1;o-2,120\n",
      "followups.csv": "id,what,meeting,due\nf-1,W,m-1,2014\n",
      "statements.csv": "subject,attribute,value\nm-1,seats,80\n",
    ])
    let (sheets, _) = try Self.sheets(registry)
    func row(_ name: String) throws -> [String: Cell] {
      let sheet = try #require(sheets.first { $0.name == name })
      return Dictionary(
        uniqueKeysWithValues: zip(sheet.columns, try #require(sheet.rows.first)))
    }
    let meeting = try row("meetings")
    #expect(meeting["start"] == .day(try #require(Day(year: 2014, month: 6, day: 23))))
    #expect(meeting["end"] == .text("2014-06"))
    #expect(meeting["country"] == .text("FJI"))
    #expect(meeting["country_name"] == .text("Fiji"))
    #expect(meeting["organisers"] == .text("o-1; o-2"))
    #expect(meeting["organisers_names"] == .text("=A; B"))
    #expect(meeting["participants"] == .integer(120))
    #expect(meeting["venue"] == .empty)
    let followUp = try row("followups")
    #expect(followUp["meeting_title"] == .text("T"))
    #expect(followUp["overdue"] == .truth(true))
    let statement = try row("statements")
    #expect(statement["value"] == .integer(80))
    #expect(statement["preferred"] == .truth(false))
    #expect(statement["subject_kind"] == .text("meeting"))
  }

  @Test func howPeopleAreReachedStaysInside() async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["people.csv": "id,name\np-1,Ada Okafor\n"])
    try await registry.record([
      Step(ThingRef(.person, "p-1"), .correct(["email": .text("ada@example.org")]))
    ])
    let (sheets, leftOut) = try Self.sheets(registry)
    #expect(leftOut.map(\.what) == ["people: email"])
    #expect(!sheets.contains { $0.rows.joined().contains(.text("ada@example.org")) })
  }
}
