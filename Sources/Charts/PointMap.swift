/// Things counted by country, ready to be drawn on a map of the world: a dot for each country, as large
/// as its count. No borders are drawn.
public struct PointMap: Sendable {
  /// A country that has a place on the map.
  public struct Dot: Hashable, Sendable {
    /// What people read.
    public var label: String
    /// East of Greenwich, in degrees.
    public var longitude: Double
    /// North of the equator, in degrees.
    public var latitude: Double
    /// How many things stand there.
    public var count: Int
    /// Where the dot leads.
    public var address: String?

    /// A country that has a place on the map.
    public init(
      _ label: String, longitude: Double, latitude: Double, count: Int, address: String? = nil
    ) {
      self.label = label
      self.longitude = longitude
      self.latitude = latitude
      self.count = count
      self.address = address
    }
  }

  /// What has no place on the map.
  public struct Beside: Hashable, Sendable {
    /// What people read.
    public var label: String
    /// How many things stand there.
    public var count: Int
    /// Where it leads.
    public var address: String?

    /// What has no place on the map.
    public init(_ label: String, count: Int, address: String? = nil) {
      self.label = label
      self.count = count
      self.address = address
    }
  }

  /// What is counted.
  public var title: String
  /// What the counts rest on, a line each.
  public var notes: [String]
  /// What one thing is called, and several.
  public var unit: Chart.Noun
  /// The countries on the map.
  public var dots: [Dot]
  /// Countries without a point, and what states no country.
  public var beside: [Beside]
  /// How many things there are, each counted once.
  public var total: Int

  /// Things counted by country.
  public init(
    title: String, notes: [String] = [], unit: Chart.Noun, dots: [Dot], beside: [Beside] = [],
    total: Int
  ) {
    self.title = title
    self.notes = notes
    self.unit = unit
    self.dots = dots
    self.beside = beside
    self.total = total
  }

  /// The map as an SVG document.
  ///
  /// - Parameters:
  ///   - land: the land to draw it on.
  ///   - id: what the ids inside begin with.
  ///   - words: what it says besides its labels.
  ///   - isLinked: whether dots lead to their addresses.
  public func svg(
    on land: LandShape, id: String = "map", words: DrawingWords = .english, isLinked: Bool = false
  ) -> String {
    let most = dots.sorted { ($1.count, $0.label) < ($0.count, $1.label) }.prefix(5).map {
      "\($0.label): \($0.count)"
    }
    let apart = beside.map { "\($0.label): \($0.count)" }
    let lines = [words.inAll(words.counted(total, unit))] + notes
    return SVGDocument(
      id: id, title: title,
      description: (lines + most + apart).joined(separator: ". ") + ".",
      notes: lines, isLinked: isLinked
    ).text(MapDrawing(self, land, words, isLinked: isLinked))
  }
}

/// The land, a dot for each country, what dots of some sizes stand for, and what is not on the map.
struct MapDrawing: Drawing {
  private let map: PointMap
  private let land: LandShape
  private let words: DrawingWords
  private let isLinked: Bool
  private let largest: Int
  private let besideLines: [[PointMap.Beside]]

  private static let largestRadius = 26.0
  private static let lineHeight = 20.0

  init(_ map: PointMap, _ land: LandShape, _ words: DrawingWords, isLinked: Bool) {
    self.map = map
    self.land = land
    self.words = words
    self.isLinked = isLinked
    largest = max(1, map.dots.map(\.count).max() ?? 1)
    besideLines = Self.lines(map.beside, after: words.offTheMap)
  }

  var width: Double { LandShape.width }
  var height: Double {
    LandShape.height + (besideLines.isEmpty ? 0 : 14 + Double(besideLines.count) * Self.lineHeight)
  }

  /// The radius of a dot: its area is in proportion to its count.
  func radius(of count: Int) -> Double {
    Self.largestRadius * (Double(count) / Double(largest)).squareRoot()
  }

  func draw(_ svg: inout SVGText, hatch: String) {
    svg.element(
      "path", ["d": land.path, "transform": "scale(.5)", "fill": Palette.land.description])
    // Large ones first, so that small ones lie above them.
    let dots = map.dots.sorted { ($1.count, $0.label) < ($0.count, $1.label) }
    for dot in dots where dot.count > 0 { draw(dot, &svg) }
    drawLegend(&svg)
    drawBeside(&svg)
  }

