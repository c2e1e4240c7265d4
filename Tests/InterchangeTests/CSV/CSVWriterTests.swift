import CSV
import Testing

@Suite struct CSVWriterTests {
  @Test(arguments: [
    (["a", "b"], "a,b\r\n"), (["a,b", "c\"d"], "\"a,b\",\"c\"\"d\"\r\n"),
    (["x\ny", "x\ry"], "\"x\ny\",\"x\ry\"\r\n"), ([""], "\"\"\r\n"), (["", ""], ",\r\n"),
    ([" a", "b "], "\" a\",\"b \"\r\n"), (["\u{FEFF}a"], "\"\u{FEFF}a\"\r\n"),
    (["=1+1", "é;ü"], "=1+1,é;ü\r\n"),
  ])
  func writes(fields: [String], text: String) {
    #expect(Array(CSVWriter().row(fields).utf8) == Array(text.utf8))
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+49", "'+49"), ("-2", "'-2"), ("@x", "'@x"), ("\tx", "'\tx"),
    ("\rx", "'\rx"), ("\r\nx", "'\r\nx"), (" =x", "' =x"), ("＝x", "'＝x"), ("a=b", "a=b"), ("", ""),
    ("'x", "'x"), ("a; =x", "a; '=x"), ("a;=x;+y", "a;'=x;'+y"), ("a\n-x", "a\n'-x"),
    ("a\r\n =x", "a\r\n '=x"), ("a;\t@x", "a;\t'@x"), (";＋x", ";'＋x"), ("\r\n=x", "'\r\n'=x"),
    ("a; b=c; d-e", "a; b=c; d-e"), ("D1:L2;D1:L3-4", "D1:L2;D1:L3-4"),
  ])
  func guardsFormulas(text: String, guarded: String) {
    #expect(CSVWriter.guarded(text) == guarded)
    let writer = CSVWriter(.people, lineEnding: .lf)
    #expect(writer.row([guarded, "1"]) == CSVWriter(lineEnding: .lf).row([guarded, "1"]))
    #expect(writer.row([text, "1"]) == CSVWriter(lineEnding: .lf).row([guarded, "1"]))
  }

  @Test func whatWasWrittenIsReadAgain() throws {
    var random = SeededGenerator(seed: 4180)
    let alphabet = Array("ab\"\",,\n\r;= \u{FEFF}é\u{301}漢😀\t'".unicodeScalars)
    for _ in 0..<400 {
      let width = Int.random(in: 1...5, using: &random)
      let table = (0..<Int.random(in: 1...8, using: &random)).map { _ in
        (0..<width).map { _ in
          var text = String.UnicodeScalarView()
          for _ in 0..<Int.random(in: 0...9, using: &random) {
            text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
          }
          return String(text)
        }
      }
      let header = (0..<width).map { "c\($0)" }
      for ending in [CSVWriter.LineEnding.crlf, .lf] {
        let writer = CSVWriter(lineEnding: ending)
        let bytes = ([header] + table).flatMap { writer.row($0).utf8 }
        for pieces in [nil, 1, 5] {
          let contents = try CSVReaderTests.read(bytes, pieces: pieces)
          #expect(contents.faults.isEmpty)
          #expect(contents.header == header)
          #expect(
            contents.rows.map { $0.fields.map { Array($0.utf8) } }
              == table.map { $0.map { Array($0.utf8) } })
          #expect(contents.rows.map(\.number) == Array(2..<(2 + table.count)))
        }
      }
    }
  }

  @Test func anyBytesAreReadToTheEnd() throws {
    var random = SeededGenerator(seed: 99)
    let bytes: [UInt8] = Array("\",\r\n\"a\"\n,".utf8) + [0, 0xFF, 0xC3, 0xA9, 0xEF, 0xBB, 0xBF]
    for round in 0..<3_000 {
      let input = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        round.isMultiple(of: 2)
          ? bytes[Int.random(in: 0..<bytes.count, using: &random)]
          : UInt8.random(in: .min ... .max, using: &random)
      }
      let limits = CSVLimits(fieldBytes: 20, rowBytes: 40, fields: 6)
      let whole = try CSVReaderTests.read(input, limits: limits)
      let inPieces = try CSVReaderTests.read(input, limits: limits, pieces: 3)
      #expect(whole.rows == inPieces.rows)
      #expect(whole.faults.map(\.row) == inPieces.faults.map(\.row))
      #expect(whole.rows.allSatisfy { $0.fields.count == whole.header.count })
    }
  }
}
