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

extension AuditReport {
  /// Prints the report, and throws when something is wrong.
  func print(_ output: Output, _ what: String) throws {
    if output.format == .table { Output.write(text(what)) } else { output.page(json) }
    guard let fault = faults.first else { return }
    let place = fault.position.map { ["position": String($0)] } ?? [:]
    throw FailureInResult(
      DeskError(
        .verification, fault.message, at: place,
        hint: "keep the files as they are; Docs/auditors.md says what to do next"))
  }

  private func text(_ what: String) -> String {
    var lines: [String] = []
    func say(_ name: String, _ text: String) { lines.append(name.padded(to: 12) + text) }
    if !isSound {
      say(what, "NOT whole")
    } else if checkpoint == nil {
      say(what, "agrees with itself; nothing is signed that it could be compared with")
    } else {
      say(what, "whole: nothing that was signed was altered or removed")
    }
    say("events", "\(eventsChecked) checked of \(size)")
    say("root", root.base64)
    if let checkpoint {
      say("checkpoint", "size \(checkpoint.checkpoint.size), signature \(signature)")
    } else {
      say("checkpoint", signature)
    }
    if blobs.present + blobs.erased + blobs.missing > 0 {
      say(
        "contents",
        "\(blobs.present) there, \(blobs.erased) lawfully erased, \(blobs.missing) missing")
    }
    for held in continued { say("continues", held) }
    for fault in faults.prefix(20) {
      say("fault", (fault.position.map { "position \($0): " } ?? "") + fault.message)
    }
    if faults.count > 20 { say("", "… and \(faults.count - 20) more") }
    for remark in remarks { say("remark", remark) }
    return lines.map { $0.hanging(first: 0, rest: 12) + "\n" }.joined()
  }
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

/// `audit replay`.
struct AuditReplay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Write the views as they stood at a log size into a SQLite file of its own.",
    discussion: example("audit replay --to 500 as-of-500.sqlite"))

  @Option(
    help: ArgumentHelp("The log size, or a recorded time.", valueName: "size|time"))
  var to: String
  @Argument(help: "The new file.") var file: String
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let moment = try Moment(to, in: desk.configuration.timeZone, option: "--to")
      let size = try desk.size(at: moment, option: "--to")
      let progress = Progress(registry.showsProgress)
      try desk.replay(to: size, into: file) { done, all in progress.say("\(done) of \(all) events")
      }
      progress.clear()
      guard registry.output.format == .table else {
        return registry.output.page([
          "file": .string(file), "size": .integer(Int64(clamping: size)),
        ])
      }
      Output.write("The views as they stood at \(size) events are in \(file)\n")
    }
  }
}

/// `audit row`.
struct AuditRow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "row",
    abstract: "Open a row of a view: the events that made it, their sources and receipts.",
    discussion: example("audit row requests r-benin-1"))

  @Argument(help: "The table, as in views.sqlite.") var table: String
  @Argument(help: "The row's key.") var key: String
  @OptionGroup(title: "Reading") var moment: LogMoment
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withDesk { desk in
      let size = try moment.size(desk) ?? desk.log.read { $0.size }
      let rows = try desk.reading(asOf: .size(size)) { reading in
        try desk.provenance(of: key, in: table, reading).positions.map { position -> JSONValue in
          var event = try desk.event(at: position, reading)?.object ?? [:]
          event["receipt"] = .string(try desk.audit.receipt(of: position).encoded)
          return .object(event)
        }
      }
      guard registry.output.format == .table else {
        return registry.output.rows(rows, columns: .history, none: "no events")
      }
      registry.output.history(rows)
      Output.note("receipts: `rapporteur audit prove POSITION`, or --format json")
    }
  }
}

/// `audit processing-record`.
struct AuditProcessingRecord: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "processing-record",
    abstract: "List what the registry keeps about people: which fields, whose, why, how long.",
    discussion: """
      Made from the catalogue of event types, so nothing can be forgotten in it.

      \(example("audit processing-record --format csv"))
      """)

  @OptionGroup(title: "Printing") var registry: RegistryOptions

  func run() async throws {
    let rows = Processing.record.map { line -> JSONValue in
      [
        "holder": .string(line.holder), "field": .string(line.field), "whose": .string(line.whose),
        "purpose": .string(line.purpose), "place": .string(line.place.rawValue),
        "kept": .string(line.kept), "types": .array(line.types.map { .string($0) }),
      ]
    }
    registry.output.rows(
      rows,
      columns: [
        TableColumn("OF", "holder", least: 10), TableColumn("FIELD", "field", least: 8),
        TableColumn("WHOSE", "whose", least: 16), TableColumn("WHY", "purpose", least: 16),
        TableColumn("WHERE", "place", least: 6), TableColumn("HOW LONG", "kept", least: 16),
      ], none: "")
  }
}
