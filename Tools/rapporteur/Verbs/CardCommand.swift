import ArgumentParser
import Desk
import Interchange

/// `person card`.
struct CardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "Print a person's card (vCard) for an address book.",
    discussion: """
      The card has the name, posts, contact data, languages and expertise, and what was noted; \
      leave the note out of a card that goes to others.

      \(example("person card p-alberti --no-note > alberti.vcf"))
      """)

  @Argument(help: "The person.") var id: String
  @Flag(help: "Leave out the note and the biography.") var noNote = false
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try registry.refuseFormat("a card") }

  func run() async throws {
    try await registry.withDesk { desk in
      let card = try reading.read(desk) { try desk.card(of: id, withNote: !noNote, $0) }
      Output.write(card.text)
    }
  }
}
