import ArgumentParser
import Desk
import EventLog
import Foundation
import JSON
import Transparency

/// `audit checkpoint`.
struct AuditCheckpoint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Print the signed checkpoint: the log's size and root. Keep it somewhere else.",
    discussion: """
      Signs the log up to its end first, where the signing key is at hand. With --cosignature, adds \
      what a witness answered.

      \(example("audit checkpoint > kept-checkpoint"))
      """)

  @Flag(help: "Sign anew a log whose checkpoint is missing, once it is known to be whole.")
  var renew = false
  @Option(
    help: ArgumentHelp(
      "A file with a witness's answer, to be added; needs --witness.", valueName: "file"))
  var cosignature: String?
  @Option(
    help: ArgumentHelp(
      "The verifier key of that witness, or a file with it.", valueName: "vkey|file"))
  var witness: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if (cosignature == nil) != (witness == nil) {
      throw ValidationError("--cosignature and --witness go together.")
    }
  }

  func run() async throws {
    try await registry.withAudit { audit in
      let signed: SignedCheckpoint
      if let cosignature, let witness {
        let keys = try VerifierKeyList.read(option: witness, "--witness")
        guard keys.count == 1 else {
          throw DeskError(.refused, "one witness's key is needed", at: ["option": "--witness"])
        }
        let line = try InputFile.text(cosignature, option: "--cosignature")
        signed = try audit.add(cosignature: line, by: keys[0])
      } else {
        signed = try audit.checkpoint(renewing: renew)
      }
      guard registry.format == .json || registry.format == .jsonl else {
        return Output.write(signed.encoded)
      }
      let keys = try VerifierKeyList.read(audit.folder.verifierKeys)
      registry.output.page([
        "origin": .string(signed.checkpoint.origin),
        "size": .integer(Int64(clamping: signed.checkpoint.size)),
        "root": .string(signed.checkpoint.root.base64), "note": .string(signed.encoded),
        "vkey": .string(keys.last?.description ?? ""),
        "vkeys": .array(keys.map { .string($0.description) }),
      ])
    }
  }
}

/// `audit prove`.
struct AuditProve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Print the receipt of one event: proof that its record is in the log as signed.",
    discussion: """
      The receipt is a C2SP tlog-proof@v1. Give it away together with the record's stored bytes.

      \(example("audit prove 131 --record record-131 > receipt-131"))
      """)

  @Argument(help: "The position of the event.") var position: UInt64
  @Option(
    help: ArgumentHelp("Write the record's stored bytes to this file, too.", valueName: "file"))
  var record: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withAudit { audit in
      let receipt = try audit.receipt(of: position)
      if let record {
        let bytes = try audit.record(at: position)
        try OutputFile.writePieces(record, option: "--record") { try $0(bytes) }
      }
      guard registry.format == .json || registry.format == .jsonl else {
        return Output.write(receipt.encoded)
      }
      registry.output.page([
        "position": .integer(Int64(clamping: position)),
        "record": .string(String(decoding: try audit.record(at: position), as: UTF8.self)),
        "proof": .array(receipt.proof.map { .string($0.base64) }),
        "checkpoint": .string(receipt.checkpoint.encoded), "receipt": .string(receipt.encoded),
      ])
    }
  }
}

/// `audit consistency`.
struct AuditConsistency: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "consistency",
    abstract: "Print the proof that the log of one size only adds to the log of a smaller one.",
    discussion: example("audit consistency 100 645"))

  @Argument(help: "The smaller size.") var old: UInt64
  @Argument(help: "The larger size.") var new: UInt64
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withAudit { audit in
      let (proof, oldRoot, newRoot) = try audit.consistency(from: old, to: new)
      if registry.output.format == .table { return Output.write(ProofLines.text(proof)) }
      registry.output.page([
        "old": .integer(Int64(clamping: old)), "new": .integer(Int64(clamping: new)),
        "old_root": .string(oldRoot.base64), "new_root": .string(newRoot.base64),
        "proof": .array(proof.map { .string($0.base64) }),
      ])
    }
  }
}

/// `audit export`.
struct AuditExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write the log as tiles that tools of others can verify; nothing personal is in them.",
    discussion: """
      The folder holds C2SP tlog-tiles, the signed checkpoint, and the verifier key as vkey. An \
      earlier export in it is completed.

      \(example("audit export ./for-the-auditor"))
      """)

  @Argument(help: "The folder.") var directory: String
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withAudit { audit in
      let progress = Progress(registry.showsProgress)
      let signed = try audit.export(to: directory) { done, all in
        progress.say("\(done) of \(all) events")
      }
      progress.clear()
      let checkpoint = signed.checkpoint
      guard registry.output.format == .table else {
        return registry.output.page([
          "directory": .string(directory), "origin": .string(checkpoint.origin),
          "size": .integer(Int64(clamping: checkpoint.size)),
          "root": .string(checkpoint.root.base64),
        ])
      }
      Output.write(
        "\(checkpoint.size) events of \(checkpoint.origin) in \(directory), root"
          + " \(checkpoint.root.base64)\n")
    }
  }
}
