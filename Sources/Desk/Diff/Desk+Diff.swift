import EventLog
import ProjectionKit
public import Registry
import Things

extension Desk {
  /// What a difference is narrowed to.
  public struct DiffFilter: Hashable, Sendable {
    /// Only things of this kind.
    public var kind: Kind?
    /// Only things with this id.
    public var id: String?
    /// At most so many things.
    public var limit: Int?

    /// No filter.
    public init() {}
  }

  /// So many things are compared at once: few enough to hold, many enough that asking is cheap.
  private static let compared = 250

  /// What reads otherwise at the one size of the log than at the other, thing by thing, in the order
  /// of the first event between them that had to do with the thing. What changed and changed back is
  /// left out.
  ///
  /// Fields have the shapes that lists show at the respective size. A term that was given a meaning
  /// in between is a change of its vocabulary and of each thing that holds it, since both read
  /// otherwise; the event is the mapping's.
  ///
  /// Takes time in proportion to the events between the sizes, not to the log.
  ///
  /// - Throws: `DeskError` when the first size is after the second, or the id names nothing.
  public func diff(
    from old: UInt64, to new: UInt64, _ filter: DiffFilter = DiffFilter()
  ) throws -> [ThingChange] {
    guard old <= new else {
      throw DeskError(
        .refused, "the log had \(old) events at --from and \(new) at --to, which is before",
        at: ["option": "--from"], hint: "give the earlier moment as --from")
    }
    let refs = try filter.id.map { try things(called: $0, filter.kind, old, new) }
    let touched = try Touched(
      from: old, to: new, only: refs, filter.kind.map { [$0] }, self)
    var changes: [ThingChange] = []
    var next = touched.order[...]
    while !next.isEmpty, changes.count < filter.limit ?? .max {
      let some = Array(next.prefix(Self.compared))
      next = next.dropFirst(some.count)
      changes += try compare(some, touched, old, new)
    }
    return filter.limit.map { Array(changes.prefix($0)) } ?? changes
  }

  /// The things with this id at one of the sizes.
  private func things(
    called id: String, _ kind: Kind?, _ old: UInt64, _ new: UInt64
  ) throws -> Set<ThingRef> {
    var found: Set<ThingRef> = []
    for size in [new, old] {
      try reading(asOf: .size(size)) { reading in
        for kind in kind.map({ [$0] }) ?? Kind.allCases {
          if let ref = try reading.find(kind, id) { found.insert(ref) }
        }
      }
    }
    guard found.isEmpty else { return found }
    throw try reading(asOf: .size(new)) { reading in
      guard let kind else {
        return DeskError(
          .notFound, "there is nothing called “\(id)”", at: ["option": "--id"],
          hint: "write an id as lists show it, as in r-fiji-1")
      }
      return try notFound(kind, id, reading)
    }
  }

  private func compare(
    _ refs: [ThingRef], _ touched: Touched, _ old: UInt64, _ new: UInt64
  ) throws -> [ThingChange] {
    let before = try reading(asOf: .size(old)) { try Self.appearances(refs, $0) }
    return try reading(asOf: .size(new)) { reading in
      let after = try Self.appearances(refs, reading)
      return try refs.compactMap { ref in
        try change(ref, before[ref], after[ref], touched, reading)
      }
    }
  }

  private static func appearances(
    _ refs: [ThingRef], _ reading: Reading
  ) throws -> [ThingRef: Appearance] {
    var found: [ThingRef: Appearance] = [:]
    for (kind, refs) in Dictionary(grouping: refs, by: \.kind) {
      for (id, appearance) in try reading.appearances(kind, refs.map(\.id)) {
        found[ThingRef(kind, id)] = appearance
      }
    }
    return found
  }

  private func change(
    _ ref: ThingRef, _ before: Appearance?, _ after: Appearance?, _ touched: Touched,
    _ reading: Reading
  ) throws -> ThingChange? {
    let kind: ThingChange.Change
    // A vocabulary is there before anybody maps a term to it.
    switch (before?.counts ?? (ref.kind == .vocabulary), after?.counts ?? false) {
    case (false, false): return nil
    case (false, true): kind = .added
    case (true, false): kind = .withdrawn
    case (true, true): kind = .changed
    }
    let parts = Appearance.parts(from: before, to: after, of: ref.kind)
    if kind == .changed, parts.isEmpty { return nil }
    return ThingChange(
      thing: ref, id: after?.id ?? before?.id ?? ref.id, title: try reading.title(ref),
      change: kind, parts: parts, events: touched.positions[ref] ?? [])
  }
}
