import Access
import NIOCore
import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Transparency
import WebCore

/// The log's tree at its standard addresses.
@Suite struct TreeRouteTests {
  @Test func whatIsServedIsWhatAnExportHolds() async throws {
    try await TestSite.run { site, visitor in
      let directory = site.desk.folder.path + "-export"
      let signed = try site.desk.audit.export(to: directory)
      let auditor = try await site.visitor("auditor-1", visitor)
      let size = signed.checkpoint.size
      let note = try await visitor.send(.get, "/checkpoint")
      #expect(String(buffer: note.body) == signed.encoded)
      #expect(note.headers[.contentType] == "text/plain; charset=utf-8")
      #expect(note.headers[.cacheControl]?.contains("max-age=2") == true)
      #expect(try await visitor.page("/vkey") == (try text(directory + "/vkey")))
      for tile in try Tile.all(size: size) {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/" + tile.path))
        let answer = try await auditor.send(.get, "/" + tile.path)
        #expect(answer.status == .ok && Array(buffer: answer.body) == Array(bytes), "\(tile)")
        #expect(answer.headers[.contentType] == "application/octet-stream")
        #expect(answer.headers[.cacheControl]?.contains("immutable") == true)
        let isEntries = tile.kind == .entries
        #expect(answer.headers[.cacheControl]?.contains("private") == isEntries)
        #expect(answer.headers[.contentEncoding] == nil)
        // Hashes are for everybody, records are not.
        let stranger = try await visitor.send(.get, "/" + tile.path, accept: "*/*")
        #expect(stranger.status == (isEntries ? .unauthorized : .ok))
      }
      try FileManager.default.removeItem(atPath: directory)
    }
  }

  @Test(arguments: ["staff-1", "planner-1", "admin-1", "nobody-1"])
  func recordsAreForAuditors(_ account: String) async throws {
    try await TestSite.run { site, visitor in
      _ = try site.desk.audit.checkpoint()
      let other = try await site.visitor(account, visitor)
      let answer = try await other.send(.get, "/tile/entries/000", accept: "*/*")
      #expect(answer.status == .forbidden)
      #expect(try await other.send(.get, "/tile/0/000").status == .ok)
    }
  }

  @Test func otherAddressesAreNotFound() async throws {
    try await TestSite.run { site, visitor in
      _ = try site.desk.audit.checkpoint()
      let auditor = try await site.visitor("auditor-1", visitor)
      for path in [
        "/tile", "/tile/", "/tile/0", "/tile/0/0", "/tile/00/000", "/tile/0/000.p/256",
        "/tile/0/000.p/0", "/tile/0/999", "/tile/0/x999/999", "/tile/9/000", "/tile/0/000.p",
        "/tile/Entries/000", "/tile/0/000.P/1", "/tile/0/%30%30%30", "/tile/0/000/",
        "/tile/0/x001/x234/067", "/tile/entries/00%30", "/Tile/0/000",
        "/tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999",
      ] {
        let answer = try await auditor.send(.get, path, accept: "*/*")
        #expect(answer.status == .notFound, "\(path): \(answer.status)")
        #expect(answer.headers[.cacheControl] == "no-store", "\(path)")
      }
      for path in ["/tile/0/../0/000", "/tile//0/000", "/tile/0/%2e%2e/000", "/tile/0%2f000"] {
        let answer = try await auditor.send(.get, path, accept: "*/*")
        #expect([400, 404].contains(answer.status.code), "\(path): \(answer.status)")
      }
    }
  }

  /// What a program of others fetches over a socket, it verifies: Go's packages for transparency logs,
  /// and OpenSSL.
  @Test func othersVerifyWhatTheyFetch() async throws {
    try await TestSite.run(.live) { site, visitor in
      let signed = try site.desk.audit.checkpoint()
      let auditor = try await site.visitor("auditor-1", visitor)
      let folder = site.desk.folder.path + "-fetched"
      let paths = ["checkpoint", "vkey"] + (try Tile.all(size: signed.checkpoint.size)).map(\.path)
      for path in paths {
        let answer = try await auditor.send(.get, "/" + path, accept: "*/*")
        try #require(answer.status == .ok, "\(path)")
        let url = URL(fileURLWithPath: folder + "/" + path)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(Array(buffer: answer.body)).write(to: url)
      }
      let (code, said) = try Self.checkTiles(folder)
      try FileManager.default.removeItem(atPath: folder)
      guard code != 77 else { return print("!!! \(said) !!!") }
      #expect(code == 0, "\(said)")
      #expect(said.contains("all verified by Go's sumdb packages"))
    }
  }

  private static func checkTiles(_ folder: String) throws -> (code: Int32, said: String) {
    let tools = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Tools")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["bash", tools.appendingPathComponent("check-tiles").path, folder]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }
}
