/// A drawing as a whole SVG document: what it is called and tells, the frame, and what stands in it.
struct SVGDocument {
  let id: String
  let title: String
  let description: String
  /// Lines below the title.
  let notes: [String]
  /// Whether parts of it can be opened; a picture that holds links is no image to assistive
  /// technology, but a group.
  let isLinked: Bool

  func text(_ drawing: any Drawing) -> String {
    let frame = Frame(title: title, notes: notes, width: max(drawing.width, 420))
    let height = frame.top + drawing.height + Frame.margin
    var svg = SVGText(isInPage: isLinked)
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "role": isLinked ? "group" : "img",
        "aria-labelledby": "\(id)-title \(id)-desc",
        "viewBox": "0 0 \(frame.width.drawn) \(height.drawn)", "width": frame.width.drawn,
        "height": height.drawn, "font-family": "sans-serif", "font-size": Frame.size.drawn,
        "fill": Palette.ink.description,
      ]
    ) { svg in
      svg.words("title", ["id": "\(id)-title"], title)
      svg.words("desc", ["id": "\(id)-desc"], description)
      svg.element("defs", [:]) { Self.hatch(&$0, id) }
      svg.element(
        "rect",
        ["width": frame.width.drawn, "height": height.drawn, "fill": Palette.paper.description])
      frame.draw(&svg)
      svg.element("g", ["transform": "translate(\(Frame.margin.drawn) \(frame.top.drawn))"]) {
        drawing.draw(&$0, hatch: "url(#\(id)-hatch)")
      }
    }
    return svg.text
  }

  /// What is not stated is hatched.
  private static func hatch(_ svg: inout SVGText, _ id: String) {
    svg.element(
      "pattern",
      [
        "id": "\(id)-hatch", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
      ]
    ) {
      $0.element("rect", ["width": "6", "height": "6", "fill": Palette.paper.description])
      $0.element("rect", ["width": "2", "height": "6", "fill": Palette.hatch.description])
    }
  }
}

/// What stands below the title.
protocol Drawing {
  var width: Double { get }
  var height: Double { get }
  func draw(_ svg: inout SVGText, hatch: String)
}

/// The title and the notes above a drawing.
struct Frame {
  static let margin = 16.0
  static let size = 13.0
  private static let titleSize = 18.0
  private static let lineHeight = 18.0

  let width: Double
  private let title: [String]
  private let notes: [String]

  /// - Parameter width: how wide the drawing itself is.
  init(title: String, notes: [String], width: Double) {
    self.width = width + 2 * Self.margin
    self.title = title.lines(within: width, at: Self.titleSize, most: 3)
    self.notes = notes.flatMap { $0.lines(within: width, at: Self.size, most: 4) }
  }

  /// Where the drawing begins.
  var top: Double {
    Self.margin + Double(title.count) * 24 + Double(notes.count) * Self.lineHeight + 14
  }

  func draw(_ svg: inout SVGText) {
    var y = Self.margin + 16
    for line in title {
      svg.words(
        "text",
        [
          "x": Self.margin.drawn, "y": y.drawn, "font-size": Self.titleSize.drawn,
          "font-weight": "bold",
        ], line)
      y += 24
    }
    for line in notes {
      svg.words(
        "text",
        ["x": Self.margin.drawn, "y": y.drawn, "fill": Palette.faint.description], line)
      y += Self.lineHeight
    }
  }
}
