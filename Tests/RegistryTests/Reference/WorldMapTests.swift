import Registry
import Testing

@Suite struct WorldMapTests {
  private let map = WorldMap.shared

  @Test func theLandIsWhole() {
    #expect(map.land.count == 280)
    #expect(map.land.allSatisfy { $0.count >= 3 })
    #expect(
      map.land.joined().allSatisfy { abs($0.longitude) <= 180 && abs($0.latitude) <= 90 })
    // The first outline: Fiji's northern island, at the date line.
    #expect(map.land.first?.first == GeoPoint(longitude: 180, latitude: -16.1))
    #expect(map.land.first?.last == GeoPoint(longitude: 179.4, latitude: -16.4))
  }

  @Test func countriesHaveTheirPoints() {
    #expect(map.point(of: "AFG") == GeoPoint(longitude: 66.09, latitude: 33.86))
    #expect(map.point(of: "XXX") == nil)
    let without = Countries.shared.all.filter { map.point(of: $0.iso3) == nil }
    #expect(without.count < 30)
    #expect(without.allSatisfy { $0.iso3 != "FJI" })
  }
}
