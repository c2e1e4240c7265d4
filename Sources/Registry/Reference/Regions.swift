import ReferenceData

/// The regions of the M49 standard, from the world down to the countries.
public struct Regions: Sendable {
  /// The regions the program ships, read when they are first asked for.
  public static let shared = Regions()

  /// One region.
  public struct Region: Hashable, Sendable {
    /// The three digits of the M49 standard.
    public let m49: String
    /// The name in English.
    public let name: String
    /// M49 of the region it is part of; nil for the world.
    public let parent: String?
    /// How deep it stands.
    public let level: Level
  }

  /// The levels of the standard, from the top.
  public enum Level: String, Hashable, Sendable {
    case world, region, subregion, intermediate
  }

  /// All regions in the order of the list.
  public let all: [Region]
  private let byCode: [String: Region]
  private let codes: [String: String]

  private init() {
    all = ReferenceTable(.regions).rows.map { row in
      Region(
        m49: row["m49"], name: row["name"], parent: row.optional("parent"),
        level: Level(rawValue: row["level"]) ?? .region)
    }
    byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.m49, $0) })
    codes = Dictionary(
      all.map { (TextFolding.key($0.name), $0.m49) }, uniquingKeysWith: { first, _ in first })
  }

  /// The region with an M49 code.
  public subscript(m49: String) -> Region? { byCode[m49] }

  /// The region with an M49 code or a name (case, diacritics and hyphens do not count).
  public func resolve(_ written: String) -> Region? {
    let written = written.trimmingBlanks()
    return byCode[written] ?? codes[TextFolding.key(written)].flatMap { byCode[$0] }
  }

  /// The region and those it is part of, from the inside out, ending with the world.
  public func path(from m49: String) -> [Region] {
    var path: [Region] = []
    var next = byCode[m49]
    while let region = next {
      path.append(region)
      next = region.parent.flatMap { byCode[$0] }
    }
    return path
  }

  /// The regions a country lies in, from the inside out, ending with the world; empty for an unknown
  /// alpha-3 code.
  public func regions(of iso3: String) -> [Region] {
    guard let country = Countries.shared[iso3] else { return [] }
    return path(from: country.smallestRegion ?? Self.world)
  }

  /// The alpha-3 codes of the countries in a region; empty for an unknown one.
  public func countries(in m49: String) -> Set<String> {
    Set(
      Countries.shared.all.lazy.map(\.iso3).filter { iso3 in
        regions(of: iso3).contains { $0.m49 == m49 }
      })
  }

  /// M49 of the world.
  public static let world = "001"
}
