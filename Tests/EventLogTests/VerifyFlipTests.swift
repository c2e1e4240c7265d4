import EventLog
import Foundation
import Testing

/// Single bits changed in whatever the log holds. `VERIFY_FLIPS` says how many for each kind.
@Suite struct VerifyFlipTests {
  static let stored = Task {
    try await StoredLog(seed: 79, commands: 130, isIndexed: true).files()
  }

  /// A database, and whether its keys or its values are changed.
  struct Place: Sendable, CustomTestStringConvertible {
    var file: TamperedLog.File
    var database: String
    var isKey: Bool

    var testDescription: String { "\(file) \(database) \(isKey ? "keys" : "values")" }
  }

  static let places = [TamperedLog.File.evidence, .index].flatMap { file in
    file.databases.flatMap { name in
      [false, true].map { Place(file: file, database: name, isKey: $0) }
    }
  }

  /// One bit of one entry, and the entry as it was and is.
  struct Flip {
    var before: TamperedLog.Entry
    var after: TamperedLog.Entry
  }

  @Test(arguments: places) func aChangedBitIsFound(_ place: Place) async throws {
    let count = ProcessInfo.processInfo.environment["VERIFY_FLIPS"].flatMap(Int.init) ?? 25
    var random = Seeded(place.testDescription.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    let files = try await Self.stored.value
    for _ in 0..<count {
      let log = try files.copy()
      let flip = try Self.flip(place, in: log, &random)
      let description = "\(place.testDescription): \(flip)"
      // A log that does not open says why.
      guard let faults = try await log.verified()?.faults else {
        #expect(place.file == .evidence, "\(description)")
        continue
      }
      if faults.isEmpty, place.file == .index, place.database == "meta" {
        // The index was recognised as another one's when the log was opened, and emptied.
        let now = try log.entries(.index, "meta")
        #expect(!now.contains { $0.key == flip.after.key && $0.value == flip.after.value })
        continue
      }
      let first = try #require(faults.first, "\(description)")
      try Self.check(first, faults, flip, place, description)
    }
  }

  private static func flip(
    _ place: Place, in log: TamperedLog, _ random: inout Seeded
  ) throws -> Flip {
    var flip = Flip(before: ([], []), after: ([], []))
    let (bit, choice) = (random.next(), random.next())
    try log.edit(place.file, place.database) { entries in
      let index = Int(choice % UInt64(entries.count))
      flip.before = entries[index]
      flip.after = entries[index]
      func change(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        let number = Int(bit % UInt64(bytes.count * 8))
        bytes[number / 8] ^= 1 << UInt8(number % 8)
      }
      if place.isKey { change(&flip.after.key) } else { change(&flip.after.value) }
      entries.remove(at: index)
      entries.removeAll { $0.key == flip.after.key }
      entries.append(flip.after)
    }
    return flip
  }

  /// Whether the first fault stands where the bit was changed.
  private static func check(
    _ first: LogFault, _ faults: [LogFault], _ flip: Flip, _ place: Place, _ description: String
  ) throws {
    let positions = place.isKey ? [flip.before.key, flip.after.key] : [flip.before.key]
    switch (place.file, place.database) {
    case (.evidence, "events"), (.evidence, "tree"), (.evidence, "blobs"):
      let least = positions.map { position($0) }.min()
      let text = String(decoding: flip.before.value, as: UTF8.self)
      if text.contains("text_redacted") || text.contains("person.erased") {
        // What such an event says of others is missed at their positions.
        #expect(faults.contains { $0.position == least }, "\(description) \(faults)")
      } else {
        #expect(first.position == least, "\(description) \(faults)")
      }
    case (.evidence, _):
      #expect(faults.contains { $0.part == .meta }, "\(description) \(faults)")
    default:
      #expect(
        faults.allSatisfy { $0.part == .index || $0.part == .tree || $0.part == .meta },
        "\(description) \(faults)")
    }
  }
}
