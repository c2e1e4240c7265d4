import Foundation

/// The Equal Earth projection: areas stay in proportion, so that no part of the world is drawn larger
/// than it is (B. Šavrič, T. Patterson and B. Jenny, “The Equal Earth map projection”, International
/// Journal of Geographical Information Science 33(3), 2019, https://doi.org/10.1080/13658816.2018.1504949).
enum EqualEarth {
  private static let a = [1.340264, -0.081106, 0.000893, 0.003796]

  /// Half the width of the whole map, on a globe of radius 1.
  static let halfWidth = project(longitude: 180, latitude: 0).x
  /// Half its height.
  static let halfHeight = project(longitude: 0, latitude: 90).y

  /// Where a place lies, in radii of the globe from the middle of the map; `y` grows towards the north.
  static func project(longitude: Double, latitude: Double) -> (x: Double, y: Double) {
    let (lambda, phi) = (longitude * .pi / 180, latitude * .pi / 180)
    let theta = asin(sqrt(3) / 2 * sin(phi))
    let square = theta * theta
    let sixth = square * square * square
    let x =
      2 * sqrt(3) * lambda * cos(theta)
      / (3 * (9 * a[3] * sixth * square + 7 * a[2] * sixth + 3 * a[1] * square + a[0]))
    let y = theta * (a[3] * sixth * square + a[2] * sixth + a[1] * square + a[0])
    return (x, y)
  }
}

/// The land as one silhouette, projected once for all drawings.
public struct LandShape: Sendable {
  /// SVG path data (https://www.w3.org/TR/SVG11/paths.html#PathData) on a map of this width.
  let path: String

  static let width = 960.0
  private static let scale = width / (2 * EqualEarth.halfWidth)
  static let height = 2 * EqualEarth.halfHeight * scale

  /// The land within these outlines, each a list of longitudes and latitudes in degrees.
  public init(outlines: [[(longitude: Double, latitude: Double)]]) {
    path = outlines.map { Self.path($0) }.joined()
  }

  /// Where a place lies on the map.
  static func place(longitude: Double, latitude: Double) -> (x: Double, y: Double) {
    let (x, y) = EqualEarth.project(longitude: longitude, latitude: latitude)
    return ((x + EqualEarth.halfWidth) * scale, (EqualEarth.halfHeight - y) * scale)
  }

  /// A closed path in steps from point to point; points that fall on the one before are left out.
  private static func path(_ outline: [(longitude: Double, latitude: Double)]) -> String {
    var last: (x: Int, y: Int)?
    var path = ""
    for point in outline {
      let (x, y) = place(longitude: point.longitude, latitude: point.latitude)
      let next = (x: Int((x * 2).rounded()), y: Int((y * 2).rounded()))
      guard let before = last else {
        path = "M\(next.x) \(next.y)"
        last = next
        continue
      }
      guard next != before else { continue }
      path += "l\(next.x - before.x) \(next.y - before.y)"
      last = next
    }
    return path + "z"
  }
}
