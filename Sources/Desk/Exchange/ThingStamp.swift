import Crypto
import EventLog
import Foundation
import Interchange
import Registry
import Things

/// What names a thing outside of the registry, and how far it has come.
struct ThingStamp {
  /// The revision of its last event.
  let revision: Int
  /// When that was recorded.
  let changed: UTCSecond
}

extension LogSnapshot {
  /// The thing's last event before a log size; nil when it had none.
  func stamp(of ref: ThingRef, at size: UInt64) throws -> ThingStamp? {
    var stamp: ThingStamp?
    try forEachEvent(of: StreamName(ref), from: 0, backward: true) { event in
      guard event.position < size else { return true }
      stamp = UTCSecond(event.recorded.description).map {
        ThingStamp(revision: Int(event.revision), changed: $0)
      }
      return false
    }
    return stamp
  }
}

extension Desk {
  /// What names the thing in calendars and address books, for ever and for everybody who writes the
  /// same thing of the same log: a UUID made from the log's name, the kind and the log's id.
  ///
  /// A name that can be read would tell where the file is from to everybody it is passed on to,
  /// which RFC 7986 (section 5.3) forbids. Version 5 (RFC 9562, section 5.5), in the name space of
  /// URLs, of the name `<origin>/<kind>/<id>`.
  func externalID(of ref: ThingRef) -> String {
    // 6ba7b811-9dad-11d1-80b4-00c04fd430c8, RFC 9562, section 6.6.
    let nameSpace: [UInt8] = [
      0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30,
      0xC8,
    ]
    let hash = Insecure.SHA1.hash(data: nameSpace + Array("\(log.origin)/\(ref)".utf8))
    var halves = hash.prefix(16).reduce(into: [UInt64]()) { halves, byte in
      if halves.isEmpty { halves = [0, 0] }
      halves[0] = halves[0] << 8 | halves[1] >> 56
      halves[1] = halves[1] << 8 | UInt64(byte)
    }
    halves[0] = halves[0] & ~0xF000 | 0x5000
    halves[1] = halves[1] & ~(0xC000 << 48) | 0x8000 << 48
    return UniqueID(high: halves[0], low: halves[1]).description
  }
}

extension Desk {
  /// When the last event before a log size was recorded, in seconds since 1970; 0 for an empty log.
  public func lastRecorded(before size: UInt64) throws -> Int {
    try log.read { snapshot in
      var last = 0
      try snapshot.forEachEvent(
        in: 0..<min(size, snapshot.size), filter: EventFilter(), backward: true
      ) { event in
        last = Int(event.recorded.microseconds / 1_000_000)
        return false
      }
      return last
    }
  }
}
