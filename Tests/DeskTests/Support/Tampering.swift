import Desk
import EventLog
import Foundation
import LMDB
import Registry

/// What tests of auditing share: registries that are closed, and ways to tamper with them.
protocol Tampering {}

extension Tampering {
  /// A registry with a few requests, closed, and the keys that sign it.
  func closed(_ count: Int = 20) async throws -> (
    registry: TestRegistry, folder: RegistryFolder
  ) {
    let registry = try await TestRegistry()
    try await registry.record(
      (1...count).map { number in
        Step(ThingRef(.request, "r-\(number)"), .begin(["summary": .text("number \(number)")]))
      })
    await registry.desk.close()
    return (registry, registry.desk.folder)
  }

  func copy(_ from: String, _ to: String) throws {
    try? FileManager.default.removeItem(atPath: to)
    try FileManager.default.copyItem(atPath: from, toPath: to)
  }

  /// Changes the log behind the program's back.
  func tamper(
    _ folder: RegistryFolder, _ change: (Environment, WriteTransaction) throws -> Void
  ) throws {
    let environment = try Environment(
      directory: folder.log,
      options: Environment.Options(databases: ["events", "tree", "blobs", "meta"]))
    defer { environment.close() }
    try environment.write { try change(environment, $0) }
  }

  func key(_ position: UInt64) -> [UInt8] {
    withUnsafeBytes(of: position.bigEndian) { Array($0) }
  }

  func record(_ desk: Desk) async throws {
    _ = try await desk.submit(
      Submission(
        by: "staff-1",
        steps: [Step(ThingRef(.request, "r-new"), .begin(["summary": .text("more")]))]))
  }
}
