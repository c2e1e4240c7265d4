import Desk
import Interchange
import JSON
import Registry
import SampleData
import Testing
import Things

/// Datasets with something wrong or unusual in them.
@Suite struct ImportTests {
  /// A dataset that has to be refused, and the fault that has to be named.
  struct Trap: CustomTestStringConvertible {
    var name: String
    var file: String
    var text: [UInt8]
    var row: Int?
    var column: String?
    var value: String?
    var reason: String

    init(
      _ name: String, _ file: String, _ text: String, row: Int?, column: String?,
      value: String? = nil, reason: String
    ) {
      self.init(
        name, file, Array(text.utf8), row: row, column: column, value: value, reason: reason)
    }

    init(
      _ name: String, _ file: String, _ text: [UInt8], row: Int?, column: String?,
      value: String? = nil, reason: String
    ) {
      self.name = name
      self.file = file
      self.text = text
      self.row = row
      self.column = column
      self.value = value
      self.reason = reason
    }

    var testDescription: String { name }
  }

  static let traps: [Trap] = [
    Trap(
      "NUL", "requests.csv", "id,summary\nr-1,ok\nr-2,a\0b\n", row: 3, column: "summary",
      reason: "NUL"),
    Trap(
      "invalid UTF-8", "requests.csv", Array("id,summary\nr-1,".utf8) + [0xC3, 0x28, 0x0A],
      row: 2, column: "summary", reason: "UTF-8"),
    Trap(
      "UTF-16", "requests.csv", [0xFF, 0xFE, 0x69, 0, 0x64, 0, 0x0A, 0], row: 1, column: nil,
      reason: "UTF-16"),
    Trap(
      "duplicate header", "requests.csv", "id,summary,summary\nr-1,a,b\n", row: 1,
      column: "summary", reason: "summary"),
    Trap(
      "duplicate id", "requests.csv", "id,summary\nr-1,a\nr-2,b\nr-1,c\n", row: 4, column: "id",
      value: "r-1", reason: "row 2"),
    Trap(
      "title of a million characters", "organisations.csv",
      "id,name\na,\(String(repeating: "x", count: 1_000_000))\n", row: 2, column: "name",
      reason: "4096"),
    Trap(
      "text beyond a million bytes", "requests.csv",
      "id,summary\nr-1,\(String(repeating: "é", count: 1_000_000))\n", row: 2, column: "summary",
      reason: "1000000 bytes"),
    Trap(
      "more sources than a record holds", "requests.csv",
      "id,source\nr-1,\((0..<9000).map { "D1:L\($0)" }.joined(separator: ";"))\n", row: 2,
      column: "source", reason: "bytes"),
    Trap(
      "a date written by day", "requests.csv", "id,requested_on\nr-1,24.06.2014\n", row: 2,
      column: "requested_on", value: "24.06.2014", reason: "2014-06-24"),
    Trap(
      "unknown column", "requests.csv", "id,sumary\nr-1,x\n", row: 1, column: "sumary",
      reason: "summary"),
    Trap(
      "unknown file", "request.csv", "id,summary\nr-1,x\n", row: nil, column: nil,
      reason: "requests.csv"),
    Trap(
      "unknown organisation", "requests.csv", "id,requester\nr-1,gov-figi\n", row: 2,
      column: "requester", value: "gov-figi", reason: "gov-fiji"),
    Trap(
      "unknown meeting", "requests.csv", "id,meeting\nr-1,m-unpsf-2041\n", row: 2,
      column: "meeting", value: "m-unpsf-2041", reason: "m-unpsf-2014"),
    Trap(
      "unknown person in a role", "roles.csv",
      "meeting,person,role\nm-unpsf-2014,p-aquarro,chair\n",
      row: 2, column: "person", value: "p-aquarro", reason: "p-aquaro"),
    Trap(
      "unknown owner of a row", "affiliations.csv", "person,position\np-aquarro,Chief\n", row: 2,
      column: "person", value: "p-aquarro", reason: "p-aquaro"),
    Trap(
      "unknown subject", "statements.csv", "subject,attribute,value\nm-nowhere,seats,80\n", row: 2,
      column: "subject", value: "m-nowhere", reason: "m-nowhere"),
    Trap(
      "ambiguous country", "requests.csv", "id,country\nr-1,Korea\n", row: 2, column: "country",
      value: "Korea", reason: "KOR"),
    Trap(
      "unknown country", "requests.csv", "id,country\nr-1,Atlantis\n", row: 2, column: "country",
      value: "Atlantis", reason: "country"),
    Trap(
      "missing id", "requests.csv", "id,summary\n,x\n", row: 2, column: "id", value: "",
      reason: "empty"),
    Trap(
      "missing column", "requests.csv", "summary\nx\n", row: 1, column: "id", reason: "missing"),
    Trap(
      "bad id", "requests.csv", "id,summary\nr 1,x\n", row: 2, column: "id", value: "r 1",
      reason: ""),
    Trap(
      "too few cells", "requests.csv", "id,summary\nr-1\n", row: 2, column: "summary",
      reason: "cell"),
    Trap(
      "too many cells", "requests.csv", "id,summary\nr-1,x,y\n", row: 2, column: nil,
      reason: "cell"),
    Trap(
      "open quotation mark", "requests.csv", "id,summary\nr-1,\"x\n", row: 2, column: "summary",
      reason: "never closed"),
    Trap(
      "bad source", "requests.csv", "id,source\nr-1,page 3\n", row: 2, column: "source",
      value: "page 3", reason: ""),
    Trap(
      "no number", "participations.csv",
      "meeting,country,count\nm-unpsf-2014,Fiji,about ten\n", row: 2, column: "count",
      value: "about ten", reason: "digits"),
    Trap(
      "end before start", "meetings.csv", "id,title,start,end\nm-x,X,2014-06-24,2014-06-01\n",
      row: 2,
      column: "end", reason: "ends"),
    Trap(
      "a circle of parents", "organisations.csv", "id,name,parent\nx1,X1,x2\nx2,X2,x1\n", row: nil,
      column: "parent", reason: "stand above itself"),
    Trap("empty file", "requests.csv", "", row: 1, column: nil, reason: "empty"),
  ]

