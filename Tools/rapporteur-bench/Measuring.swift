import Foundation

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  return (ContinuousClock.now - start) / .seconds(1)
}

/// The seconds that `body` takes.
func seconds(_ body: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await body()
  return (ContinuousClock.now - start) / .seconds(1)
}

/// The value below which this share of the values lies.
func quantile(_ share: Double, of values: [Double]) -> Double {
  let sorted = values.sorted()
  guard let last = sorted.last else { return .nan }
  let index = Int((share * Double(sorted.count)).rounded(.up)) - 1
  return sorted.indices.contains(index) ? sorted[index] : last
}

/// The middle value.
func median(_ values: [Double]) -> Double { quantile(0.5, of: values) }

/// Competitors that do the same work in turns, so that a disk that changes its mind does so to all.
struct Race {
  private var names: [String] = []
  private var rates: [String: [Double]] = [:]

  /// Notes that a competitor did `count` things.
  mutating func note(_ name: String, _ count: Int, in seconds: Double) {
    if rates[name] == nil { names.append(name) }
    rates[name, default: []].append(Double(count) / seconds)
  }

  /// Prints the median rate of each, and the median over the rounds of its ratio to the first.
  func report(_ title: String) {
    print(title)
    guard let first = names.first, let base = rates[first] else { return }
    for name in names {
      guard let own = rates[name] else { continue }
      let ratio = median(zip(own, base).map { $0 / $1 })
      print("  \(name.padded(44)) \(whole(median(own)).padded(-12)) /s   × \(decimal(ratio, 2))")
    }
  }
}

/// Prints one figure.
func report(_ name: String, _ figure: String) { print("  \(name.padded(44)) \(figure)") }

/// Prints a rate.
func report(_ name: String, _ count: Int, in seconds: Double) {
  report(name, "\(whole(Double(count) / seconds)) /s   (\(decimal(seconds, 3)) s)")
}

/// Prints the middle, the slow end and the slowest of many durations in seconds.
func report(_ name: String, durations: [Double]) {
  let parts = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)].map { label, share in
    "\(label) \(decimal(quantile(share, of: durations) * 1000, 3)) ms"
  }
  report(name, parts.joined(separator: "   "))
}

/// A number without its fraction, with commas.
func whole(_ number: Double) -> String {
  var digits = String(Int(number.rounded()))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
    index -= 3
  }
  return digits
}

/// A number with so many decimals.
func decimal(_ number: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", number)
}

extension String {
  /// The text with blanks behind it, or before it when the width is negative.
  func padded(_ width: Int) -> String {
    let blanks = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? blanks + self : self + blanks
  }
}
