import Access
import ArgumentParser
import Desk
import EventLog
import JSON
import Registry

/// `account token`: for whoever has the machine, and programs that nobody logs in for.
struct MakeToken: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make an API token of an account. It is shown once.",
    discussion: """
      The token acts for the account in one of its roles, until its end or until it is revoked on the \
      page of tokens. Only a hash of it is kept.

      \(example("account token sync --role planner --name \"nightly sync\" --until 2027-06-30"))
      """)

  @Argument(help: "The account.") var id: String
  @Option(help: ArgumentHelp("One of the account's roles.", valueName: "role")) var role: String
  @Option(help: ArgumentHelp("What the token is for.", valueName: "text")) var name: String
  @Option(
    help: ArgumentHelp(
      "When it ends, at most a year ahead. (default: in 90 days)", valueName: "date"))
  var until: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let credentials = try CredentialStore(path: desk.folder.access)
      defer { try? credentials.close() }
      let role = try role(in: desk, credentials)
      let end = try until.map { try Self.end($0, desk) } ?? Self.usualEnd(desk)
      let token: (id: String, secret: String)
      do {
        token = try credentials.makeToken(
          account: id, role: role, name: name, until: end, by: "rapporteur")
      } catch let fault as TokenFault {
        throw DeskError(
          .refused, "the token's \(fault.rawValue) will not do",
          at: ["option": "--\(fault.rawValue)"],
          hint: "give a name of up to 100 characters, and an end within a year")
      }
      guard registry.output.format != .table else {
        registry.output.note("shown once; it ends \(end)")
        return Output.write(token.secret + "\n")
      }
      registry.output.page([
        "id": .string(token.id), "account": .string(id), "role": .string(role.rawValue),
        "secret": .string(token.secret), "until": .string(end.description),
      ])
    }
  }

  /// The role, which the account has to have.
  private func role(in desk: Desk, _ credentials: CredentialStore) throws -> Role {
    guard let account = try AccountDirectory(desk, credentials).account(id) else {
      throw DeskError(
        .notFound, "there is no account “\(id)”", at: ["option": "ID"],
        hint: "`rapporteur account list` shows those there are")
    }
    let roles = account.roles.map(\.rawValue).sorted().joined(separator: ", ")
    guard let role = Role(rawValue: role), account.roles.contains(role) else {
      throw DeskError(
        .refused, "the account “\(id)” does not have the role “\(role)”", at: ["option": "--role"],
        hint: roles.isEmpty ? "grant it first" : "it has \(roles)")
    }
    return role
  }

  private static func end(_ text: String, _ desk: Desk) throws -> Instant {
    guard
      case .time(let end) = try Moment(
        text, in: desk.configuration.timeZone, option: "--until")
    else {
      throw DeskError(
        .refused, "“\(text)” is no date", at: ["option": "--until"], hint: "write it as 2027-06-30")
    }
    return end
  }

  private static func usualEnd(_ desk: Desk) throws -> Instant {
    try end(desk.today.advanced(by: 90).description, desk)
  }
}
