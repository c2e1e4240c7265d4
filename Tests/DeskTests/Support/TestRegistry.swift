import CSV
import Desk
import EventLog
import Foundation
import Interchange
import JSON
import ProjectionKit
import Registry
import SampleData
import Things

/// A registry of its own for one test, in a folder of its own.
final class TestRegistry: Sendable {
  let path: String
  let desk: Desk

  init() async throws {
    path = FileManager.default.temporaryDirectory.path + "/desk-\(UUID().uuidString)"
    desk = try await Desk.create(
      RegistryFolder(path: path + "/registry"), origin: "localhost/rapporteur/00112233445566ff",
      timeZone: .gmt)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A registry that holds the sample month, and the name of the import.
  static func sample() async throws -> (registry: TestRegistry, batch: String) {
    let registry = try await TestRegistry()
    return (registry, try await registry.imports(SampleMonth.files).batch)
  }

  var size: UInt64 { get throws { try desk.log.read { $0.size } } }

  /// Imports a dataset, which has to be free of faults.
  @discardableResult
  func imports(_ files: [(name: String, bytes: [UInt8])]) async throws -> (
    plan: ImportPlan, batch: String, outcome: Outcome
  ) {
    let plan = try desk.plan(DatasetSource(files))
    let batch = desk.newBatch()
    return (plan, batch, try await desk.commit(plan, batch: batch, by: "staff-1"))
  }

  /// Imports a dataset of texts.
  @discardableResult
  func imports(_ files: KeyValuePairs<String, String>) async throws -> (
    plan: ImportPlan, batch: String, outcome: Outcome
  ) {
    try await imports(files.map { ($0.key, Array($0.value.utf8)) })
  }

  /// Records these steps as one command.
  @discardableResult
  func record(
    _ steps: [Step], by actor: String = "staff-2", reason: String? = "because"
  ) async throws -> Outcome {
    try await desk.submit(Submission(by: actor, reason: reason, steps: steps))
  }

  /// The rows of a list, as `narrow` narrows it.
  func list(
    _ kind: Kind, asOf size: UInt64? = nil, today: String? = nil,
    _ narrow: (inout ThingFilter) -> Void = { _ in }
  ) throws -> [JSONValue] {
    var filter = ThingFilter()
    narrow(&filter)
    let day = try today.map { try PartialDate($0) }?.earliest
    return try desk.reading(asOf: size.map { .size($0) }, today: day) {
      try desk.list(kind, filter, $0).rows
    }
  }

  /// The ids of a list.
  func ids(
    _ kind: Kind, asOf size: UInt64? = nil, today: String? = nil,
    _ narrow: (inout ThingFilter) -> Void = { _ in }
  ) throws -> [String] {
    try list(kind, asOf: size, today: today, narrow).compactMap { $0["id"]?.string }
  }

  func page(_ kind: Kind, _ id: String) throws -> JSONValue {
    try desk.reading { try desk.page(kind, id, $0) }
  }

  /// Every list as JSON, by kind.
  func lists(asOf size: UInt64? = nil) throws -> [Kind: [JSONValue]] {
    try desk.reading(asOf: size.map { .size($0) }, today: Self.today) { try Self.lists($0, desk) }
  }

  static let today = Day(year: 2014, month: 7, day: 1) ?? Day(number: 0)

  static func lists(_ reading: Reading, _ desk: Desk) throws -> [Kind: [JSONValue]] {
    var lists: [Kind: [JSONValue]] = [:]
    for kind in Kind.allCases where kind != .vocabulary {
      lists[kind] = try desk.list(kind, ThingFilter(), reading).rows
    }
    return lists
  }
}

extension [Kind: [JSONValue]] {
  /// The lists without what differs between two registries that hold the same: ids of entries and
  /// of statements, which are made anew, and the order of what was recorded in another order.
  var comparable: [Kind: [String]] {
    mapValues { rows in rows.map { $0.comparable.compactText }.sorted() }
  }
}

extension JSONValue {
  fileprivate var comparable: JSONValue {
    switch self {
    case .string(let text): return text.isGeneratedID ? "generated" : self
    case .object(let members): return .object(members.mapValues(\.comparable))
    case .array(let elements):
      guard elements.contains(where: { $0.object != nil }) else { return self }
      return .array(elements.map(\.comparable).sorted { $0.compactText < $1.compactText })
    default: return self
    }
  }

  /// The ids of an array of objects.
  var ids: [String] { array?.compactMap { $0["id"]?.string } ?? [] }
  /// The strings of an array.
  var strings: [String] { array?.compactMap(\.string) ?? [] }
}

extension String {
  /// Whether this is the id of an entry or a statement: a word and twelve hexadecimal digits.
  fileprivate var isGeneratedID: Bool {
    guard let dash = lastIndex(of: "-") else { return false }
    let prefix = String(self[..<dash])
    let digits = self[index(after: dash)...]
    return digits.count == 12 && digits.allSatisfy { $0.isHexDigit }
      && (prefix == "st" || EntryKind(rawValue: prefix.replacing("-", with: "_")) != nil)
  }
}

/// A CSV file as rows of cells, trimmed.
func cells(_ bytes: [UInt8]) throws -> [[String]] {
  var reader = CSVReader(bytes)
  var rows = [try reader.header().header.columns]
  while let record = try reader.next() {
    if case .row(let row) = record { rows.append(row.fields) }
  }
  return rows
}
