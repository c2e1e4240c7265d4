import Access
import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import WebAPI

/// Who may ask how often.
@Suite struct RateLimiterTests {
  /// A clock that stands until it is moved.
  private final class Clock: Sendable {
    private let time = Mutex(ContinuousClock().now)
    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
  }

  private let clock = Clock()
  private let policy = RateLimiter.Policy(burst: 5, rate: 2)

  @Test func aBucketEmptiesAndFills() {
    let limiter = RateLimiter(now: { [clock] in clock.now })
    for left in (0..<5).reversed() {
      let verdict = limiter.take("a", policy)
      #expect(verdict.isAllowed && verdict.remaining == left && verdict.limit == 5)
    }
    let refused = limiter.take("a", policy)
    #expect(!refused.isAllowed && refused.seconds == 1)
    // Others have buckets of their own.
    #expect(limiter.take("b", policy).isAllowed)
    clock.advance(by: .milliseconds(600))
    #expect(limiter.take("a", policy).isAllowed)
    #expect(!limiter.take("a", policy).isAllowed)
    clock.advance(by: .seconds(60))
    #expect((0..<5).allSatisfy { _ in limiter.take("a", policy).isAllowed })
    #expect(!limiter.take("a", policy).isAllowed)
  }

  @Test func manyWhoAskDoNotFillTheMemory() {
    let limiter = RateLimiter(now: { [clock] in clock.now })
    for number in 0..<30_000 { #expect(limiter.take("\(number)", policy).isAllowed) }
  }

  @Test func whoAsksTooOftenIsToldWhenToGoOn() async throws {
    try await TestSite.run { site, visitor in
      // Nobody logged in: the address counts. All at once, or a slow machine would fill the bucket again.
      let answers = try await withThrowingTaskGroup(of: APIAnswer.self) { group in
        for _ in 0..<Int(RateLimiter.Policy.address.burst) * 5 {
          group.addTask { try await visitor.get("log/checkpoint") }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.allSatisfy { $0.headers[.rateLimit] != nil })
      #expect(answers.allSatisfy { $0.headers[.rateRemaining] != nil })
      let refused = answers.first { $0.status != 200 }
      let answer = try #require(refused)
      #expect(answer.status == 429 && answer.json["code"] == "throttled")
      #expect(answer.headers[.retryAfter] == "1" && answer.headers[.rateRemaining] == "0")
      // Whoever is logged in has a bucket of their own.
      let staff = try await site.program("staff-1", .staff, visitor)
      #expect(try await staff.get("requests").status == 200)
    }
  }
}