  @Test(arguments: traps)
  func aTrapIsNamedAndNothingIsWritten(trap: Trap) async throws {
    let (registry, _) = try await TestRegistry.sample()
    let size = try registry.size
    let plan = try registry.desk.plan(DatasetSource([(trap.file, trap.text)]))
    let fault = try #require(plan.faults.first)
    #expect(fault.file == trap.file)
    if let row = trap.row { #expect(fault.row == row) }
    #expect(fault.column == trap.column)
    if let value = trap.value { #expect(fault.value == value) }
    #expect(fault.reason.contains(trap.reason), "\(fault.reason)")
    #expect(plan.counts.error > 0)
    await #expect(throws: DeskError(.refused, "")) {
      _ = try await registry.desk.commit(plan, batch: "b-1", by: "staff-1")
    }
    #expect(try registry.size == size)
  }

  @Test(arguments: [
    ("a byte-order mark", "\u{FEFF}id,summary\nr-1,x\n", "x"),
    ("CRLF", "id,summary\r\nr-1,x\r\n", "x"), ("CR", "id,summary\rr-1,x\r", "x"),
    ("a quoted newline", "id,summary\nr-1,\"x\ny\"\n", "x\ny"),
    ("a quoted CRLF", "id,summary\r\nr-1,\"x\r\ny\"\r\n", "x\r\ny"),
    ("a formula", "id,summary\nr-1,=1+1\n", "=1+1"),
    ("right to left", "id,summary\nr-1,طلب\n", "طلب"),
    ("decomposed", "id,summary\nr-1,e\u{301}\n", "e\u{301}"),
    ("other columns first", "summary,id\nx,r-1\n", "x"),
    ("semicolons in a text", "id,summary\nr-1,a; b ;c\n", "a; b ;c"),
  ])
  func unusualFilesAreRead(name: String, text: String, summary: String) async throws {
    let registry = try await TestRegistry()
    try await registry.imports(["requests.csv": text])
    let row = try #require(try registry.list(.request).first)
    #expect(Array((row["summary"]?.string ?? "").utf8) == Array(summary.utf8))
    let size = try registry.size
    try await registry.imports(["requests.csv": text])
    #expect(try registry.size == size)
  }

  @Test func aTextOfAMillionCharactersIsKept() async throws {
    let registry = try await TestRegistry()
    let long = String(repeating: "long text ", count: 100_000).dropLast() + "."
    try await registry.imports(["requests.csv": "id,summary\nr-1,\(long)\n"])
    #expect(try registry.list(.request).first?["summary"]?.string?.count == 1_000_000)
    let export = try registry.desk.exported()
    let other = try await TestRegistry()
    try await other.imports(export.files.map { ($0.name, Array($0.text.utf8)) })
    #expect(try other.lists() == registry.lists())
  }

  @Test func listsMayHaveBlanksAndEmptyParts() async throws {
    let registry = try await TestRegistry()
    try await registry.imports([
      "organisations.csv": "id,name,variants\na,A,\nb,B,\" B1 ; B2;;  \"\n",
      "documents.csv": "id,title\nD1,One\n",
      "requests.csv": "id,requester,source\nr-1,\" a ;  b \",\" D1:L1 ; D1:L2 \"\n",
    ])
    let row = try #require(try registry.list(.request).first)
    #expect(row["requester"]?.strings == ["a", "b"])
    #expect(row["sources"]?.strings == ["D1:L1", "D1:L2"])
    #expect(try registry.list(.organisation).last?["variants"]?.strings == ["B1", "B2"])
  }

  @Test func allFaultsOfAllFilesComeAtOnce() async throws {
    let registry = try await TestRegistry()
    let plan = try registry.desk.plan(
      DatasetSource([
        ("requests.csv", Array("id,country,requested_on\nr-1,Korea,1.2.2014\nr-1,Mars,\n".utf8)),
        ("offers.csv", Array("id,provider\no-1,nobody\n".utf8)),
        ("people.csv", Array("id,nam\np-1,x\n".utf8)),
        ("strange.csv", Array("a\n1\n".utf8)),
        ("meetings.csv", Array("id,title,start,end\nm-1,X,2014-06-24,2014-06-01\n".utf8)),
      ]))
    let places = Set(plan.faults.map { "\($0.file) \($0.row ?? 0) \($0.column ?? "")" })
    #expect(
      places.isSuperset(of: [
        "requests.csv 2 country", "requests.csv 2 requested_on", "requests.csv 3 country",
        "offers.csv 2 provider", "people.csv 1 nam", "strange.csv 0 ", "meetings.csv 2 end",
      ]), "\(places.sorted())")
    #expect(plan.files.count == Set(plan.files.map(\.name)).count)
  }

