import Access
import ArgumentParser
import Desk
import JSON
import Registry

struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Who may log in, and as what.",
    subcommands: [
      Add<AccountFields>.self,
      Show<AccountFields>.self,
      List<AccountFields, AccountFilters>.self,
      Correct<AccountFields>.self,
      History<AccountFields>.self,
      Retract<AccountFields>.self,
      Reinstate<AccountFields>.self,
      Grant.self,
      Revoke.self,
      Disable.self,
      Invite.self,
      MakeToken.self,
    ])
}

struct Grant: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant", abstract: "Give an account a role.",
    discussion: example("account grant staff-3 planner"))

  @Argument(help: "The account.") var id: String
  @Argument(help: "staff, planner, auditor or admin.") var role: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "account.role_granted", to: ThingRef(.account, id),
      [
        ("roles", [role])
      ])
  }
}

struct Revoke: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Take a role from an account.",
    discussion: example("account revoke staff-3 planner"))

  @Argument(help: "The account.") var id: String
  @Argument(help: "The role.") var role: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "account.role_revoked", to: ThingRef(.account, id),
      [
        ("roles", [role])
      ])
  }
}

struct Disable: RecordingCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable", abstract: "Let an account record nothing more.",
    discussion: example("account disable staff-3"))

  @Argument(help: "The account.") var id: String
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await happen(
      "account.disabled", to: ThingRef(.account, id),
      [
        ("status", ["disabled"])
      ])
  }
}

/// For whoever has the machine: how somebody gets in when nobody can, or for the first time.
struct Invite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Let an account set its password in the browser.",
    discussion: example("account invite staff-3"))

  @Argument(help: "The account.") var id: String
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let credentials = try CredentialStore(path: desk.folder.access)
      defer { try? credentials.close() }
      let token = try AccountDirectory(desk, credentials).invite(id)
      guard registry.output.format == .table else {
        return registry.output.page([
          "account": .string(id), "path": .string("/invitation/\(token)"), "days": 7,
        ])
      }
      Output.write(
        """
        Open this once, within seven days, behind the address that `rapporteur serve` names:
        /invitation/\(token)

        """)
    }
  }
}
