/// The reference data that the project ships: countries, groups, regions, themes, vocabularies.
///
/// The files are embedded in the program; reading one costs nothing until it is asked for.
public enum ReferenceFile: String, CaseIterable, Sendable {
  case ambiguousNames = "ambiguous_names.csv"
  case countries = "countries.csv"
  case countryGroups = "country_groups.csv"
  case countryNames = "country_names_6.csv"
  case countryPoints = "country_points.csv"
  /// Outlines of the land, without borders: a ring a line, each point by its longitude and latitude in
  /// tenths of a degree, as the difference to the point before. From Natural Earth (public domain).
  case land = "land.txt"
  case questions = "questions.csv"
  case regions = "m49_regions.csv"
  case themes = "themes.csv"
  case vocabularies = "vocabularies.json"

  /// The file's bytes, UTF-8.
  public var bytes: [UInt8] {
    switch self {
    case .ambiguousNames: PackageResources.ambiguous_names_csv
    case .countries: PackageResources.countries_csv
    case .countryGroups: PackageResources.country_groups_csv
    case .countryNames: PackageResources.country_names_6_csv
    case .countryPoints: PackageResources.country_points_csv
    case .land: PackageResources.land_txt
    case .questions: PackageResources.questions_csv
    case .regions: PackageResources.m49_regions_csv
    case .themes: PackageResources.themes_csv
    case .vocabularies: PackageResources.vocabularies_json
    }
  }
}
