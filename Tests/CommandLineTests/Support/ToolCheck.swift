import Foundation
import Testing

/// A script of `Tools` that checks the built program with programs that others wrote.
struct ToolCheck {
  /// The script's name.
  let name: String

  /// Runs the script with the built program, and fails when it does. Where what it needs cannot be
  /// had, that is printed and nothing fails.
  func run(_ arguments: String...) throws {
    let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Tools")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["bash", tools.appendingPathComponent(name).path, CommandLineRegistry.program.path]
      + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 77 {
      // Not a failure of the program; not to be overlooked either.
      print("!!! \(said.trimmingCharacters(in: .whitespacesAndNewlines)) !!!")
      return
    }
    #expect(process.terminationStatus == 0, "\(said)")
  }
}
