import Crypto
import Desk
import EventLog
import Foundation
import HTTPTypes
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// The part of a list that is asked for, and when the whole is read.
struct PageRequest: Sendable {
  /// How many rows at most.
  let limit: Int
  /// How many are passed over first.
  let offset: Int
  /// The moment that is read; nil for now.
  let moment: Moment?
  /// What today means; nil for the office's day.
  let today: Day?
  private let asked: String

  /// What a call asks for: the first page, or what a cursor says.
  init(_ call: Call) throws {
    limit = call.number("limit").map { Int(clamping: $0) } ?? Page.usual
    asked = Self.fingerprint(of: call)
    guard let text = call.text("cursor") else {
      (offset, moment, today) = (0, call.visit.asOf, try call.today())
      return
    }
    guard let cursor = Cursor(text), cursor.asked == asked,
      cursor.size <= (try call.visit.site.size())
    else {
      throw Problem(
        .badRequest, "cursor", "the cursor belongs to no list that is asked for like this",
        hint: "follow the Link header as it stands, or begin again without the cursor",
        faults: [.init("cursor", "belongs to another list")])
    }
    (offset, moment, today) = (cursor.offset, .size(cursor.size), Day(number: Int32(cursor.today)))
  }

  /// Where the next page begins, in a list that was read at a size.
  func next(_ reading: Reading) -> Cursor {
    Cursor(
      size: reading.reader.size, offset: offset + limit, today: Int(reading.today.number),
      asked: asked)
  }

  /// Where the next page begins, in the log as it stood at a size.
  func next(at size: UInt64, from position: Int) -> Cursor {
    Cursor(size: size, offset: position, today: today.map { Int($0.number) } ?? 0, asked: asked)
  }

  /// A hash of the address without what differs from page to page.
  private static func fingerprint(of call: Call) -> String {
    let pairs = call.visit.query.pairs.filter { !["cursor", "limit"].contains($0.name) }
    let text = "\(call.visit.path)?\(FilterQuery(pairs).text)"
    return Base64URL.text(SHA256.hash(data: Data(text.utf8)).prefix(9))
  }
}

/// A place in a list as it stood at one size of the log: whatever is recorded meanwhile, the pages do
/// not shift.
struct Cursor: Hashable, Sendable {
  /// The size that the list is read at.
  var size: UInt64
  /// How many rows come before.
  var offset: Int
  /// The day that counts as today.
  var today: Int
  /// A hash of the address.
  var asked: String

  init(size: UInt64, offset: Int, today: Int, asked: String) {
    (self.size, self.offset, self.today, self.asked) = (size, offset, today, asked)
  }

  /// Reads a cursor; nil when it is none.
  init?(_ text: String) {
    guard text.utf8.count <= 200, let bytes = Base64URL.bytes(text),
      let parts = String(validating: bytes, as: UTF8.self)?.split(separator: " "),
      parts.count == 4, let size = UInt64(parts[0]), let offset = Int(parts[1]), offset >= 0,
      offset < 1 << 40, let today = Int32(parts[2])
    else { return nil }
    self.init(size: size, offset: offset, today: Int(today), asked: String(parts[3]))
  }

  /// The cursor as it stands in an address.
  var text: String { Base64URL.text("\(size) \(offset) \(today) \(asked)".utf8) }
}
