import Access
import EventLog
import Foundation
import Synchronization
import Testing

/// Whoever tries in vain has to wait; and many at once cannot exhaust the machine.
@Suite struct ThrottleTests {
  @Test func anAccountHasToWaitLongerAndLonger() async throws {
    let test = try TestStore()
    try await test.enrol()
    for number in 0..<5 {
      #expect(await test.fail(from: "192.0.2.\(number)")?.code == .rejected)
    }
    var waits: [Int] = []
    for number in 5..<16 {
      let refused = try #require(await test.fail(from: "192.0.2.\(number)"))
      #expect(refused.code == .throttled)
      let wait = try #require(refused.retryAfter)
      waits.append(wait)
      // Not even the right password helps meanwhile.
      await #expect(throws: AccessError.self) { try await test.logIn(from: "198.51.100.1") }
      test.clock.advance(seconds: Int64(wait))
      #expect(await test.fail(from: "192.0.2.\(number)")?.code == .rejected)
    }
    #expect(waits.first == 5 && waits.last == 900)
    #expect(zip(waits, waits.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func aRestartForgivesNothing() async throws {
    let test = try TestStore()
    try await test.enrol()
    for _ in 0..<5 { _ = await test.fail() }
    let reopened = try test.reopened()
    for (account, address) in [("staff-1", "198.51.100.1"), ("staff-2", TestStore.address)] {
      do {
        _ = try await reopened.logIn(account, password: TestStore.password, from: address)
        Issue.record("\(account) from \(address) may try")
      } catch let error as AccessError { #expect(error.code == .throttled) }
    }
  }

  @Test func successForgivesTheAccountButNotTheAddress() async throws {
    let test = try TestStore()
    try await test.enrol()
    for _ in 0..<4 { _ = await test.fail() }
    try await test.logIn()
    _ = await test.fail()
    #expect(await test.fail()?.code == .throttled)
    #expect(await test.fail(from: "198.51.100.1")?.code == .rejected)
  }

  @Test func failuresAreForgottenAfterADay() async throws {
    let test = try TestStore()
    try await test.enrol()
    for _ in 0..<4 { _ = await test.fail() }
    test.clock.advance(seconds: 1, days: 1)
    for _ in 0..<4 { #expect(await test.fail()?.code == .rejected) }
    try await test.logIn()
  }

  @Test(arguments: [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ("::ffff:192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
  ])
  func anAddressIsWhatItsHolderHasOfIt(_ one: String, _ other: String, _ same: Bool) async throws {
    let test = try TestStore()
    for number in 0..<5 { _ = await test.fail("account-\(number)", from: one) }
    #expect(await test.fail("account-9", from: other)?.code == (same ? .throttled : .rejected))
  }

  @Test func guessesAtOnceAreNoMoreThanGuessesInTurn() async throws {
    let test = try TestStore()
    try await test.enrol()
    let codes = await outcomes(200) { number in
      await test.fail(from: "192.0.2.\(number)")
    }
    #expect(codes.count { $0?.code == .rejected } == 5)
    #expect(codes.count { $0?.code == .throttled } == 195)
  }

  @Test func aThousandLoginsAtOnceAreBounded() async throws {
    let test = try TestStore()
    // Costly enough that the queue fills up.
    let store = try test.reopened(cost: 12)
    let before = try Self.peakKilobytes()
    let codes = await outcomes(1000) { number -> AccessError? in
      do {
        _ = try await store.logIn(
          "account-\(number)", password: "some password",
          from: "10.0.\(number / 250).\(number % 250)")
        return nil
      } catch { return error as? AccessError }
    }
    #expect(codes.allSatisfy { $0 != nil })
    let throttled = codes.filter { $0?.code == .throttled }
    #expect(throttled.count >= 500)
    #expect(codes.count { $0?.code == .rejected } >= 66)
    #expect(throttled.allSatisfy { ($0?.retryAfter ?? 0) >= 1 })
    // All at once would take 4 GB.
    #expect(try Self.peakKilobytes() - before < 1_000_000)
    // Who was turned away for want of a place has not failed: five tries are free as before.
    let turnedAway = try #require(codes.firstIndex { $0?.code == .throttled })
    for number in 0..<5 {
      #expect(
        await test.fail("account-\(turnedAway)", from: "172.16.0.\(number)")?.code == .rejected)
    }
    #expect(await test.fail("account-\(turnedAway)", from: "172.16.0.9")?.code == .throttled)
  }

  @Test func thePoolIsFreeWhilePasswordsAreHashed() async throws {
    let test = try TestStore()
    let store = try test.reopened(cost: 14)
    let done = Tally()
    async let logins = outcomes(60) { number -> AccessError? in
      defer { done.add() }
      do {
        _ = try await store.logIn("a-\(number)", password: "x", from: "10.1.0.\(number)")
        return nil
      } catch { return error as? AccessError }
    }
    // Other tasks have their turn long before the last password is hashed.
    let before = await Task.detached { done.count }.value
    #expect(await logins.count == 60)
    #expect(before < 60)
  }

  private func outcomes(
    _ count: Int, _ body: @escaping @Sendable (Int) async -> AccessError?
  ) async -> [AccessError?] {
    await withTaskGroup(of: (Int, AccessError?).self) { group in
      for number in 0..<count { group.addTask { (number, await body(number)) } }
      var all = [AccessError?](repeating: nil, count: count)
      for await (number, outcome) in group { all[number] = outcome }
      return all
    }
  }

  /// The most memory that this process has had.
  private static func peakKilobytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
    return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
  }
}

/// Counts from several tasks at once.
private final class Tally: Sendable {
  private let number = Mutex(0)

  var count: Int { number.withLock { $0 } }

  func add() { number.withLock { $0 += 1 } }
}