  private func draw(_ dot: PointMap.Dot, _ svg: inout SVGText) {
    let (x, y) = LandShape.place(longitude: dot.longitude, latitude: dot.latitude)
    let radius = radius(of: dot.count)
    let told = "\(dot.label): \(words.counted(dot.count, map.unit))"
    svg.group(to: isLinked ? dot.address : nil, named: told) { svg in
      svg.words("title", [:], told)
      svg.element(
        "circle",
        [
          "cx": x.drawn, "cy": y.drawn, "r": radius.drawnFine,
          "fill": Palette.dot.description, "fill-opacity": "0.75",
          "stroke": Palette.paper.description, "stroke-width": "0.75",
        ])
      guard isLinked, dot.address != nil, radius < 9 else { return }
      // Something to hit with a finger.
      svg.element(
        "circle", ["cx": x.drawn, "cy": y.drawn, "r": "9", "fill": "none", "pointer-events": "all"])
    }
  }

  /// Dots of round counts, one inside the other.
  private func drawLegend(_ svg: inout SVGText) {
    let bottom = LandShape.height - 14
    let middle = Self.largestRadius + 4
    for count in Self.steps(to: largest) {
      let radius = radius(of: count)
      let top = bottom - 2 * radius
      svg.element(
        "circle",
        [
          "cx": middle.drawn, "cy": (bottom - radius).drawn, "r": radius.drawnFine, "fill": "none",
          "stroke": Palette.faint.description,
        ])
      svg.element(
        "line",
        [
          "x1": middle.drawn, "y1": top.drawn, "x2": (2 * middle + 4).drawn, "y2": top.drawn,
          "stroke": Palette.rule.description,
        ])
      svg.words("text", ["x": (2 * middle + 8).drawn, "y": (top + 4).drawn], String(count))
    }
    svg.words(
      "text", ["x": "4", "y": (bottom + 13).drawn, "fill": Palette.faint.description],
      map.unit.many)
  }

  /// Counts for the legend, largest first: round ones, far enough from each other to be told apart.
  static func steps(to largest: Int) -> [Int] {
    var round = 1
    while round <= largest / 10 { round *= 10 }
    let top = [5, 2, 1].map { $0 * round }.first { $0 <= largest } ?? 1
    var steps = [top]
    for share in [5, 25] {
      let next = top / share
      if next >= 1, next != steps.last { steps.append(next) }
    }
    return steps
  }

  private func drawBeside(_ svg: inout SVGText) {
    var y = LandShape.height + 28
    for (index, line) in besideLines.enumerated() {
      var x = 0.0
      if index == 0 {
        let head = words.offTheMap + ":"
        svg.words("text", ["x": "0", "y": y.drawn, "font-weight": "bold"], head)
        x += Self.width(ofHead: head)
      }
      for place in line {
        let text = "\(place.label) (\(place.count))"
        let told = "\(place.label): \(words.counted(place.count, map.unit))"
        svg.linked(to: isLinked ? place.address : nil, named: told) {
          $0.words("text", ["x": x.drawn, "y": y.drawn], text)
        }
        x += text.width(at: Frame.size) + 16
      }
      y += Self.lineHeight
    }
  }

  /// Bold letters are wider.
  private static func width(ofHead head: String) -> Double {
    head.width(at: Frame.size) * 1.15 + 12
  }

  /// What is not on the map, in lines within its width.
  private static func lines(_ beside: [PointMap.Beside], after head: String)
    -> [[PointMap.Beside]]
  {
    var lines: [[PointMap.Beside]] = []
    var x = width(ofHead: head + ":")
    for place in beside where place.count > 0 {
      let width = "\(place.label) (\(place.count))".width(at: Frame.size) + 16
      if lines.isEmpty || x + width > LandShape.width {
        if !lines.isEmpty { x = 0 }
        lines.append([])
      }
      lines[lines.count - 1].append(place)
      x += width
    }
    return lines
  }
}

extension Double {
  /// The number with two digits: of radii, whose squares are compared.
  var drawnFine: String {
    let hundredths = Int((self * 100).rounded())
    let (whole, rest) = (hundredths / 100, hundredths % 100)
    return rest == 0 ? "\(whole)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
