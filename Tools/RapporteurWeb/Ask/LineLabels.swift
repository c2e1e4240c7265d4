import JSON
import Registry
import Requests
import Things
import WebCore

/// What the lines of matrices and charts are called in the visitor's language.
struct LineLabels: Sendable {
  private let words: AskWords
  private let visit: Visit

  /// Labels for a visitor.
  init(_ words: AskWords, _ visit: Visit) {
    self.words = words
    self.visit = visit
  }

  /// What lines go by.
  func name(_ basis: RequestLine.Basis) -> String {
    switch basis {
    case .dimension(let dimension): words("dimension.\(dimension.rawValue)")
    case .period: words("field.requested_on")
    }
  }

  /// A line of a dimension.
  func label(_ key: String?, _ dimension: MatrixDimension, _ reading: Reading) throws -> String {
    guard let key else { return words("things.not_stated") }
    switch dimension {
    case .country: return words.country(key)
    case .region: return words.region(key)
    case .group: return key == "none" ? words("lists.no_group") : words.group(key)
    case .requester: return try reading.called(ThingRef(.organisation, key))
    case .theme: return words.term(key, in: "theme")
    case .support: return words.term(key, in: "support_type")
    case .status: return words.term(key, in: "request_status")
    case .year: return key
    }
  }

  /// A period.
  func label(_ period: Period?, _ unit: PeriodUnit) -> String {
    switch period {
    case nil: return words("things.not_stated")
    case .month(let month, let year): return words.monthOfYear(month, year)
    case .quarter(let quarter, let year):
      return words("time_chart.quarter_of_year", ["quarter": quarter, "year": "\(year)"])
    case .year(let year):
      return unit == .year
        ? String(year) : words("time_chart.\(unit.rawValue)_not_stated", ["year": "\(year)"])
    case .years(let from, let to):
      return words.span(
        from.flatMap { try? PartialDate(Period.year($0).key) },
        to.flatMap { try? PartialDate(Period.year($0).key) })
    }
  }

  /// A line that a list is narrowed to.
  func label(_ line: RequestLine, _ reading: Reading) throws -> String {
    switch line.basis {
    case .dimension(let dimension): try label(line.key, dimension, reading)
    case .period(let unit): label(line.key.flatMap { Period(key: $0) }, unit)
    }
  }
}

extension Visit {
  /// The list of the requests that these filters find, in these lines.
  func requests(_ query: FilterQuery, in lines: [RequestLine]) -> String {
    address(
      "/requests", FilterQuery(query.pairs + lines.map { .init("in", $0.text) }))
  }
}
