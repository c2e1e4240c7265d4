import Foundation
import JSON
import Testing

/// How somebody gets in when nobody can.
@Suite struct AccountTests {
  @Test func whoHasTheMachineInvites() throws {
    let registry = try CommandLineRegistry()
    #expect(try registry.run("account", "invite", "staff-1").code == 1)
    try registry.run("account", "add", "--id", "staff-1", "--roles", "staff").succeeded()
    let size = try registry.run("log", "stats").succeeded().json["size"]
    let first = try registry.run("account", "invite", "staff-1").succeeded().json
    let path = try #require(first["path"]?.string)
    #expect(path.wholeMatch(of: #/\/invitation\/[A-Za-z0-9_-]{43}/#) != nil)
    let again = try registry.run("account", "invite", "staff-1").succeeded().json
    #expect(again["path"] != first["path"])
    // Nothing of it is in the log, and only its owner may read where it is.
    #expect(try registry.run("log", "stats").succeeded().json["size"] == size)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: registry.registry + "/access.sqlite")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    try registry.run("account", "disable", "staff-1", "--reason", "left").succeeded()
    #expect(try registry.run("account", "invite", "staff-1").code == 1)
  }
}
