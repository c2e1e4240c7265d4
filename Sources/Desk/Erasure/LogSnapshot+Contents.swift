import EventLog
import JSON
import Registry
import Things

extension LogSnapshot {
  /// All that was ever sealed under the keys of these people from a position on, be it still there or
  /// not.
  func contents(
    sealedFor people: Set<String>, from start: Position = 0
  ) throws -> [BesideAddress] {
    // A record names the subject of a sealed content in clear; only those are taken apart.
    let needles = people.map { ByteSearch("\"subject\":\"\($0)\"") }
    var found: [BesideAddress] = []
    try forEachRecord(in: start..<size) { position, record in
      guard needles.contains(where: { $0.isIn(record) }) else { return true }
      for entry in try JSONValue(parsing: record)["beside"]?.array ?? [] {
        if let subject = entry["subject"]?.string, people.contains(subject),
          let field = entry["field"]?.string
        {
          found.append(BesideAddress(position: position, field: field))
        }
      }
      return true
    }
    return found
  }

  /// The things whose texts stand at these addresses, sorted, each with its own. What lies beyond the
  /// log is left out.
  func things(
    of addresses: [BesideAddress]
  ) throws -> [(thing: ThingRef, texts: [BesideAddress])] {
    var found: [ThingRef: [BesideAddress]] = [:]
    for address in addresses where address.position < size {
      try forEachEvent(
        in: address.position..<address.position + 1, filter: EventFilter(), backward: false
      ) {
        if let thing = $0.thing { found[thing, default: []].append(address) }
        return false
      }
    }
    return found.sorted { $0.key.description < $1.key.description }.map { ($0.key, $0.value) }
  }

  /// The same addresses by the ids of their events, which no other event ever gets.
  func lastingNames(of addresses: [BesideAddress]) throws -> [String] {
    var names: [String] = []
    for address in addresses where address.position < size {
      try forEachEvent(
        in: address.position..<address.position + 1, filter: EventFilter(), backward: false
      ) {
        names.append("\($0.id):\(address.field)")
        return false
      }
    }
    return names
  }

  /// The address of a text by the id of its event and its field; nil when this log does not have it.
  func address(ofLastingName name: String) throws -> BesideAddress? {
    guard let colon = name.firstIndex(of: ":"), let id = UniqueID(name[..<colon]),
      let position = try position(ofEvent: id)
    else { return nil }
    return BesideAddress(position: position, field: String(name[name.index(after: colon)...]))
  }
}
