public import JSON
public import Registry
public import Things

/// One page of a list.
public struct ListPage: Sendable {
  /// The things of the page.
  public var things: [Thing]
  /// The same, as lists show them.
  public var rows: [JSONValue]
  /// How many there are on all pages.
  public var total: BoundedCount
  /// How many fell out for having no date.
  public var undated: Int
  /// What is worth a second look.
  public var warnings: [Warning]
}

extension Desk {
  /// One page of the things of a kind that pass a filter: `limit` things after the first `offset`. How
  /// many there are is counted up to `most`.
  public func page(
    _ kind: Kind, _ filter: ThingFilter, offset: Int = 0, limit: Int,
    countingTo most: Int = .max, _ reading: Reading
  ) throws -> ListPage {
    let (listing, total) = try reading.page(
      kind, filter, offset: offset, limit: limit, countingTo: most)
    let view = Catalogue.view(of: kind)
    return ListPage(
      things: listing.things, rows: try listing.things.map { try view.row($0, reading) },
      total: total, undated: listing.undated, warnings: try doubts(kind, filter, reading))
  }
}
