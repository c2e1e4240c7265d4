import Access
import Desk
import EventLog
import Registry
import Testing

/// Who asks: roles from the log, proofs from the store.
@Suite struct DirectoryTests {
  @Test func rolesFollowTheLog() async throws {
    let office = try await Office()
    #expect(try office.directory.principal("staff-1")?.roles == [.staff])
    try await office.happen("account.role_granted", "staff-1", ["roles": term("planner")])
    #expect(try office.directory.principal("staff-1")?.roles == [.staff, .planner])
    try await office.happen("account.role_revoked", "staff-1", ["roles": term("staff")])
    #expect(try office.directory.principal("staff-1")?.roles == [.planner])
    #expect(try office.directory.principal("nobody") == nil)
    try await office.record([Step(ThingRef(.account, "staff-1"), .retract())])
    #expect(try office.directory.principal("staff-1") == nil)
    try await office.record([Step(ThingRef(.account, "staff-1"), .reinstate())])
    #expect(try office.directory.principal("staff-1")?.roles == [.planner])
  }

  @Test func whoIsDisabledIsOutAtOnce() async throws {
    let office = try await Office()
    let token = try office.credentials.makeToken(
      account: "staff-1", role: .staff, name: "robot", until: office.clock.after(days: 1),
      by: "admin-1")
    let begun = try await office.credentials.accept(
      try office.directory.invite("staff-1"), password: TestStore.password, from: "::1")
    #expect(try office.directory.visitor(session: begun.secret)?.principal.door == .web)
    #expect(try office.directory.visitor(token: token.secret)?.principal.door == .token)
    try await office.happen(
      "account.disabled", "staff-1",
      ["status": .term(Term(code: "disabled", written: "disabled"))])
    #expect(try office.directory.visitor(session: begun.secret) == nil)
    #expect(try office.directory.visitor(token: token.secret) == nil)
    // The answer to a login is that to a wrong password, and no session is left behind.
    do {
      _ = try await office.directory.logIn("staff-1", password: TestStore.password, from: "::1")
      Issue.record("a disabled account logs in")
    } catch let error as AccessError { #expect(error.code == .rejected) }
    #expect(try office.credentials.sessions(of: "staff-1").count == 1)
    #expect(throws: DeskError(.refused, "")) { try office.directory.invite("staff-1") }
    #expect(throws: DeskError(.notFound, "")) { try office.directory.invite("nobody") }
  }

  @Test func aTokensRoleCountsWhileTheAccountHasIt() async throws {
    let office = try await Office()
    try await office.happen("account.role_granted", "staff-1", ["roles": term("planner")])
    let token = try office.credentials.makeToken(
      account: "staff-1", role: .planner, name: "robot", until: office.clock.after(days: 1),
      by: "admin-1")
    // One role, not all that the account has.
    #expect(try office.directory.visitor(token: token.secret)?.principal.roles == [.planner])
    try await office.happen("account.role_revoked", "staff-1", ["roles": term("planner")])
    let principal = try #require(try office.directory.visitor(token: token.secret)?.principal)
    #expect(principal.roles.isEmpty && principal.rights.isEmpty)
  }

  @Test func theFirstStartInvitesAnAdmin() async throws {
    let office = try await Office(withAccounts: false)
    let first = try #require(try await office.directory.prepareFirstAdmin())
    #expect(first.account == "admin")
    #expect(try office.directory.principal("admin")?.roles == [.admin])
    #expect(try office.credentials.account(invitedBy: first.invitation) == "admin")
    // The invitation is out: the next start makes no other.
    #expect(try await office.directory.prepareFirstAdmin() == nil)
    // It was not taken up in time.
    office.clock.advance(days: 8)
    let second = try #require(try await office.directory.prepareFirstAdmin())
    #expect(second.account == "admin" && second.invitation != first.invitation)
    _ = try await office.credentials.accept(
      second.invitation, password: TestStore.password, from: "::1")
    office.clock.advance(days: 80)
    #expect(try await office.directory.prepareFirstAdmin() == nil)
  }

  @Test func anAdminThatIsDisabledIsNone() async throws {
    let office = try await Office(withAccounts: false)
    try await office.add("admin", [.admin])
    try await office.happen(
      "account.disabled", "admin", ["status": .term(Term(code: "disabled", written: "disabled"))])
    let made = try #require(try await office.directory.prepareFirstAdmin())
    #expect(made.account == "admin-2")
    #expect(try office.directory.principal("admin-2")?.roles == [.admin])
  }

  private func term(_ code: String) -> Value { .terms([Term(code: code, written: code)]) }
}
