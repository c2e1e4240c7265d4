import ArgumentParser
import Desk
import JSON
import Registry

/// `meeting carry-over`.
struct CarryOver: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "carry-over",
    abstract: "List what is open from earlier dealings with the parties of a meeting.",
    discussion: """
      For the agenda: open requests of the other side, and open follow-ups on these and of earlier \
      meetings with them. The other side is who takes part as counterpart, delegation or visited \
      host (else all who do not organise the meeting); an organisation stands for its country.

      \(example("meeting carry-over m-bil-2014-fiji"))
      """)

  @Argument(help: "The meeting.") var id: String
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let list = try reading.read(desk) { try desk.carryOver(to: id, $0) }
      let output = registry.output
      switch output.format {
      case .json, .jsonl: output.page(list.json(for: id))
      case .csv: output.rows(Self.rows(list), columns: [TableColumn("KIND", "thing")], none: "")
      case .table:
        Output.write(Style.strong("Requests") + "\n")
        output.rows(list.requests, columns: Kind.request.columns, none: "no open requests")
        Output.write("\n" + Style.strong("Follow-ups") + "\n")
        output.rows(list.followups, columns: Kind.followup.columns, none: "no open follow-ups")
      }
      if list.organisations.isEmpty, list.countries.isEmpty {
        output.note(
          "nobody is recorded as taking part in \(id); record who with `rapporteur meeting participate`"
        )
      }
    }
  }

  /// Both lists as one, each row with what it is.
  private static func rows(_ list: CarryOverList) -> [JSONValue] {
    func marked(_ rows: [JSONValue], _ kind: Kind) -> [JSONValue] {
      rows.map { row in
        .object((row.object ?? [:]).merging(["thing": .string(kind.rawValue)]) { $1 })
      }
    }
    return marked(list.requests, .request) + marked(list.followups, .followup)
  }
}
