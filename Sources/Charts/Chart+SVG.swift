extension Chart {
  /// The chart as an SVG document: bars when one of its dimensions has one line, else a heat map. Every
  /// number stands there as a number, so that no colour has to be told from another.
  ///
  /// - Parameters:
  ///   - id: what the ids inside begin with, for a page that holds several drawings.
  ///   - words: what it says besides its labels.
  ///   - links: where its numbers lead.
  public func svg(
    id: String = "chart", words: DrawingWords = .english, links: DrawingLinks? = nil
  ) -> String {
    let notes = (bars ?? self).notes
    let document = SVGDocument(
      id: id, title: title,
      description: ([summary(words)] + notes).joined(separator: ". ") + ".",
      notes: [words.inAll(words.counted(total, unit))] + notes,
      isLinked: links != nil)
    let drawing: any Drawing =
      if let bars {
        BarsDrawing(bars, words, links.map { columns.count == 1 ? $0 : $0.turned } ?? .none)
      } else {
        HeatMapDrawing(self, words, links ?? .none)
      }
    return document.text(drawing)
  }
}

extension DrawingLinks {
  /// The same of a chart that was turned.
  fileprivate var turned: DrawingLinks {
    DrawingLinks(row: column, column: row, cell: { [cell] in cell($1, $0) }, total: total)
  }
}
