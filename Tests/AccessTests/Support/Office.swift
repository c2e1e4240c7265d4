import Access
import Desk
import EventLog
import Foundation
import JSON
import Registry
import Things

/// A registry of its own for one test, with an account for each role.
final class Office: Sendable {
  let path: String
  let desk: Desk
  let clock = TestClock()
  let credentials: CredentialStore
  let directory: AccountDirectory

  init(withAccounts: Bool = true) async throws {
    path = FileManager.default.temporaryDirectory.path + "/office-\(UUID().uuidString)"
    desk = try await Desk.create(
      RegistryFolder(path: path), origin: "localhost/rapporteur/00112233445566ff", timeZone: .gmt)
    credentials = try CredentialStore(
      path: desk.folder.access, clock: { [clock] in clock.now }, cost: 4)
    directory = AccountDirectory(desk, credentials)
    guard withAccounts else { return }
    for role in Role.allCases { try await add("\(role.rawValue)-1", [role]) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes an account.
  func add(_ name: String, _ roles: [Role]) async throws {
    try await record([
      Step(
        ThingRef(.account, name),
        .begin(["roles": .terms(roles.map { Term(code: $0.rawValue, written: $0.rawValue) })]))
    ])
  }

  /// Records these steps as one command, past the gate.
  @discardableResult
  func record(_ steps: [Step], by actor: String = "setup") async throws -> Outcome {
    try await desk.submit(Submission(by: actor, reason: "because", steps: steps))
  }

  /// Records one event of an account.
  func happen(_ type: String, _ account: String, _ fields: Fields) async throws {
    try await record([
      Step(ThingRef(.account, account), .happen(Self.type(type), fields))
    ])
  }

  static func type(_ name: String) -> EventType {
    EventCatalogue.type(named: name) ?? EventCatalogue.erased
  }
}

extension Office {
  /// The Desk as this account may use it.
  func gate(_ account: String?) throws -> Gate {
    Gate(desk, for: try account.flatMap { try directory.principal($0) })
  }

  /// The log's id of the person in `Somebody`.
  func personID() throws -> String {
    try desk.reading { try $0.find(.person, Somebody.id)?.id ?? "" }
  }

  /// Has personal data shown.
  func reveal(
    _ account: String, _ person: String, _ fields: Set<String>, reason: String? = nil
  ) throws -> [String: JSONValue] {
    try gate(account).reveal(person, fields, reason: reason, notingIn: credentials.reveals)
  }
}
