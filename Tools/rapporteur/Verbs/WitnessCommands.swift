import ArgumentParser
import Desk
import Foundation
import JSON
import Logging
import Transparency
import WebAudit
import WebCore

/// `audit witness`.
struct AuditWitness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness",
    abstract:
      "Act as a witness, on a machine of your own: check a log's growth and countersign it.",
    discussion: """
      Remembers the last checkpoint it saw of each log it follows, and refuses one that does not \
      continue it. With --once, the answer to a file is a cosignature/v1 line for the registry's \
      operator. With --listen, registries ask by themselves, over HTTP (C2SP tlog-witness); put a \
      proxy with TLS before it, or listen on a private network: all that passes is signed.

      \(example("audit witness --once request.txt --name witness.example.org/auditor --follow vkey"))
      \(example("audit witness --listen 127.0.0.1:8081 --follow vkey"))
      """)

  @Option(
    help: ArgumentHelp(
      "The request: from audit witness-request, or, the first time, a checkpoint; - for standard input.",
      valueName: "file"))
  var once: String?
  @Option(
    help: ArgumentHelp(
      "Answer at this address until the program is ended: POST /add-checkpoint.",
      valueName: "host:port"))
  var listen: String?
  @Option(
    help: ArgumentHelp("What stands before /add-checkpoint, as in /witness.", valueName: "path"))
  var prefix: String?
  @Option(
    help: ArgumentHelp(
      "The witness's own folder. (default: $RAPPORTEUR_WITNESS, else ./witness)", valueName: "dir"))
  var state: String?
  @Option(help: ArgumentHelp("The name of a new witness.", valueName: "name"))
  var name: String?
  @Option(
    help: ArgumentHelp(
      "Follow a log from now on, or accept another key of it: its verifier key, or a file with it.",
      valueName: "vkey|file"))
  var follow: [String] = []
  @OptionGroup(title: "Printing") var registry: RegistryOptions

  func validate() throws {
    guard (once == nil) != (listen == nil) else {
      throw ValidationError(
        "Give --once FILE to answer one request, or --listen HOST:PORT to serve.")
    }
    if let listen, ListenAddress(listen) == nil {
      throw ValidationError("“\(listen)” is no address to listen at; write 127.0.0.1:8081.")
    }
    guard let prefix else { return }
    guard listen != nil else { throw ValidationError("--prefix goes with --listen.") }
    guard prefix.wholeMatch(of: /(\/[A-Za-z0-9._~-]+)+/) != nil else {
      throw ValidationError("“\(prefix)” is no prefix; write it as in /witness.")
    }
  }

  func run() async throws {
    let folder =
      state ?? ProcessInfo.processInfo.environment["RAPPORTEUR_WITNESS"] ?? "witness"
    let keys = try follow.flatMap { try VerifierKeyList.read(option: $0, "--follow") }
    let request = try once.map { try InputFile.bytes($0, option: "--once") }
    let isNew = !FileManager.default.fileExists(atPath: folder + "/witness.key")
    let witness = try Witness(folder: folder, name: name)
    if isNew {
      registry.output.note("note: a new witness; its verifier key is \(witness.verifier)")
    }
    try witness.follow(keys)
    guard let request else { return try await serve(witness) }
    let now = UInt64(max(0, Date().timeIntervalSince1970))
    let signature = try witness.countersign(request, at: now)
    guard registry.format == .json || registry.format == .jsonl else {
      return Output.write(signature.line + "\n")
    }
    registry.output.page([
      "witness": .string(witness.verifier.name), "vkey": .string("\(witness.verifier)"),
      "time": .integer(Int64(clamping: now)), "cosignature": .string(signature.line),
    ])
  }
}

extension AuditWitness {
  private func serve(_ witness: Witness) async throws {
    guard let address = listen.flatMap({ ListenAddress($0) }) else { return }
    let server = WitnessServer(
      witness, prefix: prefix ?? "",
      logger: Logger(label: "rapporteur.witness") { JSONLines($0, level: .info) })
    let output = registry.output
    let path = prefix ?? ""
    try await server.serve(host: address.host, port: address.port) { port in
      output.note(
        "\(witness.verifier.name) answers at \(address.url(port: port))\(path)/add-checkpoint")
    }
  }
}

