import CSV
import Interchange
import Testing

@Suite struct CSVReaderTests {
  /// Everything in a file: rows and faults in order.
  struct Contents {
    var header: [String] = []
    var rows: [CSVRow] = []
    var faults: [CSVError] = []
  }

  static func read(
    _ bytes: [UInt8], limits: CSVLimits = CSVLimits(), pieces size: Int? = nil
  ) throws -> Contents {
    var rest = bytes[...]
    var reader =
      size.map { size in
        CSVReader(limits: limits) {
          defer { rest = rest.dropFirst(size) }
          return rest.isEmpty ? nil : Array(rest.prefix(size))
        }
      } ?? CSVReader(bytes, limits: limits)
    let (header, faults) = try reader.header()
    var contents = Contents(header: header.columns, faults: faults)
    while let record = try reader.next() {
      switch record {
      case .row(let row): contents.rows.append(row)
      case .refused(let faults): contents.faults += faults
      }
    }
    return contents
  }

  static func read(_ text: String, limits: CSVLimits = CSVLimits()) throws -> Contents {
    try read(Array(text.utf8), limits: limits)
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]), ("a,b\r\n1,2\r\n", [["1", "2"]]), ("a,b\r1,2\r", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]), ("\u{FEFF}a,b\n1,2", [["1", "2"]]),
    ("a,b\n\"1\",\"2\"", [["1", "2"]]), ("a,b\n\"x\"\"y\",\"1,2\"", [["x\"y", "1,2"]]),
    ("a,b\n\"1\n2\",\"3\r\n4\"\n5,6", [["1\n2", "3\r\n4"], ["5", "6"]]),
    ("a,b\n,\n", [["", ""]]), ("a,b\n\"\",\"\"\n", [["", ""]]), ("a,b\n1,", [["1", ""]]),
    ("a,b\n\n\n1,2\n\n", [["1", "2"]]), ("a,b\n 1 ; 2 ,x;y", [[" 1 ; 2 ", "x;y"]]),
    ("a,b\n=1+1,שלום", [["=1+1", "שלום"]]), ("a,b\ne\u{301},\u{E9}", [["e\u{301}", "\u{E9}"]]),
    ("a,b", []), ("a,b\n\"\"\"\",\"\"\"x\"", [["\"", "\"x"]]),
  ])
  func reads(text: String, rows: [[String]]) throws {
    for size in [nil, 1, 2, 3, 7] {
      let contents = try Self.read(Array(text.utf8), pieces: size)
      #expect(contents.header == ["a", "b"])
      #expect(contents.faults.isEmpty)
      #expect(
        contents.rows.map { $0.fields.map { Array($0.utf8) } }
          == rows.map { $0.map { Array($0.utf8) } })
    }
  }

  @Test func rowsAreCountedAsInASpreadsheetAndLinesAsInAnEditor() throws {
    let contents = try Self.read("a,b\r\n\"1\r\n1\r1\n1\",2\r\n\r\n3,4\r\n")
    #expect(contents.rows.map(\.number) == [2, 4])
    #expect(contents.rows.map(\.line) == [2, 7])
  }

  @Test func goesOnAfterEveryFaultAndNamesItsPlace() throws {
    var bytes = Array("id,title,note\n1,a\n2,b,c,d\n3,say \"so\",x\n4,\"b\"ad,x\n5,".utf8)
    bytes += [0xFF] + Array(",x\n6,a".utf8) + [0] + Array("b,x\n7,ok,x\n8,\"open,x\n9,y,z\n".utf8)
    let contents = try Self.read(bytes)
    #expect(contents.rows.map { $0.fields[0] } == ["7"])
    #expect(
      contents.faults.map(\.code) == [
        .tooFewFields, .tooManyFields, .strayQuote, .strayQuote, .invalidUTF8, .nul,
        .unterminatedQuote,
      ])
    #expect(contents.faults.map(\.row) == [2, 3, 4, 5, 6, 7, 9])
    #expect(
      contents.faults.map(\.column) == ["note", nil, "title", "title", "title", "title", "title"])
    #expect(
      contents.faults[0].message.hasPrefix(
        "row 2, column note: the row has 2 cells, the header 3; "))
    #expect(contents.faults[6].reason.contains("line 9"))
  }

  @Test func severalCellsOfOneRowMayBeAtFault() throws {
    let contents = try Self.read("a,b\nx\"y\"z,\"p\"q\"r\"\n1,2")
    #expect(contents.faults.map(\.column) == ["a", "b"])
    #expect(contents.rows.count == 1)
  }

  @Test func headerFaults() throws {
    #expect(try Self.read("").faults.map(\.code) == [.noHeader])
    #expect(try Self.read("\n\r\n").faults.map(\.code) == [.noHeader])
    let contents = try Self.read("a,,a, ,b\n1,2,3,4,5")
    #expect(contents.faults.map(\.code) == [.unnamedColumn, .duplicateColumn, .unnamedColumn])
    #expect(contents.faults.map(\.column) == ["2", "a", "4"])
    #expect(contents.rows.count == 1)
    #expect(try Self.read("a,b\"\n1,2").faults.map(\.code) == [.strayQuote])
    #expect(try Self.read([0xFF, 0xFE, 0x61, 0, 0x0A, 0]).faults.map(\.code) == [.encoding])
  }

  @Test func unknownColumnsHaveNearMatches() {
    let header = CSVHeader(columns: ["id", "titel", "colour", " "])
    let faults = header.unknownColumns(expected: ["id", "title", "kind"])
    #expect(faults.map(\.column) == ["titel", "colour"])
    #expect(faults.map(\.hint) == ["did you mean title?", "the columns are id, title, kind"])
    let foreign = CSVHeader(columns: ["id;title"]).unknownColumns(expected: ["id", "title"])
    #expect(foreign.map(\.reason) == ["the columns are separated by semicolons"])
  }

  @Test func aCellOfAMillionCharactersIsAcceptedAndALongerOneNamed() throws {
    let million = String(repeating: "x", count: 1_000_000)
    #expect(try Self.read("a,b\n\(million),2").rows.first?.fields[0] == million)
    for cell in ["\(million)x", "\"\(million)x\""] {
      let contents = try Self.read("a,b\n\(cell),2\n3,4")
      #expect(contents.faults.map(\.code) == [.fieldTooLong])
      #expect(contents.faults.map(\.column) == ["a"])
      #expect(contents.rows.map(\.fields) == [["3", "4"]])
    }
  }

  @Test func rowsBeyondTheLimitAreDropped() throws {
    let limits = CSVLimits(fieldBytes: 50, rowBytes: 100, fields: 10)
    for row in [
      String(repeating: "12345,", count: 30), String(repeating: ",", count: 200),
      String(repeating: ",", count: 11), "\"" + String(repeating: "x\n", count: 90) + "\"",
    ] {
      let contents = try Self.read("a,b\n\(row)\n1,2\n", limits: limits)
      #expect(contents.faults.last?.code == .rowTooLong)
      #expect(contents.faults.last?.row == 2)
      #expect(contents.rows.map(\.fields) == [["1", "2"]])
    }
  }

  @Test func whatTheSourceThrowsComesThrough() {
    struct Broken: Error {}
    var reader = CSVReader { throw Broken() }
    #expect(throws: Broken.self) { try reader.next() }
  }
}
