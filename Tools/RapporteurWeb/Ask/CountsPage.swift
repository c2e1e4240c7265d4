import JSON
import Registry
import Requests
import Things
import WebCore

/// What pages of counted requests have in common.
enum CountsPage {
  /// The filters as a form, and what the counts rest on.
  static func content(
    _ query: FilterQuery, _ visit: Visit, _ notes: [String]
  ) -> [String: JSONValue] {
    [
      "filters": FilterForm(.request, visit, query).content,
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// A choice of dimensions, above the filters.
  static func choice(
    _ name: String, _ label: String, _ dimensions: [MatrixDimension], _ chosen: MatrixDimension?,
    _ words: AskWords, none: String? = nil
  ) -> JSONValue {
    var choices: [JSONValue] = none.map { [["value": "", "label": .string($0)]] } ?? []
    choices += dimensions.map { dimension in
      var choice: [String: JSONValue] = [
        "value": .string(dimension.rawValue),
        "label": .string(words("dimension.\(dimension.rawValue)")),
      ]
      if dimension == chosen { choice["chosen"] = true }
      return .object(choice)
    }
    return [
      "id": .string("choice-" + name), "name": .string(name), "label": .string(label),
      "choice": true, "choices": .array(choices),
    ]
  }
}
