import Foundation
import Testing

/// The auditor's manual, Docs/auditors.md, typed as it stands: one block after the other, in an empty
/// folder.
@Suite struct ManualTests {
  @Test func everyStepOfTheAuditorsManualWorks() throws {
    let manual = try Manual("Docs/auditors.md")
    #expect(manual.blocks.count >= 20)
    let run = try manual.run()
    #expect(run.code == 0, "\(run.end)")
    try #require(run.printed.count == manual.blocks.count)

    // What was tampered with is found, and nothing is recorded until a backup is put back.
    let tampered = try run.said(by: "cp -r registry tampered")
    let changed = "the record's hash is not the one in the tree"
    #expect(tampered.contains(changed) && tampered.contains("nothing is recorded until"))
    #expect(tampered.occurrences(of: "exit code 6") == 2)
    #expect(try run.said(by: "restore monday --registry tampered").contains("\"ok\": true"))

    // A folder that was put back verifies by itself, and not against a checkpoint kept elsewhere.
    let older = try run.said(by: "cp -r registry older")
    #expect(older.occurrences(of: "\"ok\": true") == 1)
    #expect(older.contains("says 649 events, and the log has 648"))
    #expect(older.occurrences(of: "exit code 6") == 1)

    let refused = try run.said(by: "witness --once request-1 ||")
    #expect(refused.contains("is shown with 646 events, and this witness saw 647"))
    let asleep = try run.said(by: "key rotate --finish")
    #expect(asleep.contains("none of the given keys is among them"))
    #expect(asleep.contains("\"ok\": true"))

    let erasing = try run.said(by: "approve-erasure p-kim-jina --actor auditor-1")
    #expect(erasing.contains("let another account approve it\nexit code 1"))
    let erased = try run.said(by: "grep -rail")
    #expect(erased.contains("no file holds the name"))
    #expect(erased.contains("\"ok\": true"))
    #expect(!erased.contains("\"erased\": 0"))
    #expect(try run.said(by: "--registry elsewhere").contains("there is no person “p-kim-jina”"))
    // Not in backups, receipts and exports either.
    #expect(try run.files(holding: ["jina kim", "kim-jina"]) == [])

    // Tools of others, where they are.
    let skipped = run.printed.flatMap { $0.split(separator: "\n") }
      .first { $0.hasPrefix("SKIPPED: ") }
    if let skipped {
      // Not a failure of the program; not to be overlooked either.
      print("!!! Docs/auditors.md: \(skipped) !!!")
      return
    }
    #expect(try run.said(by: "openssl").contains("Signature Verified Successfully"))
    let others = try run.said(by: "check-tiles for-the-auditor")
    #expect(others.hasSuffix("646 records, 158 proofs: all verified by Go's sumdb packages\n"))
    #expect(erased.contains("receipt of record 146 verified by Go's sumdb packages"))
  }
}

/// A page whose blocks of `sh` are meant to be run in order.
private struct Manual {
  struct Block {
    var line: Int
    var text = ""
  }

  private(set) var blocks: [Block] = []
  private let root: URL

  /// - Parameter path: where the page is in the project.
  init(_ path: String) throws {
    root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    var isInside = false
    for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line == "```sh" {
        blocks.append(Block(line: number + 1))
        isInside = true
      } else if line.hasPrefix("```") {
        isInside = false
      } else if isInside {
        blocks[blocks.count - 1].text += line + "\n"
      }
    }
  }

  /// Types all blocks into one shell, which stops at the first command that fails.
  func run() throws -> ManualRun {
    let folder = FileManager.default.temporaryDirectory.path + "/manual-\(UUID().uuidString)"
    let run = ManualRun(self, folder: folder)
    for path in ["/home", "/office"] {
      try FileManager.default.createDirectory(
        atPath: folder + path, withIntermediateDirectories: true)
    }
    try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/script"))
    _ = FileManager.default.createFile(atPath: folder + "/printed", contents: nil)

    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", "-euo", "pipefail", folder + "/script"]
    let inherited = ProcessInfo.processInfo.environment
    let programs = CommandLineRegistry.program.deletingLastPathComponent().path
    process.environment = [
      "PATH": "\(programs):\(inherited["PATH"] ?? "/usr/bin:/bin")", "LANG": "C.UTF-8",
      "HOME": folder + "/home", "XDG_CONFIG_HOME": folder + "/home/config",
      // What Go has compiled is kept between runs.
      "XDG_CACHE_HOME": inherited["XDG_CACHE_HOME"] ?? "\(inherited["HOME"] ?? "/tmp")/.cache",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder + "/office")
    let printed = FileHandle(forWritingAtPath: folder + "/printed")
    process.standardOutput = printed
    process.standardError = printed
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    run.code = process.terminationStatus
    run.printed = try String(contentsOfFile: folder + "/printed", encoding: .utf8)
      .components(separatedBy: Self.mark).dropFirst().map { "line " + $0 }
    return run
  }

  /// What stands before the output of each block.
  private static let mark = "== block at line "

  private var script: String {
    // What is not there cannot be checked with: said, and not taken for a failure.
    let tools = """
      tools='\(root.appendingPathComponent("Tools").path)'
      check-tiles() { "$tools/check-tiles" "$@" || test $? -eq 77; }
      if [[ $(openssl pkeyutl -help 2>&1) != *-rawin* ]]; then
        openssl() { echo "SKIPPED: there is no openssl that knows Ed25519 (Debian: openssl)"; }
      fi

      """
    return tools + blocks.map { "echo '\(Self.mark)\($0.line)'\n\($0.text)" }.joined()
  }
}

/// What came of a manual's blocks.
private final class ManualRun {
  /// What each block printed, the errors among it; the first line says where the block begins. Fewer
  /// than there are blocks when one failed.
  var printed: [String] = []
  var code: Int32 = -1
  private let manual: Manual
  private let folder: String

  init(_ manual: Manual, folder: String) {
    self.manual = manual
    self.folder = folder
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Where it ended, and with what words.
  var end: String {
    let last = printed.last ?? "before the first block"
    return "\(last.prefix { $0 != "\n" }): …\(last.suffix(1000))"
  }

  /// What the first block that holds this text printed.
  func said(by text: String) throws -> String {
    printed[try #require(manual.blocks.firstIndex { $0.text.contains(text) }, "\(text)")]
  }

  /// The files that hold one of the texts, whatever the case of its letters.
  func files(holding texts: [String]) throws -> [String] {
    let office = folder + "/office"
    return try FileManager.default.subpathsOfDirectory(atPath: office).filter { path in
      guard let data = FileManager.default.contents(atPath: office + "/" + path) else {
        return false
      }
      // Every byte becomes a character, so that nothing is skipped.
      let content = String(data: data, encoding: .isoLatin1)?.lowercased() ?? ""
      return texts.contains { content.contains($0) }
    }
  }
}

extension String {
  fileprivate func occurrences(of text: String) -> Int {
    components(separatedBy: text).count - 1
  }
}
