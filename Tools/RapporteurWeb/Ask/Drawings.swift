import Charts
import JSON
import ProjectionKit
import Registry
import Requests
import Things
import WebCore

extension DrawingWords {
  /// In the visitor's language.
  init(_ words: AskWords) {
    self.init(
      total: words("charts.total"), notStated: words("things.not_stated"),
      offTheMap: words("charts.off_the_map"),
      counted: { number, _ in words("lists.requests", ["count": number]) },
      inAll: { words("charts.in_all", ["counted": $0]) },
      most: { words("charts.most", ["noun": $0, "label": $1, "count": $2]) },
      unstated: { words("charts.unstated", ["noun": $0, "count": $1]) },
      remark: { _ in words("charts.remark") })
  }
}

/// What drawings of requests have in common.
struct DrawingNotes {
  /// What the counts rest on: the filters, and the size of the log.
  static func notes(
    _ query: FilterQuery, _ visit: Visit, _ reading: Reading, at size: UInt64? = nil
  ) throws -> [String] {
    let words = AskWords(visit)
    let chips = try FilterForm(.request, visit, query).chips([], reading).array ?? []
    let filters = chips.map { chip in
      [chip["name"]?.string, chip["label"]?.string].compactMap(\.self).joined(separator: ": ")
    }
    let size = Int(size ?? reading.reader.size)
    return
      (filters.isEmpty ? [] : [words("charts.only", ["filters": filters.joined(separator: "; ")])])
      + [words("charts.size", ["count": size])]
  }

  /// What one request is called.
  static func unit(_ words: AskWords) -> Chart.Noun {
    Chart.Noun(one: words.one(.request), many: words.many(.request))
  }
}
