import Foundation
import Testing

/// What an auditor is given is verified by programs that others wrote: Go's packages for
/// transparency logs, and OpenSSL. Tools/check-tiles runs both.
@Suite struct ForeignToolsTests {
  /// The sample registry, and what was exported of it.
  let registry: CommandLineRegistry
  let export: String

  init() throws {
    registry = try CommandLineRegistry("demo")
    export = registry.folder + "/export"
    try registry.run("audit", "export", export).succeeded()
  }

  @Test func othersVerifyAnExport() throws {
    guard let result = try checked([export, try verifierKeys(of: registry)]) else { return }
    #expect(result.code == 0, "\(result)")
    #expect(result.output.contains("signature verified by OpenSSL\n"))
    let size = try registry.size()
    #expect(size > 600)
    #expect(result.output.contains("\n\(size) records, "))
    #expect(result.output.hasSuffix(": all verified by Go's sumdb packages\n"))
    // With nothing told elsewhere, the key in the folder is taken.
    #expect(try checked([export])?.code == 0)
  }

  @Test func othersVerifyAReceipt() throws {
    let receipt = try registry.file("receipt", try printedReceipt(131).utf8)
    let record = try registry.file("record", try printedRecord(131).utf8)
    let result = try checked(["--receipt", receipt, "--record", record, export])
    guard let result else { return }
    #expect(result.code == 0, "\(result)")
    #expect(result.output.contains("receipt of record 131 verified by Go's sumdb packages\n"))

    let next = try registry.file("next", try printedRecord(132).utf8)
    let another = try checked(["--receipt", receipt, "--record", next, export])
    #expect(another?.code == 1)
    #expect(another?.errors.contains("error: the receipt: its proof for record 131") == true)
  }

  /// While one key takes over from another, whoever knows either verifies the export.
  @Test func othersVerifyAnExportUnderTwoKeys() throws {
    let old = try verifierKeys(of: registry)
    try registry.run("audit", "key", "rotate").succeeded()
    try registry.run("audit", "export", export).succeeded()
    let both = try verifierKeys(of: registry).split(separator: "\n").map(String.init)
    try #require(both.count == 2)
    for keys in [[old], [both[0]], [both[1]], [both.joined(separator: "\n")]] {
      guard let result = try checked([export] + keys) else { return }
      #expect(result.code == 0, "\(keys): \(result)")
    }
  }

  /// The checks notice one other byte in any kind of file.
  @Test func damageIsNoticed() throws {
    let top = "tile/1/000.p/\(try registry.size() / 256)"
    let unsigned = ["error: OpenSSL finds no good signature", "error: the checkpoint: invalid"]
    let damages: [(file: String, offset: Int, said: [String])] = [
      // In the first record, and in its length.
      ("tile/entries/001", 10, ["error: record 256 is not the one whose hash the tree holds"]),
      ("tile/entries/001", 0, ["tile/entries/001 "]),
      // Go names the records below, or the one that does not fit.
      ("tile/0/000", 5000, ["record"]), ("tile/0/001", 5000, ["record"]),
      (top, 40, ["error: the hash tiles above records 0 to 255"]),
      // In the root, which is what is signed; in the signature, which ends the file.
      ("checkpoint", 50, unsigned), ("checkpoint", -20, unsigned),
    ]
    for (file, offset, said) in damages {
      let url = URL(fileURLWithPath: export + "/" + file)
      let whole = try Data(contentsOf: url)
      var bytes = [UInt8](whole)
      let index = offset < 0 ? bytes.count + offset : offset
      // Either is a digit of base64.
      bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      try Data(bytes).write(to: url)
      guard let result = try checked([export]) else { return }
      #expect(result.code == 1, "\(file) at \(offset): \(result)")
      for part in said {
        #expect(result.errors.contains(part), "\(file) at \(offset): \(result)")
      }
      try whole.write(to: url)
    }
    #expect(try checked([export])?.code == 0)
  }

  @Test func theKeyOfAnotherLogIsNoticed() throws {
    let keys = try verifierKeys(of: CommandLineRegistry())
    guard let told = try checked([export, keys]) else { return }
    #expect(told.code == 1, "\(told)")
    #expect(told.errors.contains("OpenSSL finds no good signature"))
    #expect(told.errors.contains("note has no verifiable signatures"))
    try Data(keys.utf8).write(to: URL(fileURLWithPath: export + "/vkey"))
    #expect(try checked([export])?.code == 1)
  }

  private func verifierKeys(of registry: CommandLineRegistry) throws -> String {
    try registry.run(["audit", "key", "show"], format: nil).succeeded().output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func printedReceipt(_ position: Int) throws -> String {
    try registry.run(["audit", "prove", "\(position)"], format: nil).succeeded().output
  }

  private func printedRecord(_ position: Int) throws -> String {
    let list = ["log", "list", "--after", "\(position - 1)", "--limit", "1"]
    return try registry.run(list, format: "jsonl").succeeded().output
  }

  /// What Tools/check-tiles says, or nothing where the programs that it runs are missing.
  private func checked(_ arguments: [String]) throws -> CommandResult? {
    let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Tools")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", tools.appendingPathComponent("check-tiles").path] + arguments
    let output = registry.folder + "/said"
    let errors = registry.folder + "/refused"
    for path in [output, errors] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let result = CommandResult(
      arguments: ["check-tiles"] + arguments, code: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
    guard result.code == 77 else { return result }
    // Not a failure of the program; not to be overlooked either.
    print("!!! \(result.errors.trimmingCharacters(in: .whitespacesAndNewlines)) !!!")
    return nil
  }
}
