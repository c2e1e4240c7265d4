import Desk
import EventLog
import Registry
import Requests
import Testing
import Things

/// Whatever is asked of the tables is what a plain evaluation of the replayed things answers.
@Suite struct FilterPropertyTests {
  private static let kinds: [Kind] = [
    .request, .offer, .followup, .meeting, .practice, .recommendation,
  ]

  @Test(arguments: 1...Seeds.count(3))
  func anyFilterFindsWhatIsThere(seed: UInt64) async throws {
    let made = try await RandomRegistry(seed: seed)
    let registry = made.registry
    var draws = SeededGenerator(seed: seed)
    var (asked, answered, undated) = (0, 0, 0)
    for size in made.sizes {
      let naive = try Self.naive(registry, asOf: size, day: &draws)
      var filters = RandomFilter(seed: draws.next(), naive)
      try registry.desk.reading(asOf: .size(size), today: naive.today) { reading in
        for _ in 0..<40 {
          let kind = Self.kinds.randomElement(using: &draws) ?? .request
          let filter = filters.next(kind)
          let listing = try reading.list(kind, filter)
          let expected = naive.list(kind, filter)
          let story = "seed \(seed), as of \(size), today \(naive.today): \(kind) \(filter.story)"
          #expect(listing.things.map(\.ref.id) == expected.ids, "\(story)")
          #expect(listing.undated == expected.undated, "\(story)")
          asked += 1
          if !expected.ids.isEmpty { answered += 1 }
          if expected.undated > 0 { undated += 1 }
        }
      }
    }
    #expect(answered * 3 > asked, "only \(answered) of \(asked) filters found anything")
    #expect(undated > 0)
  }

  @Test(arguments: 1...Seeds.count(2))
  func anyMatrixCountsWhatIsThere(seed: UInt64) async throws {
    let made = try await RandomRegistry(seed: seed + 500)
    let registry = made.registry
    var draws = SeededGenerator(seed: seed)
    for size in made.sizes.suffix(2) {
      let naive = try Self.naive(registry, asOf: size, day: &draws)
      var filters = RandomFilter(seed: draws.next(), naive)
      try registry.desk.reading(asOf: .size(size), today: naive.today) { reading in
        for rows in MatrixDimension.allCases {
          for columns in MatrixDimension.allCases {
            var filter =
              Int.random(in: 0...1, using: &draws) == 0 ? .init() : filters.next(.request)
            filter.groupDay = [.event, .today].randomElement(using: &draws) ?? .event
            let matrix = try reading.matrix(rows: rows, columns: columns, filter)
            let expected = naive.matrix(rows, columns, filter)
            let story =
              "seed \(seed), as of \(size), today \(naive.today): \(rows) \(columns) \(filter.story)"
            #expect(matrix.total == expected.total, "\(story)")
            #expect(
              matrix.cells.mapValues { $0.sorted() } == expected.cells.mapValues { $0.sorted() },
              "\(story)")
            #expect(Set(matrix.rows.map(\.key)) == Set(expected.cells.keys.map(\.row)), "\(story)")
            #expect(
              Set(matrix.columns.map(\.key)) == Set(expected.cells.keys.map(\.column)), "\(story)")
            for lines in [matrix.rows, matrix.columns] {
              #expect(lines.dropLast().allSatisfy { $0.key != nil }, "\(story)")
              #expect(Set(lines.map(\.key)).count == lines.count, "\(story)")
            }
          }
        }
      }
    }
  }

  private static func naive(
    _ registry: TestRegistry, asOf size: UInt64, day draws: inout SeededGenerator
  ) throws -> NaiveReading {
    let today = Day(
      year: Int.random(in: 2000...2030, using: &draws),
      month: Int.random(in: 1...12, using: &draws), day: 15)
    return try registry.desk.log.read {
      try NaiveReading($0, asOf: size, today: try #require(today))
    }
  }
}

extension ThingFilter {
  /// What the filter narrows, and nothing else.
  fileprivate var story: String {
    let nothing = Mirror(reflecting: ThingFilter()).children.map { "\($0.value)" }
    return zip(Mirror(reflecting: self).children, nothing).compactMap { member, none in
      "\(member.value)" == none ? nil : "\(member.label ?? ""): \(member.value)"
    }.joined(separator: ", ")
  }
}

extension NaiveReading {
  /// Requests counted along two dimensions.
  fileprivate func matrix(
    _ rows: MatrixDimension, _ columns: MatrixDimension, _ filter: ThingFilter
  ) -> (cells: [Matrix.Cell: [String]], total: Int) {
    let ids = list(.request, filter).ids
    let requests = (things[.request] ?? []).filter { ids.contains($0.ref.id) }
    var cells: [Matrix.Cell: [String]] = [:]
    for request in requests {
      for row in keys(request, rows, filter) {
        for column in keys(request, columns, filter) {
          cells[Matrix.Cell(row: row, column: column), default: []].append(request.ref.id)
        }
      }
    }
    return (cells, requests.count)
  }

  /// The lines that a request stands in; nil alone when nothing is stated.
  private func keys(
    _ request: Thing, _ dimension: MatrixDimension, _ filter: ThingFilter
  ) -> Set<String?> {
    let stated: Set<String>
    switch dimension {
    case .country: stated = Set([country(request)].compactMap(\.self))
    case .region:
      // The smallest region; the larger ones hold it.
      stated = Set(
        country(request).flatMap { Regions.shared.regions(of: $0).first?.m49 }.map { [$0] } ?? [])
    case .group:
      let period = groupPeriod(request, filter.groupDay)
      if let country = country(request), let period {
        let groups = groups(country, on: period)
        stated = groups.isEmpty ? ["none"] : groups
      } else {
        stated = []
      }
    case .requester:
      if case .references(let ids)? = request.fields["requester"] {
        stated = Set(ids.compactMap { winners(of: ThingRef(.organisation, $0)).last })
      } else {
        stated = []
      }
    case .theme: stated = Set(terms(request.fields["themes"]).map { key($0, in: "theme") })
    case .support:
      stated = Set(terms(request.fields["support_types"]).map { key($0, in: "support_type") })
    case .status:
      stated = Set(terms(request.fields["status"]).map { key($0, in: "request_status") })
    case .year: stated = year(request)
    }
    return stated.isEmpty ? [nil] : Set(stated.map { $0 })
  }

  private func year(_ request: Thing) -> Set<String> {
    guard let period = ownPeriod(request) else { return [] }
    func year(_ day: Day?) -> String? { day.map { String($0.description.prefix(4)) } }
    switch (year(period.first), year(period.last)) {
    case (let first?, let last?): return [first == last ? first : "\(first)–\(last)"]
    case (let first?, nil): return ["from \(first)"]
    case (nil, let last?): return ["until \(last)"]
    case (nil, nil): return []
    }
  }
}
