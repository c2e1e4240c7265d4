import Desk
import JSON
import Registry
import Terms
import Things

/// A registry full of random things that were corrected, moved, merged, retracted and mapped, and
/// some of the sizes it had on the way.
struct RandomRegistry {
  let registry: TestRegistry
  private(set) var sizes: [UInt64] = []
  private var random: SeededGenerator

  init(seed: UInt64) async throws {
    registry = try await TestRegistry()
    random = SeededGenerator(seed: seed)
    try await registry.imports(RandomDataset(seed: seed, sizes: 10...40).files)
    try note()
    // The same ids with other contents: corrections, where no rule is against them.
    let other = RandomDataset(seed: seed + 1000, sizes: 4...12).files
    if try registry.desk.plan(DatasetSource(other)).faults.isEmpty {
      try await registry.imports(other)
    }
    try await nest()
    try note()
    for kind in [Kind.organisation, .request] {
      for _ in 0..<6 { try await merge(kind) }
    }
    try await map()
    try note()
    for kind in [Kind.request, .offer, .followup, .meeting, .practice, .recommendation] {
      for _ in 0..<3 { try await retract(kind) }
    }
    var commands = RandomCommands(seed: seed)
    for _ in 0..<40 { await attempt([try commands.next(registry)]) }
    try note()
  }

  private mutating func note() throws { sizes.append(try registry.size) }

  /// What a rule refuses does not happen.
  private func attempt(_ steps: [Step]) async {
    do { try await registry.record(steps) } catch {}
  }

  /// Puts meetings inside others, and lets some last longer than they were said to.
  private mutating func nest() async throws {
    let ids = try registry.ids(.meeting)
    for (index, id) in ids.enumerated().dropFirst() {
      var fields: Fields = [:]
      if !chance(3) {
        fields["parent"] = .reference(ids[Int.random(in: 0..<index, using: &random)])
      }
      if chance(3) {
        let end = ["2031", "2029-01/2031", "2030/.."].randomElement(using: &random) ?? ""
        fields["end"] = .date(try PartialDate(end))
      }
      if !fields.isEmpty { await attempt([Step(ThingRef(.meeting, id), .correct(fields))]) }
    }
  }

  private mutating func merge(_ kind: Kind) async throws {
    let pair = try registry.ids(kind).shuffled(using: &random).prefix(2)
    guard let loser = pair.first, let winner = pair.last, loser != winner else { return }
    await attempt([Step(ThingRef(kind, loser), .merge(into: winner))])
  }

  private mutating func retract(_ kind: Kind) async throws {
    guard let id = try registry.ids(kind).randomElement(using: &random) else { return }
    await attempt([Step(ThingRef(kind, id), .retract())])
  }

  /// Maps most terms that are in no vocabulary, some of them twice.
  private mutating func map() async throws {
    guard let type = EventCatalogue.type(named: "term.mapped") else { return }
    let terms = try registry.desk.reading { try $0.unclassified() }.array ?? []
    for term in terms + terms.prefix(10) where !chance(3) {
      guard let vocabulary = term["vocabulary"]?.string, let written = term["term"]?.string else {
        continue
      }
      let codes =
        vocabulary == "theme"
        ? Themes.shared.all.map(\.id) : Vocabularies.shared.terms(of: vocabulary).map(\.code)
      guard let code = codes.randomElement(using: &random) else { continue }
      await attempt([
        Step(
          ThingRef(.vocabulary, vocabulary),
          .happen(type, ["term": .text(written), "to": .text(code)]))
      ])
    }
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 1...one, using: &random) == 1 }
}
