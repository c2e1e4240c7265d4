import ReferenceData

/// A place on the earth, in degrees.
public struct GeoPoint: Hashable, Sendable {
  /// East of Greenwich, negative towards the west.
  public let longitude: Double
  /// North of the equator, negative towards the south.
  public let latitude: Double

  /// A place by its degrees.
  public init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }
}

/// What a map of the world is drawn from: the outlines of the land, and a point for each country.
/// There are no borders in it.
public struct WorldMap: Sendable {
  /// The map that the program ships, read when it is first asked for.
  public static let shared = WorldMap()

  /// The outlines of continents and islands, each closed from its last point to its first.
  public let land: [[GeoPoint]]
  private let points: [String: GeoPoint]

  private init() {
    land = String(decoding: ReferenceFile.land.bytes, as: UTF8.self).split(separator: "\n")
      .map { Self.ring($0) }
    var points: [String: GeoPoint] = [:]
    for row in ReferenceTable(.countryPoints).rows {
      guard let longitude = Double(row["lon"]), let latitude = Double(row["lat"]) else { continue }
      points[row["iso3"]] = GeoPoint(longitude: longitude, latitude: latitude)
    }
    self.points = points
  }

  /// Where a country is shown, by alpha-3 code; nil for those that the list has no point for.
  public func point(of iso3: String) -> GeoPoint? { points[iso3] }

  /// Points as differences in tenths of a degree.
  private static func ring(_ line: Substring) -> [GeoPoint] {
    let numbers = line.split(separator: " ").compactMap { Int($0) }
    var (east, north) = (0, 0)
    return stride(from: 0, to: numbers.count - 1, by: 2).map { index in
      east += numbers[index]
      north += numbers[index + 1]
      return GeoPoint(longitude: Double(east) / 10, latitude: Double(north) / 10)
    }
  }
}