  @Test func commitRefusesWhenTheLogMoved() async throws {
    let registry = try await TestRegistry()
    let plan = try registry.desk.plan(
      DatasetSource([("requests.csv", Array("id\nr-1\n".utf8))]))
    try await registry.record([Step(ThingRef(.request, "r-0"), .begin([:]))])
    let size = try registry.size
    await #expect(throws: DeskError(.conflict, "")) {
      _ = try await registry.desk.commit(plan, batch: "b-1", by: "staff-1")
    }
    #expect(try registry.size == size)
  }

  @Test func planningWritesNothing() async throws {
    let registry = try await TestRegistry()
    let plan = try registry.desk.plan(DatasetSource(SampleMonth.files))
    #expect(plan.counts.create > 400)
    #expect(try registry.size == 0)
  }

  @Test func filesMayComeAloneWhenWhatTheyReferToExists() async throws {
    let (registry, _) = try await TestRegistry.sample()
    let whole = try registry.lists()
    let other = try await TestRegistry()
    for file in DatasetFile.all {
      // Requests, offers and follow-ups name each other; things alone come before them.
      guard let sample = SampleMonth.files.first(where: { $0.name == file.name + ".csv" }) else {
        continue
      }
      let plan = try other.desk.plan(DatasetSource([sample]))
      guard plan.faults.isEmpty else { continue }
      try await other.imports([sample])
    }
    try await other.imports(SampleMonth.files)
    #expect(try other.lists().comparable == whole.comparable)
  }

  @Test func aCommandRepeatedIsTheSameImport() async throws {
    let registry = try await TestRegistry()
    let source = DatasetSource([("requests.csv", Array("id\nr-1\nr-2\n".utf8))])
    let command = registry.desk.newID()
    let first = try await registry.desk.commit(
      try registry.desk.plan(source), batch: registry.desk.newBatch(), by: "staff-1",
      command: command)
    let again = try await registry.desk.commit(
      try registry.desk.plan(source), batch: registry.desk.newBatch(), by: "staff-1",
      command: command)
    #expect(again.repeated)
    #expect(again.events == first.events)
    let other = DatasetSource([("requests.csv", Array("id\nr-3\n".utf8))])
    await #expect(throws: DeskError(.refused, "")) {
      _ = try await registry.desk.commit(
        try registry.desk.plan(other), batch: registry.desk.newBatch(), by: "staff-1",
        command: command)
    }
  }
}
