import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON
import Registry
import Things
import Transparency

/// `audit`.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Prove that nothing was altered, removed or back-dated.",
    discussion: "Docs/auditors.md leads through all of it, with tools of others as well.",
    subcommands: [
      AuditVerify.self, AuditCheckpoint.self, AuditProve.self, AuditConsistency.self,
      AuditExport.self, AuditCheck.self, AuditReplay.self, AuditRow.self, AuditWitness.self,
      AuditWitnessRequest.self, AuditKey.self, AuditProcessingRecord.self,
    ])
}

/// `audit verify`.
struct AuditVerify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute everything from the stored bytes and compare it with what was signed.",
    discussion: """
      Needs neither the views nor the keys of people. With --against, also shows that the log still \
      continues a checkpoint that you kept: a whole folder that was put back cannot be seen without \
      one. With --witness, times that witnesses vouch for bound when events were recorded.

      \(example("audit verify --against ./kept-checkpoint"))
      """)

  @OptionGroup(title: "Kept elsewhere") var held: HeldOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let pages = Progress(registry.showsProgress)
    let damage = try LogAudit.damage(of: registry.folder) { done, all in
      pages.say("\(done) of \(all) pages")
    }
    pages.clear()
    if let damage { return try damage.print(registry.output, "the log") }
    try await registry.withAudit { audit in
      let (witnesses, keys) = (try held.witnesses(), try held.logKeys())
      let checkpoints = try held.checkpoints {
        try VerifierKeyList.read(audit.folder.verifierKeys, withRetired: true)
      }
      let progress = SharedProgress(registry.showsProgress)
      let report = try audit.verify(against: checkpoints, logKeys: keys, witnesses: witnesses) {
        progress.say("\($0) of \($1) events")
      }
      progress.clear()
      try report.print(registry.output, "the log")
    }
  }
}

/// `audit check`.
struct AuditCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify an exported folder, or a receipt, with no registry at hand.",
    discussion: """
      Give the log's verifier key as you were told it elsewhere: the one in the folder proves only \
      that the folder agrees with itself.

      \(example("audit check ./for-the-auditor --vkey vkey-as-published"))
      """)

  @Argument(help: "The folder.") var directory: String?
  @Option(
    help: ArgumentHelp(
      "A receipt to verify in place of a folder; needs --record.", valueName: "file"))
  var receipt: String?
  @Option(help: ArgumentHelp("The record that the receipt is for.", valueName: "file"))
  var record: String?
  @OptionGroup(title: "Kept elsewhere") var held: HeldOptions
  @OptionGroup(title: "Printing") var registry: RegistryOptions

  func validate() throws {
    guard (directory == nil) == (receipt != nil), (receipt == nil) == (record == nil) else {
      throw ValidationError("Give a folder, or --receipt and --record.")
    }
    if receipt != nil, held.vkey.isEmpty {
      throw ValidationError("A receipt is verified with the log's key as you were told it: --vkey.")
    }
  }

  func run() async throws {
    if let receipt, let record { return try check(receipt, of: record) }
    guard let directory else { return }
    let checkpoints = try held.checkpoints {
      try VerifierKeyList.read(directory + "/vkey", withRetired: true)
    }
    let progress = Progress(registry.showsProgress)
    let report = try TilesCheck(directory: directory, trusted: try held.logKeys())
      .run(against: checkpoints) { done, all in progress.say("\(done) of \(all) events") }
    progress.clear()
    try report.print(registry.output, "the export")
  }

  private func check(_ file: String, of record: String) throws {
    do {
      let receipt = try EventReceipt(parsing: try InputFile.bytes(file, option: "--receipt"))
      var bytes = try InputFile.bytes(record, option: "--record")
      // Records have no line's end; files with one line mostly do.
      if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
      let verified = try receipt.verify(
        record: bytes, logKeys: try held.logKeys(), witnesses: try held.witnesses())
      let checkpoint = receipt.checkpoint.checkpoint
      guard registry.output.format == .table else {
        return registry.output.page([
          "ok": true, "origin": .string(checkpoint.origin),
          "position": .integer(Int64(clamping: receipt.index)),
          "size": .integer(Int64(clamping: checkpoint.size)),
          "witnesses": .array(verified.cosignatures.map { .string($0.key.name) }),
        ])
      }
      Output.write(
        "The record is at position \(receipt.index) of the \(checkpoint.size) events that"
          + " \(checkpoint.origin) signed\n")
    } catch let error as TransparencyError {
      throw DeskError(
        .verification, "the receipt does not prove this record: \(error.message)",
        at: ["file": file])
    }
  }
}
