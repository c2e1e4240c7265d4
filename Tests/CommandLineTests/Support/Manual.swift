import Foundation
import Testing

/// A page whose blocks of `sh` are meant to be run in order.
struct Manual {
  /// What is typed, and what is said to be printed then.
  struct Block {
    var line: Int
    var text = ""
    var shown: String?
  }

  private(set) var blocks: [Block] = []
  private let root: URL

  /// - Parameter path: where the page is in the project.
  init(_ path: String) throws {
    root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    enum Part { case prose, typed, shown }
    var part = Part.prose
    for (number, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      switch line {
      case "```sh":
        blocks.append(Block(line: number + 1))
        part = .typed
      case "```text" where !blocks.isEmpty:
        blocks[blocks.count - 1].shown = ""
        part = .shown
      case _ where line.hasPrefix("```"): part = .prose
      default:
        switch part {
        case .prose: continue
        case .typed: blocks[blocks.count - 1].text += line + "\n"
        case .shown: blocks[blocks.count - 1].shown?.append(line + "\n")
        }
      }
    }
  }

  /// The page with another text wherever it has this one.
  func replacing(_ text: String, with other: String) -> Manual {
    var copy = self
    for place in blocks.indices {
      copy.blocks[place].text = blocks[place].text.replacing(text, with: other)
    }
    return copy
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
final class ManualRun {
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

  /// The blocks that printed something else than the page shows, where `…` stands for anything.
  var surprises: [String] {
    zip(manual.blocks, printed).compactMap { block, printed in
      guard let shown = block.shown else { return nil }
      let text = String(printed.drop { $0 != "\n" }.dropFirst())
      return Self.matches(text, shown) ? nil : "line \(block.line): \(text.prefix(1_500))"
    }
  }

  private static func matches(_ text: String, _ shown: String) -> Bool {
    var rest = Substring(text)
    let parts = shown.components(separatedBy: "…")
    for (place, part) in parts.enumerated() {
      if place == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if place == parts.count - 1 {
        return rest.hasSuffix(part)
      } else {
        guard let found = rest.range(of: part) else { return false }
        rest = rest[found.upperBound...]
      }
    }
    return rest.isEmpty
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
  func occurrences(of text: String) -> Int {
    components(separatedBy: text).count - 1
  }
}
