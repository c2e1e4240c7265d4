import Desk
import JSON
import Registry
import Requests
import Statements
import Terms
import Testing
import Things

/// Lists page by page, and answers that do not read everything.
@Suite struct PagesTests {
  @Test(arguments: [Kind.request, .recommendation, .followup, .organisation], [1, 7, 1_000])
  func pagesTogetherAreTheList(kind: Kind, size: Int) async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      for narrowed in [ThingFilter(), Self.narrowed] {
        let whole = try reading.list(kind, narrowed).things.map(\.ref.id)
        var found: [String] = []
        var offset = 0
        while true {
          let (listing, count) = try reading.page(kind, narrowed, offset: offset, limit: size)
          #expect(count == BoundedCount(number: whole.count, isExact: true))
          guard !listing.things.isEmpty else { break }
          found += listing.things.map(\.ref.id)
          offset += size
        }
        #expect(found == whole)
        #expect(try reading.ids(kind, narrowed) == whole)
      }
    }
  }

  private static var narrowed: ThingFilter {
    var filter = ThingFilter()
    filter.document = "D003"
    return filter
  }

  @Test func countsStopWhereTheyAreTold() async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      let all = try reading.list(.recommendation).things.count
      let bounded = try reading.page(
        .recommendation, ThingFilter(), offset: 0, limit: 3, countingTo: 10)
      #expect(bounded.count == BoundedCount(number: 10, isExact: false))
      #expect(bounded.listing.things.count == 3)
      let exact = try reading.page(
        .recommendation, ThingFilter(), offset: 0, limit: 3, countingTo: all)
      #expect(exact.count == BoundedCount(number: all, isExact: true))
      var limited = ThingFilter()
      limited.limit = 5
      let few = try reading.page(.recommendation, limited, offset: 3, limit: 50)
      #expect(few.count.number == 5)
      #expect(few.listing.things.count == 2)
    }
  }

  @Test func termsInNoVocabularyAreFoundWithoutReadingEverything() async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      var slow: [String: Int] = [:]
      for term in try reading.unclassified().array ?? [] {
        slow["\(term["vocabulary"]?.string ?? "") \(term["term"]?.string ?? "")"] = 1
      }
      let fast = try reading.unclassifiedTerms()
      #expect(Set(fast.map { "\($0.vocabulary) \($0.term)" }) == Set(slow.keys))
      #expect(fast.allSatisfy { $0.count > 0 })
    }
  }

  @Test func disagreementsArePagedInTheirOrder() async throws {
    let sample = try await TestRegistry.sample().registry
    try sample.desk.reading { reading in
      let all = try reading.conflicts().array ?? []
      #expect(try reading.conflictCount() == all.count)
      var found: [String] = []
      for offset in all.indices {
        let (groups, total) = try reading.conflictGroups(offset: offset, limit: 1)
        #expect(total == all.count)
        found += groups.map { $0.map(\.ref.id).joined(separator: " ") }
      }
      #expect(
        found
          == all.map { conflict in
            (conflict["values"]?.array ?? []).compactMap { $0["id"]?.string }.joined(separator: " ")
          })
    }
  }
}
