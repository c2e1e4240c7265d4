import Foundation
import JSON

/// The built program, run as a process on a registry of its own in a folder of its own.
final class CommandLineRegistry: Sendable {
  let folder: String
  var registry: String { folder + "/registry" }

  /// - Parameter command: what makes the registry.
  init(_ command: String? = "init") throws {
    folder = FileManager.default.temporaryDirectory.path + "/cli-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if let command { try run([command]).succeeded() }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Runs a command to its end.
  @discardableResult
  func run(
    _ arguments: [String], input: String? = nil, format: String? = "json"
  ) throws -> CommandResult {
    let process = process(arguments, format: format)
    let output = folder + "/out-\(UUID().uuidString)"
    let errors = folder + "/err-\(UUID().uuidString)"
    for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    if let input {
      let path = folder + "/in-\(UUID().uuidString)"
      try Data(input.utf8).write(to: URL(fileURLWithPath: path))
      process.standardInput = FileHandle(forReadingAtPath: path)
    } else {
      process.standardInput = FileHandle.nullDevice
    }
    try process.run()
    process.waitUntilExit()
    defer { for path in [output, errors] { try? FileManager.default.removeItem(atPath: path) } }
    return CommandResult(
      arguments: arguments, code: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  @discardableResult
  func run(_ arguments: String...) throws -> CommandResult { try run(arguments) }

  /// A process that has not started.
  func process(_ arguments: [String], format: String? = "json") -> Process {
    let process = Process()
    process.executableURL = Self.program
    var all = arguments
    // What stands behind `--` is no option.
    let end = all.firstIndex(of: "--") ?? all.count
    all.insert(contentsOf: format.map { ["--format", $0] } ?? [], at: end)
    process.arguments = all
    var environment = ProcessInfo.processInfo.environment
    environment["RAPPORTEUR_REGISTRY"] = registry
    environment["RAPPORTEUR_ACTOR"] = "staff-1"
    environment["XDG_CONFIG_HOME"] = folder + "/config"
    process.environment = environment
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    return process
  }

  /// The number of events.
  func size() throws -> Int64 { try run("log", "stats").json["size"]?.integer ?? -1 }

  /// Writes a file beside the registry and returns its path.
  func file(_ name: String, _ bytes: some Collection<UInt8>) throws -> String {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(),
      withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// The built program, beside the test bundle.
  static let program: URL = {
    var folder = Bundle(for: CommandLineRegistry.self).bundleURL
    if folder.pathExtension == "xctest" { folder.deleteLastPathComponent() }
    let beside = folder.appendingPathComponent("rapporteur")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("rapporteur")
  }()
}

/// What a command printed, and its exit code.
struct CommandResult: CustomStringConvertible {
  let arguments: [String]
  let code: Int32
  let output: String
  let errors: String

  /// The output as one JSON document.
  var json: JSONValue {
    get throws {
      do { return try JSONValue(parsing: output) } catch { throw UnexpectedResult(self) }
    }
  }

  /// Expects exit code 0.
  @discardableResult
  func succeeded() throws -> Self {
    guard code == 0 else { throw UnexpectedResult(self) }
    return self
  }

  var description: String {
    "rapporteur \(arguments.joined(separator: " ")) → \(code)\n\(output.prefix(800))\n\(errors.prefix(800))"
  }
}

/// A command that did not do what the test needs to go on.
struct UnexpectedResult: Error, CustomStringConvertible {
  let description: String

  init(_ result: CommandResult) { description = result.description }
}

extension JSONValue {
  var keys: Set<String> { Set(object?.keys.map { $0 } ?? []) }
  var ids: [String] { array?.compactMap { $0["id"]?.string } ?? [] }
  var strings: [String] { array?.compactMap(\.string) ?? [] }
}
