import Access
import Foundation
import Testing

/// A credential store of its own for one test, with a clock of its own. Passwords cost little.
final class TestStore: Sendable {
  let path: String
  let clock = TestClock()
  let store: CredentialStore

  static let password = "correct horse battery"
  static let address = "192.0.2.7"

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/access-\(UUID().uuidString).sqlite"
    store = try CredentialStore(path: path, clock: { [clock] in clock.now }, cost: 4)
  }

  deinit {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }

  /// The store opened once more, as after a restart.
  func reopened(cost: Int = 4) throws -> CredentialStore {
    try CredentialStore(path: path, clock: { [clock] in clock.now }, cost: cost)
  }

  /// Gives an account a password.
  @discardableResult
  func enrol(_ account: String = "staff-1", password: String = password) async throws -> NewSession
  {
    try await store.accept(
      try store.invite(account), password: password, from: Self.address)
  }

  @discardableResult
  func logIn(
    _ account: String = "staff-1", _ password: String = password, from address: String = address,
    replacing: String? = nil
  ) async throws -> NewSession {
    try await store.logIn(account, password: password, from: address, replacing: replacing)
  }

  /// Tries a wrong password, and tells what came of it.
  func fail(_ account: String = "staff-1", from address: String = address) async -> AccessError? {
    do {
      _ = try await logIn(account, "a wrong password", from: address)
      return nil
    } catch { return error as? AccessError }
  }

  /// All bytes of the store's files.
  func bytes() -> Data {
    ["", "-wal", "-shm"].reduce(into: Data()) { all, suffix in
      if let data = FileManager.default.contents(atPath: path + suffix) { all += data }
    }
  }
}
