import ArgumentParser
import Registry

/// The fields of an account as options.
struct AccountFields: FieldOptions {
  static let kind = Kind.account

  @Option(
    help: ArgumentHelp(
      "A role: staff, planner, auditor or admin; repeat for several.",
      valueName: "text"))
  var roles: [String] = []
  @Option(help: ArgumentHelp("What the account is for.", valueName: "text"))
  var note: String?

  var texts: [(field: String, parts: [String])] {
    [
      ("roles", roles),
      ("note", one(note)),
    ]
  }
}
