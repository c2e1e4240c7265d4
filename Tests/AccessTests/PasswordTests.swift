import Access
import EventLog
import Foundation
import Testing

/// Invitations, passwords and logins.
@Suite struct PasswordTests {
  @Test func anInvitationSetsAPasswordOnce() async throws {
    let test = try TestStore()
    let token = try test.store.invite("staff-1")
    #expect(try test.store.account(invitedBy: token) == "staff-1")
    #expect(try test.store.account(invitedBy: token) == "staff-1")
    let begun = try await test.store.accept(token, password: TestStore.password, from: "::1")
    #expect(try test.store.session(begun.secret)?.account == "staff-1")
    #expect(throws: AccessError.self) { try test.store.account(invitedBy: token) }
    await #expect(throws: AccessError.self) {
      try await test.store.accept(token, password: "another password", from: "::1")
    }
    try await test.logIn()
  }

  @Test func anInvitationEndsAfterSevenDaysOrWithTheNext() async throws {
    let test = try TestStore()
    let first = try test.store.invite("staff-1")
    let second = try test.store.invite("staff-1")
    #expect(throws: AccessError.self) { try test.store.account(invitedBy: first) }
    test.clock.advance(hours: 23, days: 6)
    #expect(try test.store.account(invitedBy: second) == "staff-1")
    test.clock.advance(hours: 1)
    #expect(throws: AccessError.self) { try test.store.account(invitedBy: second) }
    await #expect(throws: AccessError.self) {
      try await test.store.accept(second, password: TestStore.password, from: "::1")
    }
    #expect(try !test.store.isReachable("staff-1"))
  }

  @Test func twoWhoShareAnInvitationCannotBothTakeItUp() async throws {
    let test = try TestStore()
    let token = try test.store.invite("staff-1")
    let taken = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask {
          (try? await test.store.accept(
            token, password: "password number \(number)", from: "192.0.2.\(number)")) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(taken == 1)
  }

  @Test(arguments: [
    ("elevenchars", PasswordFault.tooShort), ("staff-1-is-long", nil),
    ("STAFF-1-IS-ME", .isAccountName),
    (String(repeating: "x", count: 1025), .tooLong), (String(repeating: "x", count: 1024), nil),
    ("ééééééééééé", .tooShort), ("éééééééééééé", nil),
  ])
  func aPasswordHasToBeLongEnough(_ password: String, _ fault: PasswordFault?) async throws {
    let test = try TestStore()
    let token = try test.store.invite("staff-1-is-me")
    #expect(PasswordFault(of: password, for: "staff-1-is-me") == fault)
    let thrown: PasswordFault?
    do {
      _ = try await test.store.accept(token, password: password, from: "::1")
      thrown = nil
    } catch { thrown = error as? PasswordFault }
    #expect(thrown == fault)
    // A password that will not do does not use the invitation up.
    #expect((try? test.store.account(invitedBy: token)) == (fault == nil ? nil : "staff-1-is-me"))
  }

  @Test func onePasswordHasOneForm() async throws {
    let test = try TestStore()
    try await test.enrol(password: "caf\u{E9} at the corner")
    try await test.logIn("staff-1", "cafe\u{301} at the corner")
    #expect(await test.fail()?.code == .rejected)
  }

  @Test func nobodyLearnsWhetherThereIsAnAccount() async throws {
    let test = try TestStore()
    try await test.enrol()
    let known = await test.fail("staff-1")
    let unknown = await test.fail("nobody")
    #expect(known == unknown)
    #expect(known?.code == .rejected)
    // An account that was invited and has no password yet is like one that is not there.
    _ = try test.store.invite("staff-2")
    #expect(await test.fail("staff-2") == known)
  }

  @Test func eachLoginHasAFreshSecretAndEndsTheOneBefore() async throws {
    let test = try TestStore()
    let first = try await test.enrol()
    let second = try await test.logIn(replacing: first.secret)
    #expect(first.secret != second.secret && first.session.csrf != second.session.csrf)
    #expect(second.secret != second.session.csrf)
    #expect(try test.store.session(first.secret) == nil)
    #expect(try test.store.session(second.secret) == second.session)
    // Somebody else's browser keeps its session.
    let third = try await test.logIn()
    #expect(try test.store.session(second.secret) != nil)
    #expect(try test.store.sessions(of: "staff-1").count == 2)
    // A secret that somebody put there before the login is never taken over.
    let planted = try await test.logIn(replacing: "planted")
    #expect(planted.secret != "planted" && third.secret != planted.secret)
    #expect(try test.store.session("planted") == nil)
  }

  @Test func anotherPasswordEndsAllSessions() async throws {
    let test = try TestStore()
    let first = try await test.enrol()
    let second = try await test.logIn()
    await #expect(throws: AccessError.self) {
      try await test.store.changePassword(
        of: "staff-1", from: "not the old one", to: "a new long password", address: "::1")
    }
    await #expect(throws: PasswordFault.tooShort) {
      try await test.store.changePassword(
        of: "staff-1", from: TestStore.password, to: "short", address: "::1")
    }
    #expect(try test.store.session(first.secret) != nil)
    let third = try await test.store.changePassword(
      of: "staff-1", from: TestStore.password, to: "a new long password", address: "::1")
    for old in [first, second] { #expect(try test.store.session(old.secret) == nil) }
    #expect(try test.store.session(third.secret) != nil)
    await #expect(throws: AccessError.self) { try await test.logIn() }
    try await test.logIn("staff-1", "a new long password")
  }

  @Test func aNewInvitationTakesTheAccountOver() async throws {
    let test = try TestStore()
    let old = try await test.enrol()
    _ = try await test.store.accept(
      try test.store.invite("staff-1"), password: "the recovered one", from: "::1")
    #expect(try test.store.session(old.secret) == nil)
    try await test.logIn("staff-1", "the recovered one")
  }

  @Test func aDearerHashTakesThePlaceOfACheapOneAtTheNextLogin() async throws {
    let test = try TestStore()
    try await test.enrol()
    #expect(test.bytes().range(of: Data("$scrypt$ln=4,r=8,p=1$".utf8)) != nil)
    let dearer = try test.reopened(cost: 5)
    _ = try await dearer.logIn("staff-1", password: TestStore.password, from: "::1")
    #expect(test.bytes().range(of: Data("$scrypt$ln=5,r=8,p=1$".utf8)) != nil)
    _ = try await test.reopened().logIn("staff-1", password: TestStore.password, from: "::1")
    try await test.logIn()
  }

  @Test func noSecretIsKeptInClear() async throws {
    let test = try TestStore()
    let invitation = try test.store.invite("staff-2")
    let session = try await test.enrol()
    let token = try test.store.makeToken(
      account: "staff-1", role: .staff, name: "robot", until: test.clock.after(days: 1), by: "admin"
    )
    _ = await test.fail("typed a password here", from: "203.0.113.99")
    let bytes = test.bytes()
    for secret in [
      invitation, session.secret, session.session.csrf, token.secret, TestStore.password,
      "typed a password here", "203.0.113.99",
    ] {
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret)")
    }
    // The same as bytes rather than text.
    for secret in [invitation, session.secret, String(token.secret.dropFirst(4))] {
      let raw = try #require(
        Data(
          base64Encoded: secret.replacing("-", with: "+").replacing("_", with: "/") + "="))
      #expect(raw.count == 32 && bytes.range(of: raw) == nil)
    }
  }

  @Test func onlyTheOwnerMayReadTheFiles() async throws {
    let test = try TestStore()
    try await test.enrol()
    for suffix in ["", "-wal", "-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: test.path + suffix)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
    }
  }

  @Test func theFullCostIsPaidByDefault() async throws {
    let path = FileManager.default.temporaryDirectory.path + "/dear-\(UUID().uuidString).sqlite"
    defer {
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: path + suffix)
      }
    }
    let store = try CredentialStore(path: path)
    _ = try await store.accept(
      try store.invite("staff-1"), password: TestStore.password, from: "::1")
    try store.close()
    let data = try #require(FileManager.default.contents(atPath: path))
    #expect(data.range(of: Data("$scrypt$ln=17,r=8,p=1$".utf8)) != nil)
  }
}
