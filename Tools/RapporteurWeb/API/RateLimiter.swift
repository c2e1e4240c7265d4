import Synchronization

/// Lets everybody ask so often: a bucket of tokens for each, filled at a steady rate.
final class RateLimiter: Sendable {
  /// How much a bucket holds, and how fast it fills.
  struct Policy: Hashable, Sendable {
    /// The most tokens at once.
    var burst: Double
    /// Tokens a second.
    var rate: Double

    /// For those who are logged in.
    static let account = Policy(burst: 1_000, rate: 500)
    /// For an address that nobody logged in from.
    static let address = Policy(burst: 100, rate: 10)
  }

  /// What became of a request.
  struct Verdict: Hashable, Sendable {
    /// Whether it may go on.
    var isAllowed: Bool
    /// How many more may follow at once.
    var remaining: Int
    /// After how many seconds the bucket is full again; for those who are refused, after how many they
    /// may try again.
    var seconds: Int
    /// The most at once.
    var limit: Int
  }

  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant
  }

  /// So many buckets are kept; those that are full again are forgotten first.
  private static let most = 10_000

  private let buckets = Mutex<[String: Bucket]>([:])
  private let now: @Sendable () -> ContinuousClock.Instant

  /// A limiter.
  ///
  /// - Parameter now: tells the time; for tests another one.
  init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }) {
    self.now = now
  }

  /// Takes a token of somebody's, if there is one.
  func take(_ who: String, _ policy: Policy) -> Verdict {
    let now = now()
    return buckets.withLock { buckets in
      if buckets.count >= Self.most, buckets[who] == nil { Self.forget(&buckets, policy, now) }
      var bucket = buckets[who] ?? Bucket(tokens: policy.burst, filled: now)
      bucket.tokens = min(
        policy.burst, bucket.tokens + policy.rate * (now - bucket.filled).inSeconds)
      bucket.filled = now
      let isAllowed = bucket.tokens >= 1
      if isAllowed { bucket.tokens -= 1 }
      buckets[who] = bucket
      let missing = isAllowed ? policy.burst - bucket.tokens : 1 - bucket.tokens
      return Verdict(
        isAllowed: isAllowed, remaining: Int(bucket.tokens),
        seconds: max(1, Int((missing / policy.rate).rounded(.up))), limit: Int(policy.burst))
    }
  }

  private static func forget(
    _ buckets: inout [String: Bucket], _ policy: Policy, _ now: ContinuousClock.Instant
  ) {
    buckets = buckets.filter { _, bucket in
      bucket.tokens + policy.rate * (now - bucket.filled).inSeconds < policy.burst
    }
    // Ten thousand at once that none of them waits for: whoever is forgotten begins anew.
    if buckets.count >= most { buckets.removeAll() }
  }
}

extension Duration {
  fileprivate var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
