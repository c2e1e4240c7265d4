import Foundation
import LMDB

/// Flips single bits of a file in order, one at a time, and says where the check of its pages
/// does not answer as it should.
struct FlipCampaign {
  let directory: String
  let path: String
  private let map: ByteMap
  private let expected: [[[UInt8]: [UInt8]]]
  private let size: Int
  /// How many flips were noticed, and of how many in what is used.
  private(set) var noticed = 0
  private(set) var used = 0
  private(set) var tried = 0

  init(_ directory: String, expected: [[[UInt8]: [UInt8]]]) throws {
    self.directory = directory
    path = directory + "/data.mdb"
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    map = ByteMap(file)
    self.expected = expected
    size = file.count
  }

  /// A place that is worth a flip: one time in four anywhere, else near what holds pages together.
  private func place(_ generator: inout SeededGenerator) -> Int {
    let pages = map.nodes.keys.sorted()
    guard !generator.oneIn(4), let page = pages.randomElement(using: &generator) else {
      return Int.random(in: 0..<size, using: &generator)
    }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0:
      return Int.random(in: 0..<2, using: &generator) * 4096
        + Int.random(in: 0..<160, using: &generator)
    case 1, 2: return page * 4096 + Int.random(in: 0..<40, using: &generator)
    default:
      let node = map.nodes[page]?.randomElement(using: &generator) ?? page * 4096
      return min(size - 1, node + Int.random(in: 0..<24, using: &generator))
    }
  }

  /// Flips one bit, asks the check, and flips it back. Returns what is wrong with the answer.
  mutating func flip(_ generator: inout SeededGenerator) throws -> String? {
    let place = place(&generator)
    return try flip(byte: place, bit: UInt8.random(in: 0..<8, using: &generator))
  }

  /// Flips this bit, asks the check, and flips it back.
  mutating func flip(byte place: Int, bit: UInt8) throws -> String? {
    try toggle(place, bit)
    defer { try? toggle(place, bit) }
    return try judge(place, bit)
  }

  private mutating func judge(_ place: Int, _ bit: UInt8) throws -> String? {
    let use = map.uses[place]
    let name = "\(path): byte \(place % 4096) of page \(place / 4096), bit \(bit), \(use)"
    tried += 1
    if use != .unused { used += 1 }
    let report: PageReport
    do { report = try Environment.checkPages(ofFile: path) } catch {
      noticed += 1
      return use == .structure ? nil : "\(name): \(error)"
    }
    if !report.isSound { noticed += 1 }
    switch use {
    case .unused where !report.isSound || !report.remarks.isEmpty:
      return "\(name): reported \(report.faults + report.remarks)"
    case .idle where !report.isSound && place / 4096 != map.live:
      return "\(name): reported \(report.faults)"
    case .structure where report.isSound && !isForgivable(place, report):
      return "\(name): not noticed"
    default: break
    }
    guard report.isSound, report.remarks.isEmpty else { return nil }
    let changes = try changedEntries()
    return changes > (use == .content ? 1 : 0) ? "\(name): \(changes) entries changed" : nil
  }

  /// A last commit that seems to be the one before the other is remarked on only: a commit that
  /// failed looks the same.
  private func isForgivable(_ place: Int, _ report: PageReport) -> Bool {
    place / 4096 == map.live && place % 4096 >= 144 && !report.remarks.isEmpty
  }

  /// How many entries the library reads otherwise than before; the check has said that it can.
  private func changedEntries() throws -> Int {
    var options = Environment.Options(databases: RandomStore.names)
    options.isReadOnly = true
    options.creates = false
    let environment: Environment
    do { environment = try Environment(directory: directory, options: options) } catch {
      // The name of a database is content, too.
      return (error as LMDBError).code == .notFound ? 1 : 2
    }
    defer { environment.close() }
    let content = try RandomStore.content(environment)
    guard try areFound(content, environment) else { return .max }
    return zip(content, expected).map { content, expected in
      let keys = Set(content.keys).union(expected.keys)
      let different = keys.filter { content[$0] != expected[$0] }
      let isRenamed =
        different.count == 2 && content.count == expected.count
        && different.filter { content[$0] == nil }.count == 1
      return isRenamed ? 1 : different.count
    }.reduce(0, +)
  }

  /// Whether every key is found from the root.
  private func areFound(
    _ content: [[[UInt8]: [UInt8]]], _ environment: Environment
  ) throws -> Bool {
    try environment.read { (transaction) throws in
      try zip(RandomStore.names, content).allSatisfy { (name, content) throws in
        let database = try environment.database(name)
        return try content.allSatisfy { try transaction.get(database, $0.key) == $0.value }
      }
    }
  }

  private func toggle(_ place: Int, _ bit: UInt8) throws {
    let file = open(path, O_RDWR)
    defer { close(file) }
    var byte: UInt8 = 0
    guard pread(file, &byte, 1, off_t(place)) == 1 else { throw CocoaError(.fileReadUnknown) }
    byte ^= 1 << bit
    guard pwrite(file, &byte, 1, off_t(place)) == 1 else { throw CocoaError(.fileWriteUnknown) }
  }
}
