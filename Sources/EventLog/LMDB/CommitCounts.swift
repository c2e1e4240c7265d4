/// What a log's writer has done since the log was opened: how many appends shared how many commits.
public struct CommitCounts: Hashable, Sendable {
  /// The largest number of events of each class of commits but the last, which takes all larger ones.
  public static let bounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024, 4096]

  /// Appends that were written.
  public private(set) var appends: UInt64 = 0
  /// Events that were written.
  public private(set) var events: UInt64 = 0
  /// Appends that wrote nothing: repeats and conflicts.
  public private(set) var withoutEvents: UInt64 = 0
  /// Appends that failed.
  public private(set) var failures: UInt64 = 0
  /// Commits by how many events they hold, one class for each of `bounds` and one for the rest.
  public private(set) var commits = [UInt64](repeating: 0, count: bounds.count + 1)

  /// Nothing done yet.
  public init() {}

  /// Takes note of one commit's outcomes.
  mutating func add(_ outcomes: [Result<AppendOutcome, any Error>]) {
    var written = 0
    for outcome in outcomes {
      switch outcome {
      case .success(.appended(let receipt)):
        appends += 1
        written += receipt.count
      case .success: withoutEvents += 1
      case .failure: failures += 1
      }
    }
    guard written > 0 else { return }
    events += UInt64(written)
    commits[Self.bounds.firstIndex { written <= $0 } ?? Self.bounds.count] += 1
  }
}