/// An address to listen at.
struct ListenAddress {
  var host: String
  var port: Int

  /// Reads `host:port`; an address of IP version 6 stands in brackets.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), 0...65_535 ~= port
    else { return nil }
    var host = String(text[..<colon])
    if host.first == "[", host.last == "]" {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
    self.host = host
    self.port = port
  }

  /// The address as it is typed into a browser.
  func url(port: Int) -> String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

/// `audit witness-request`.
struct AuditWitnessRequest: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness-request",
    abstract:
      "Print what a witness is asked with: the checkpoint, and proof that the log only grew.",
    discussion: """
      The form is that of C2SP tlog-witness (add-checkpoint).

      \(example("audit witness-request --since 0 > request.txt"))
      """)

  @Option(
    help: ArgumentHelp(
      "The size at which the witness saw the log last; 0 = never.", valueName: "size"))
  var since: UInt64
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try registry.refuseFormat("a request to a witness") }

  func run() async throws {
    try await registry.withAudit { audit in
      Output.write(try audit.witnessRequest(since: since).encoded)
    }
  }
}

/// `audit key`.
struct AuditKey: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "The keys that sign the log's checkpoints.",
    subcommands: [AuditKeyNew.self, AuditKeyRotate.self, AuditKeyShow.self])
}

/// `audit key new`.
struct AuditKeyNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make the signing key of a log that has none, and sign with it.",
    discussion: """
      The secret goes into a file that only its owner may read ($RAPPORTEUR_SIGNING_KEY_FILE, else \
      keys/signing.key). Publish the verifier key that is printed.

      \(example("audit key new"))
      """)

  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withAudit { audit in
      let key = try audit.keys.makeFirst()
      _ = try audit.checkpoint(renewing: true)
      registry.printKey(key.verifier, "signs from now on; publish its verifier key")
    }
  }
}

/// `audit key rotate`.
struct AuditKeyRotate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract:
      "Begin to sign with a new key beside the old one; with --finish, let go of the old one.",
    discussion: """
      While both sign, auditors and witnesses can learn the new key from a checkpoint that the old one \
      signed, too.

      \(example("audit key rotate"))
      """)

  @Flag(help: "End the overlap: only the newest key signs from now on.") var finish = false
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    try await registry.withAudit { audit in
      // What the old key has to vouch for is signed before anything changes.
      _ = try audit.checkpoint()
      let key = try finish ? audit.keys.finishRotation() : audit.keys.beginRotation()
      // The checkpoint bears the signatures of all keys that sign now; after the last step of a
      // rotation it still bears that of the old key, whose days it is from.
      _ = try audit.checkpoint()
      registry.printKey(
        key.verifier,
        finish
          ? "is the only one that signs now" : "signs beside the old one; publish its verifier key")
    }
  }
}

/// `audit key show`.
struct AuditKeyShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print the verifier keys, one a line: those that sign now.",
    discussion: example("audit key show"))

  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func run() async throws {
    for key in try VerifierKeyList.read(registry.folder.verifierKeys) { Output.write("\(key)\n") }
  }
}

extension RegistryOptions {
  fileprivate func printKey(_ key: VerifierKey, _ what: String) {
    guard output.format == .table else {
      return output.page(["vkey": .string("\(key)")])
    }
    Output.write("The key of \(key.name) \(what):\n\(key)\n")
  }
}

/// A file that an option names, read whole.
enum InputFile {
  static func bytes(_ path: String, option: String) throws -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DeskError(
        .notFound, "there is no file \(path) that can be read", at: ["option": option])
    }
    return Array(data)
  }

  static func text(_ path: String, option: String) throws -> String {
    String(decoding: try bytes(path, option: option), as: UTF8.self)
      .trimmingCharacters(in: .newlines)
  }
}
