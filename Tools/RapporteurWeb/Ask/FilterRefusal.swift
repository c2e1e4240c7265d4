import Desk
import HTTPTypes
import Hummingbird
import JSON
import Registry
import Things
import WebCore

/// A list whose filters cannot be read: the form with the message at the field that is wrong, and no
/// list that would say less than was asked.
enum FilterRefusal {
  /// The page, if the error is about a filter; else throws the error on.
  static func page(
    _ error: any Error, _ kind: Kind, _ title: String, _ path: String, _ tabs: JSONValue,
    _ visit: Visit
  ) throws -> Response {
    let name: String?
    let words: (message: String, hint: String?)
    switch error {
    case let error as FilterError:
      name = error.filter
      words = (error.message, error.hint)
    case let error as DeskError where error.place["option"]?.hasPrefix("--") == true:
      name = error.place["option"].map { String($0.dropFirst(2)) }
      words = (error.message, error.hint)
    default: throw error
    }
    let detail = words.hint.map { "\(words.message); \($0)" } ?? words.message
    let form = FilterForm(kind, visit, visit.query.filters, fault: name.map { ($0, detail) })
    let isField = name.map { kind.filter($0) != nil } ?? false
    return try visit.show(
      "list", title: title,
      [
        "faults": [
          ["detail": .string(detail), "field": isField ? .string("filter-" + (name ?? "")) : .null]
        ], "wrong": true, "filters": form.content, "all": .string(visit.link(path)), "tabs": tabs,
      ], scripts: ["filters.js"], status: .unprocessableContent)
  }
}
