/// The points that a match can get. The only place where they stand; `Docs/matching.md` shows the
/// same table, and every part of a score says which line it comes from.
public enum Weights {
  /// A theme in common.
  public static let sameTheme = 40
  /// A theme directly above or below one that was asked for.
  public static let nearTheme = 20
  /// A support type in common.
  public static let support = 20
  /// The same country.
  public static let sameCountry = 15
  /// The nearest M49 region that holds both: an intermediate region, a sub-region, a region.
  public static let intermediateRegion = 12, subregion = 9, region = 4
  /// Each country group (SIDS, LDC, LLDC) that both belong to.
  public static let group = 5
  /// A language in common.
  public static let language = 10
  /// Not older than so many years, with the points for it; the first that fits counts.
  public static let recency = [
    (years: 1, points: 10), (years: 3, points: 6), (years: 5, points: 3),
  ]
  /// Already linked to the request.
  public static let linked = 30
  /// A peer that has had such a request delivered, or has a practice on such a theme.
  public static let experience = 15
}
