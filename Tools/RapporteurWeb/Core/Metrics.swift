import Synchronization

/// What is counted and timed, in the text format of Prometheus
/// (https://prometheus.io/docs/instrumenting/exposition_formats).
public final class Metrics: Sendable {
  /// A series: a metric's name and its labels.
  private struct Series: Hashable {
    var name: String
    var labels: [String: String]

    func text(_ suffix: String = "", _ more: [String: String] = [:]) -> String {
      let all = labels.merging(more) { $1 }.sorted { $0.key < $1.key }
      guard !all.isEmpty else { return name + suffix }
      return name + suffix + "{"
        + all.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: "\\n")
    }
  }

  private struct Histogram {
    var buckets: [UInt64]
    var sum = 0.0
  }

  private struct Values {
    var counters: [Series: Double] = [:]
    var histograms: [Series: Histogram] = [:]
  }

  /// The upper bounds of the buckets of times, in seconds.
  private static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

  private let values = Mutex(Values())

  /// No metrics yet.
  public init() {}

  /// Counts something that happened.
  public func count(_ name: String, _ labels: [String: String] = [:], by number: Double = 1) {
    values.withLock { $0.counters[Series(name: name, labels: labels), default: 0] += number }
  }

  /// Notes how long something took, in seconds.
  public func time(_ name: String, _ labels: [String: String] = [:], _ seconds: Double) {
    values.withLock { values in
      var histogram =
        values.histograms[Series(name: name, labels: labels)]
        ?? Histogram(buckets: Array(repeating: 0, count: Self.bounds.count + 1))
      histogram.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
      histogram.sum += seconds
      values.histograms[Series(name: name, labels: labels)] = histogram
    }
  }

  /// All of it as text, with gauges that are measured now.
  public func text(gauges: [(name: String, labels: [String: String], value: Double)] = []) -> String
  {
    let values = values.withLock { $0 }
    var lines: [String: [String]] = [:]
    for (series, value) in values.counters {
      lines["\(series.name) counter", default: []].append("\(series.text()) \(Self.text(value))")
    }
    for gauge in gauges {
      let series = Series(name: gauge.name, labels: gauge.labels)
      lines["\(series.name) gauge", default: []].append(
        "\(series.text()) \(Self.text(gauge.value))")
    }
    for (series, histogram) in values.histograms {
      var sum: UInt64 = 0
      for (place, number) in histogram.buckets.enumerated() {
        sum += number
        let bound = place < Self.bounds.count ? Self.text(Self.bounds[place]) : "+Inf"
        lines["\(series.name) histogram", default: []].append(
          "\(series.text("_bucket", ["le": bound])) \(sum)")
      }
      lines["\(series.name) histogram", default: []] += [
        "\(series.text("_sum")) \(histogram.sum)", "\(series.text("_count")) \(sum)",
      ]
    }
    return lines.sorted { $0.key < $1.key }.map { key, lines in
      "# TYPE \(key)\n" + lines.joined(separator: "\n") + "\n"
    }.joined()
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
