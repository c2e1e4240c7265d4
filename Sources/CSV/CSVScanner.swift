/// Takes a stream of bytes apart into records (RFC 4180), the header being just the first of them.
///
/// A record ends at LF, CRLF or CR. Faults are collected and scanning goes on behind them, so that
/// one pass finds them all; what a faulty record held is dropped. At most one record and one piece
/// of the stream are in memory.
struct CSVScanner {
  /// One record with its faults; the columns of faults are numbers from 1.
  struct Record {
    var row: Int
    var line: Int
    var fields: [String]
    var faults: [CSVError]
  }

  private let limits: CSVLimits
  private let source: () throws -> [UInt8]?
  private var piece: [UInt8] = []
  private var position = 0
  private var sourceEnded = false
  private var isAtStart = true
  private var row = 0
  private var line = 1

  // The record being read.
  private var field: [UInt8] = []
  private var fieldHasFault = false
  private var recordBytes = 0
  private var isDropped = false
  private var record = Record(row: 0, line: 0, fields: [], faults: [])

  /// Reads pieces of a file from `source` until it returns nil.
  init(limits: CSVLimits, source: @escaping () throws -> [UInt8]?) {
    self.limits = limits
    self.source = source
  }

  /// The next record, or nil at the end; blank lines are counted and passed over.
  mutating func next() throws -> Record? {
    if isAtStart {
      isAtStart = false
      if let fault = try readByteOrderMark() {
        (sourceEnded, piece, position) = (true, [], 0)
        return Record(row: 1, line: 1, fields: [], faults: [fault])
      }
    }
    while let first = try peek() {
      row += 1
      if try endLine(first) { continue }
      record = Record(row: row, line: line, fields: [], faults: [])
      recordBytes = 0
      isDropped = false
      while try readField() {}
      return record
    }
    return nil
  }

  /// Reads one field and what ends it; returns whether another field follows in the record.
  private mutating func readField() throws -> Bool {
    field.removeAll(keepingCapacity: true)
    fieldHasFault = false
    if try peek() == .quote { try readQuoted() }
    try readPlain()
    finishField()
    guard let byte = try peek() else { return false }
    if byte == .comma {
      position += 1
      grow(by: 1)
      return true
    }
    _ = try endLine(byte)
    return false
  }

  /// Reads up to a separator or the end of the line; after a quoted field, nothing may stand there.
  private mutating func readPlain() throws {
    var isQuoteAllowed = true
    while let byte = try peek(), byte != .comma, byte != .lineFeed, byte != .carriageReturn {
      if byte == .quote, isQuoteAllowed {
        isQuoteAllowed = false
        fault(
          .strayQuote, "a quotation mark stands inside a cell that does not begin with one",
          "put the cell in quotation marks and double those inside it (\"\")")
      }
      take(endingAt: { $0 == .comma || $0 == .lineFeed || $0 == .carriageReturn || $0 == .quote })
    }
  }

  /// Reads a field in quotation marks, and reports what stands between its end and a separator.
  private mutating func readQuoted() throws {
    let opened = line
    position += 1
    while let byte = try peek() {
      guard byte == .quote else {
        if try endLine(byte, into: true) { continue }
        take(endingAt: { $0 == .quote || $0 == .lineFeed || $0 == .carriageReturn })
        continue
      }
      position += 1
      if try peek() == .quote {
        append([.quote])
        position += 1
        continue
      }
      if let after = try peek(), after != .comma, after != .lineFeed, after != .carriageReturn {
        fault(
          .strayQuote, "text stands behind the closing quotation mark of a cell",
          "double the quotation marks inside the cell (\"\"), or delete the text behind it")
      }
      return
    }
    fault(
      .unterminatedQuote, "the quotation mark opened on line \(opened) is never closed",
      "close it, or double it (\"\") if it is part of the text")
  }

  /// Passes over a line break if `byte` begins one; inside a quoted field the break is kept.
  private mutating func endLine(_ byte: UInt8, into isInField: Bool = false) throws -> Bool {
    guard byte == .lineFeed || byte == .carriageReturn else { return false }
    if isInField { append([byte]) }
    position += 1
    line += 1
    if byte == .carriageReturn, try peek() == .lineFeed {
      if isInField { append([.lineFeed]) }
      position += 1
    }
    return true
  }

  /// Appends to the field what the piece holds up to a byte that satisfies the condition, and at
  /// least one byte.
  private mutating func take(endingAt isEnd: (UInt8) -> Bool) {
    var end = position + 1
    while end < piece.count, !isEnd(piece[end]) { end += 1 }
    append(piece[position..<end])
    position = end
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    guard !isDropped else { return }
    let roomInField = limits.fieldBytes - field.count
    // Which limit is met first must not depend on how the stream was cut into pieces.
    if bytes.count > roomInField, roomInField <= roomInRecord {
      fault(
        .fieldTooLong, "the cell is longer than \(limits.fieldBytes) bytes",
        "shorten it, or look for a quotation mark that is not closed")
    }
    grow(by: bytes.count)
    if !isDropped, bytes.count <= roomInField { field.append(contentsOf: bytes) }
  }

  /// How many bytes more the record may have.
  private var roomInRecord: Int {
    record.fields.count < limits.fields ? limits.rowBytes - recordBytes : 0
  }

  /// Counts bytes of the record; one that grows beyond its limits keeps nothing but its faults.
  private mutating func grow(by bytes: Int) {
    guard !isDropped else { return }
    isDropped = bytes > roomInRecord
    recordBytes += bytes
    guard isDropped else { return }
    field = []
    record.fields = []
    record.faults.append(
      CSVError(
        .rowTooLong, row: record.row, line: record.line,
        reason: "the row has more than \(limits.rowBytes) bytes or \(limits.fields) cells",
        hint: "shorten it, or look for a quotation mark that is not closed"))
  }

  private mutating func finishField() {
    guard !isDropped else { return }
    if field.contains(0) {
      fault(.nul, "the cell holds a NUL byte", "delete it, or export the file again as UTF-8 text")
    }
    let text = String(validating: field, as: UTF8.self)
    if text == nil {
      fault(.invalidUTF8, "the cell is not valid UTF-8", "save the file with the encoding UTF-8")
    }
    record.fields.append(text ?? "")
  }

  /// Notes a fault of the field being read; only the first one of a field is of use to anybody.
  private mutating func fault(_ code: CSVError.Code, _ reason: String, _ hint: String) {
    guard !fieldHasFault, !isDropped else { return }
    fieldHasFault = true
    record.faults.append(
      CSVError(
        code, row: record.row, line: record.line, column: String(record.fields.count + 1),
        reason: reason, hint: hint))
  }

  /// Passes over the mark that UTF-8 files may begin with; files in UTF-16 or UTF-32 are refused.
  private mutating func readByteOrderMark() throws -> CSVError? {
    while piece.count < 3, !sourceEnded {
      if let next = try source() { piece += next } else { sourceEnded = true }
    }
    if piece.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    guard piece.starts(with: [0xFF, 0xFE]) || piece.starts(with: [0xFE, 0xFF]) else { return nil }
    return CSVError(
      .encoding, row: 1, line: 1, reason: "the file is written in UTF-16 or UTF-32",
      hint: "save it as \"CSV UTF-8\"")
  }

  /// The byte at the position, taking the next piece when one is used up; nil at the end.
  private mutating func peek() throws -> UInt8? {
    while position == piece.count {
      guard !sourceEnded, let next = try source() else {
        sourceEnded = true
        return nil
      }
      piece = next
      position = 0
    }
    return piece[position]
  }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
