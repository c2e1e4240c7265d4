/// A country or area of the United Nations' list for statistics (M49).
public struct Country: Hashable, Sendable {
  /// How a country or area stands to the United Nations.
  public enum Status: String, Hashable, Sendable {
    case member, observer, area
    case associatedState = "associated_state"
  }

  /// The three digits of the M49 standard; the key of the list.
  public let m49: String
  /// ISO 3166-1 alpha-2.
  public let iso2: String
  /// ISO 3166-1 alpha-3, as used in addresses and files.
  public let iso3: String
  /// The short name in English.
  public let name: String
  /// The formal name in English; nil where there is none apart from the short name.
  public let officialName: String?
  /// Old names, formal names and abbreviations under which it is known.
  public let aliases: [String]
  /// How it stands to the United Nations.
  public let status: Status
  /// M49 of the region (such as 009, Oceania); nil for Antarctica.
  public let region: String?
  /// M49 of the sub-region (such as 061, Polynesia).
  public let subregion: String?
  /// M49 of the region between the two, where there is one (such as 029, Caribbean).
  public let intermediateRegion: String?

  /// M49 of the smallest region it lies in.
  public var smallestRegion: String? { intermediateRegion ?? subregion ?? region }

  init(_ row: ReferenceTable.Row) {
    m49 = row["m49"]
    iso2 = row["iso2"]
    iso3 = row["iso3"]
    name = row["name"]
    officialName = row.optional("official_name")
    aliases = row.list("aliases")
    status = Status(rawValue: row["status"]) ?? .area
    region = row.optional("region_code")
    subregion = row.optional("subregion_code")
    intermediateRegion = row.optional("intermediate_region_code")
  }
}
