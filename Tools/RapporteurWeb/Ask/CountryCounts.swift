import ProjectionKit
import Registry
import Requests
import Things

/// How many requests each country made.
struct CountryCounts: Sendable {
  /// The countries by alpha-3 code, nil for requests that state none, with their counts.
  let lines: [(code: String?, count: Int)]
  /// The number of distinct requests.
  let total: Int
  /// The size of the log that was read.
  let size: UInt64

  /// Counts the requests that pass a filter.
  init(_ filter: ThingFilter, _ reading: Reading) throws {
    let counts = try reading.overTime(by: .year, dividedBy: .country, filter)
    lines = zip(counts.series, counts.seriesTotals).filter { $0.1 > 0 }.map {
      (code: $0.0.key, count: $0.1)
    }
    total = counts.total
    size = reading.reader.size
  }
}
