import Glibc

/// The start of a record, found without parsing the rest: the fields have a fixed order, and those
/// before `by` are written without escapes. The byte ranges point into the record.
struct RecordHeader {
  var position: UInt64
  var id: UniqueID
  var type: Range<Int>
  var stream: Range<Int>
  var revision: UInt32
  var recorded: Range<Int>
  private let end: Int

  /// Reads the header; nil when the bytes are no record.
  init?(_ record: UnsafeRawBufferPointer) {
    var scanner = Scanner(record: record)
    guard scanner.skip(#"{"v":"#), scanner.number() != nil,
      scanner.skip(#","position":"#), let position = scanner.number(),
      scanner.skip(#","id":""#), let id = scanner.uniqueID(),
      scanner.skip(#","type":""#), let type = scanner.plainText(),
      scanner.skip(#","stream":""#), let stream = scanner.plainText(),
      scanner.skip(#","revision":"#), let revision = scanner.number(),
      let revision = UInt32(exactly: revision), revision < .max,
      scanner.skip(#","recorded":""#), let recorded = scanner.plainText(), recorded.count == 27
    else { return nil }
    self.position = position
    self.id = id
    self.type = type
    self.stream = stream
    self.revision = revision
    self.recorded = recorded
    end = scanner.offset
  }

  /// The command's id, which stands behind two texts of any form.
  func command(in record: UnsafeRawBufferPointer) -> UniqueID? {
    var scanner = Scanner(record: record, offset: end)
    guard scanner.skip(#","by":""#), scanner.anyText(),
      scanner.skip(#","via":""#), scanner.anyText(), scanner.skip(#","command":""#)
    else { return nil }
    return scanner.uniqueID()
  }

  /// Only the type, for filters.
  static func type(of record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var scanner = Scanner(record: record)
    guard scanner.skip(#"{"v":"#), scanner.number() != nil,
      scanner.skip(#","position":"#), scanner.number() != nil,
      scanner.skip(#","id":""#), scanner.skip(count: 37),
      scanner.skip(#","type":""#), let type = scanner.plainText()
    else { return nil }
    return UnsafeRawBufferPointer(rebasing: record[type])
  }

  private struct Scanner {
    let record: UnsafeRawBufferPointer
    var offset = 0

    @inline(__always)
    mutating func skip(_ text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard offset + count <= record.count, let start = record.baseAddress,
        memcmp(start + offset, text.utf8Start, count) == 0
      else { return false }
      offset += count
      return true
    }

    mutating func skip(count: Int) -> Bool {
      offset += count
      return offset <= record.count
    }

    mutating func number() -> UInt64? {
      var value: UInt64 = 0
      let start = offset
      while offset < record.count, case let digit = record[offset] &- 48, digit < 10 {
        guard offset - start < 19 else { return nil }
        value = value * 10 + UInt64(digit)
        offset += 1
      }
      return offset > start ? value : nil
    }

    /// An id with the quotation mark behind it.
    mutating func uniqueID() -> UniqueID? {
      guard offset + 37 <= record.count,
        let id = UniqueID(prefix: UnsafeRawBufferPointer(rebasing: record[offset...])),
        record[offset + 36] == UInt8(ascii: "\"")
      else { return nil }
      offset += 37
      return id
    }

    /// The range up to the next quotation mark; the mark is skipped.
    mutating func plainText() -> Range<Int>? {
      let start = offset
      guard start < record.count, let base = record.baseAddress,
        let mark = memchr(base + start, Int32(UInt8(ascii: "\"")), record.count - start)
      else { return nil }
      offset = base.distance(to: UnsafeRawPointer(mark)) + 1
      return start..<offset - 1
    }

    /// Skips a text that may hold escapes, with its quotation mark.
    mutating func anyText() -> Bool {
      while offset < record.count {
        let byte = record[offset]
        offset += byte == UInt8(ascii: "\\") ? 2 : 1
        if byte == UInt8(ascii: "\"") { return true }
      }
      return false
    }
  }
}
