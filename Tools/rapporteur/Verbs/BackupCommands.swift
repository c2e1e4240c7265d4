import ArgumentParser
import Desk
import JSON
import Registry
import Transparency

/// `backup`.
struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the registry into a new folder while others use it, and verify the copy.",
    discussion: """
      The copy holds no key. Keys are copied by a separate act, --keys, to be kept elsewhere; the \
      key-encryption key that unwraps them is in neither, so keep that in a third place.

      \(example("backup /backups/monday"))
      """)

  @Argument(help: "The new folder.") var directory: String?
  @Option(help: ArgumentHelp("Copy the keys instead, into this new folder.", valueName: "dir"))
  var keys: String?
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws {
    if (directory == nil) == (keys == nil) {
      throw ValidationError("Give a folder for the registry, or --keys DIR for its keys.")
    }
  }

  func run() async throws {
    try await registry.withDesk { desk in
      if let keys {
        try desk.backUpKeys(to: keys)
        guard registry.output.format == .table else {
          return registry.output.page(["keys": .string(keys)])
        }
        return Output.write(
          "The keys are in \(keys). They open only with the key-encryption key in"
            + " \(RegistryFolder.keyEncryptionKey(of: desk.folder)): keep a copy of that elsewhere."
            + " Delete copies from before an erasure: they still open older backups.\n")
      }
      let progress = SharedProgress(registry.showsProgress)
      let backup = try await desk.backUp(to: directory ?? "") { done, all in
        progress.say("verifying \(done) of \(all) events")
      }
      progress.clear()
      guard registry.output.format == .table else { return registry.output.page(backup.json) }
      Output.write(
        "\(backup.size) events of \(backup.origin) in \(backup.directory), verified; root"
          + " \(backup.root.base64)\n")
    }
  }
}

/// `restore`.
struct RestoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup back, after verifying it. What was erased since is erased again.",
    discussion: """
      The registry's keys stay as they are; a new folder needs --keys and the last list of erasures. \
      What was there is moved aside, not deleted.

      \(example("restore /backups/monday --registry ./registry"))
      """)

  @Argument(help: "The backup.") var directory: String
  @Option(help: ArgumentHelp("A copy of the keys, for a registry without any.", valueName: "dir"))
  var keys: String?
  @Option(
    help: ArgumentHelp("The last list that erasures export wrote.", valueName: "file"))
  var erasures: String?
  @OptionGroup(title: "Recording") var recording: RecordingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    let progress = SharedProgress(registry.showsProgress)
    let backup = try await Backup.verified(directory) { done, all in
      progress.say("verifying \(done) of \(all) events")
    }
    progress.clear()
    let done = try await backup.restore(
      to: registry.folder, keys: keys, erasures: erasures, by: try recording.account())
    try await registry.withDesk { desk in try desk.catchUp() }
    let output = registry.output
    if let before = done.replacedSize, before > backup.size {
      output.note(
        "warning: the log had \(before) events; the last \(before - backup.size) are not in the"
          + " backup. Auditors and witnesses who saw them will say that the log has shrunk")
    }
    if let replaced = done.replaced {
      output.note(
        "note: what was there is in \(replaced); later erasures do not reach it: keep it only as long"
          + " as somebody has to look into what happened")
    }
    guard output.format == .table else {
      return output.page([
        "restored": backup.json, "size": .integer(Int64(clamping: done.size)),
        "destroyed_again": .integer(Int64(done.destroyedAgain)),
        "replaced": JSONValue(done.replaced),
      ])
    }
    let again =
      switch done.destroyedAgain {
      case 0: ""
      case 1: "; one erasure or redaction since then was done again"
      default: "; \(done.destroyedAgain) erasures and redactions since then were done again"
      }
    Output.write(
      "\(backup.size) events of \(backup.origin) are back in \(registry.folder.path)\(again)\n")
  }
}

extension Backup {
  /// The backup as JSON.
  fileprivate var json: JSONValue {
    [
      "directory": .string(directory), "origin": .string(origin),
      "size": .integer(Int64(clamping: size)), "root": .string(root.base64),
    ]
  }
}
