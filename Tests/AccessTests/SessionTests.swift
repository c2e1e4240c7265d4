import Access
import EventLog
import Foundation
import Testing

/// How long sessions and tokens hold, and the log of reveals.
@Suite struct SessionTests {
  @Test func aSessionEndsWhenItIsIdle() async throws {
    let test = try TestStore()
    let begun = try await test.enrol()
    for _ in 0..<4 {
      test.clock.advance(minutes: 29)
      #expect(try test.store.session(begun.secret) != nil)
    }
    test.clock.advance(minutes: 30)
    #expect(try test.store.session(begun.secret) == nil)
    #expect(try test.store.sessions(of: "staff-1").isEmpty)
  }

  @Test func aSessionEndsAfterTwelveHoursHoweverBusy() async throws {
    let test = try TestStore()
    let begun = try await test.enrol()
    #expect(
      begun.session.expires == Instant(microseconds: test.clock.now.microseconds + 43_200_000_000))
    for _ in 0..<47 {
      test.clock.advance(minutes: 15)
      #expect(try test.store.session(begun.secret) != nil)
    }
    test.clock.advance(minutes: 15)
    #expect(try test.store.session(begun.secret) == nil)
  }

  @Test func aSessionIsNotedOnceAMinute() async throws {
    let test = try TestStore()
    let begun = try await test.enrol()
    let start = test.clock.now
    test.clock.advance(seconds: 59)
    _ = try test.store.session(begun.secret)
    #expect(try test.store.sessions(of: "staff-1").first?.used == start)
    test.clock.advance(seconds: 1)
    _ = try test.store.session(begun.secret)
    #expect(try test.store.sessions(of: "staff-1").first?.used == test.clock.now)
  }

  @Test func loggingOutEndsOneSessionAndEndingEndsAll() async throws {
    let test = try TestStore()
    let first = try await test.enrol()
    let second = try await test.logIn()
    let third = try await test.logIn()
    let other = try await test.enrol("staff-2")
    try test.store.logOut(first.secret)
    #expect(try test.store.session(first.secret) == nil)
    // Nobody ends somebody else's.
    #expect(try !test.store.endSession(second.session.id, of: "staff-2"))
    #expect(try test.store.endSession(second.session.id, of: "staff-1"))
    #expect(try test.store.session(second.secret) == nil)
    try test.store.endSessions(of: "staff-1")
    #expect(try test.store.session(third.secret) == nil)
    #expect(try test.store.session(other.secret) != nil)
  }

  @Test func listsOfSessionsTellNoSecret() async throws {
    let test = try TestStore()
    let begun = try await test.enrol()
    let listed = try #require(try test.store.sessions(of: "staff-1").first)
    #expect(listed.csrf.isEmpty && listed.id == begun.session.id)
    #expect(try test.store.session(listed.id) == nil)
  }

  @Test func aTokenHoldsUntilItsEndOrItsRevocation() async throws {
    let test = try TestStore()
    let made = try test.store.makeToken(
      account: "staff-1", role: .staff, name: "robot", until: test.clock.after(days: 30),
      by: "admin")
    #expect(made.secret.hasPrefix("rap_"))
    let token = try #require(try test.store.token(made.secret))
    #expect(token.id == made.id && token.role == .staff && token.createdBy == "admin")
    #expect(try test.store.tokens(of: "staff-1").first?.used == test.clock.now)
    #expect(try test.store.token(made.id) == nil)
    test.clock.advance(days: 29)
    #expect(try test.store.token(made.secret) != nil)
    test.clock.advance(days: 1)
    #expect(try test.store.token(made.secret) == nil)

    let second = try test.store.makeToken(
      account: "staff-1", role: .staff, name: "robot", until: test.clock.after(days: 30),
      by: "admin")
    #expect(try !test.store.revokeToken(second.id, of: "staff-2"))
    #expect(try test.store.revokeToken(second.id, of: "staff-1"))
    #expect(try !test.store.revokeToken(second.id))
    #expect(try test.store.token(second.secret) == nil)
    #expect(try test.store.tokens(of: "staff-1").count == 2)
    #expect(try test.store.tokens(of: "staff-2").isEmpty)
    #expect(try test.store.tokens().count == 2)
  }

  @Test func aTokenNeedsANameAndAnEndWithinAYear() throws {
    let test = try TestStore()
    for (name, days, fault) in [
      ("robot", 0, TokenFault.until), ("robot", -1, .until), ("robot", 367, .until), ("", 1, .name),
      (String(repeating: "x", count: 101), 1, .name),
    ] {
      #expect(throws: fault) {
        try test.store.makeToken(
          account: "staff-1", role: .staff, name: name, until: test.clock.after(days: Int64(days)),
          by: "admin")
      }
    }
  }
}
