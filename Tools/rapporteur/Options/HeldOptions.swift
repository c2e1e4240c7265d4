import ArgumentParser
import Desk
import Transparency

/// What an auditor brings along.
struct HeldOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "A checkpoint that was kept elsewhere; repeat for several.", valueName: "file"))
  var against: [String] = []
  @Option(
    help: ArgumentHelp(
      "The log's verifier key, or a file with some. (default: the vkey beside the log)",
      valueName: "vkey|file"))
  var vkey: [String] = []
  @Option(
    help: ArgumentHelp(
      "The verifier key of a witness whose cosignatures count, or a file with some.",
      valueName: "vkey|file"))
  var witness: [String] = []

  /// The log's keys that were given.
  func logKeys() throws -> [VerifierKey] {
    try vkey.flatMap { try VerifierKeyList.read(option: $0, "--vkey") }
  }

  /// The witnesses' keys that were given.
  func witnesses() throws -> [VerifierKey] {
    try witness.flatMap { try VerifierKeyList.read(option: $0, "--witness") }
  }

  /// The checkpoints, checked with the keys given or with these.
  func checkpoints(orWith keys: () throws -> [VerifierKey]) throws -> [HeldCheckpoint] {
    guard !against.isEmpty else { return [] }
    let given = try logKeys()
    let logKeys = try given.isEmpty ? keys() : given
    return try against.map {
      try HeldCheckpoint(file: $0, logKeys: logKeys, witnesses: try witnesses())
    }
  }
}
