import EventLog
import Foundation
import JSON
import Registry
import Sealing
public import Transparency

/// A copy of a registry's log with what belongs to it, in a folder: `log/data.mdb`, `checkpoint`,
/// `vkey`, `cosigned/`, `config.toml` and `erasures`. No key is in it.
public struct Backup: Sendable {
  /// The folder.
  public let directory: String
  /// The log's name.
  public let origin: String
  /// The number of events.
  public let size: UInt64
  /// The root over them.
  public let root: Digest

  var log: String { directory + "/log" }
  var erasures: String { directory + "/erasures" }

  /// What is copied beside the log.
  static let companions = ["config.toml", "checkpoint", "vkey", "cosigned"]
}

extension Desk {
  /// Makes a consistent, compact copy while others read and write, verifies the copy, and says what
  /// is in it. Keys are not: `backUpKeys` is a separate act.
  public func backUp(
    to directory: String,
    progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> Backup {
    if let refusal { throw refusal }
    try RegistryFolder.refuseInside(directory, option: "DIR")
    try NewFolder.make(directory)
    // The checkpoint first: the copy of the log holds at least what it says.
    if try !audit.keys.signing().isEmpty { _ = try audit.checkpoint() }
    for name in Backup.companions {
      try NewFolder.copy(folder.path + "/" + name, to: directory + "/" + name)
    }
    try NewFolder.make(directory + "/log")
    try audit.log.copy(to: directory + "/log/data.mdb")
    try DurableFile.write(Array(try erasures().text.utf8), to: directory + "/erasures")
    return try await Backup.verified(directory, progress: progress)
  }

  /// Copies the keys of people, wrapped as they are, and the signing key. The key-encryption key,
  /// which unwraps them, is not in it.
  public func backUpKeys(to directory: String) throws {
    try RegistryFolder.refuseInside(directory, option: "DIR")
    try NewFolder.make(directory)
    try keys.copy(to: directory + "/data.mdb")
    try NewFolder.copy(RegistryFolder.signingKey(of: folder), to: directory + "/signing.key")
  }
}

extension Backup {
  /// Verifies a backup by its own checkpoint.
  ///
  /// Throws a `DeskError` for what is no backup, or one that is damaged.
  public static func verified(
    _ directory: String,
    progress: @escaping @Sendable (UInt64, UInt64) -> Void = { _, _ in }
  ) async throws -> Backup {
    let copy = RegistryFolder(path: directory)
    guard copy.hasLog else {
      throw DeskError(
        .notFound, "there is no backup in \(directory)", at: ["option": "DIR"],
        hint: "give a folder that `rapporteur backup` wrote")
    }
    // Opening a log in use a second time, and tidying up after it, would be its end. Only a backup
    // has a list of erasures; its lock is left of a verification that was interrupted.
    let isBackup = FileManager.default.fileExists(atPath: directory + "/erasures")
    for name in ["keys", "lock"] + (isBackup ? [] : ["log/lock.mdb"])
    where FileManager.default.fileExists(atPath: directory + "/" + name) {
      throw DeskError(
        .refused,
        "\(directory) holds \(name), which no backup has: it is a registry, or a copy of one",
        at: ["option": "DIR"],
        hint: "make a backup of it: `rapporteur backup`")
    }
    if let damage = try LogAudit.damage(of: copy, keeping: false) {
      throw DeskError(
        .verification,
        "the copy in \(directory) does not verify: \(damage.faults.first?.message ?? "it is damaged")",
        at: ["option": "DIR"], hint: "use another backup")
    }
    let audit: LogAudit
    do { audit = try LogAudit.open(copy, sharing: false) } catch {
      throw DeskError(
        .damaged, "the backup in \(directory) cannot be read: \(error)", at: ["option": "DIR"],
        hint: "use another backup")
    }
    let report = Result { try audit.verify(keeping: false, progress: progress) }
    await audit.close()
    Self.tidy(copy)
    guard let fault = try report.get().faults.first else {
      return Backup(
        directory: directory, origin: audit.log.origin, size: try report.get().size,
        root: try report.get().root)
    }
    throw DeskError(
      .verification, "the copy in \(directory) does not verify: \(fault.message)",
      at: ["option": "DIR"],
      hint: "a plain copy of a log in use is no backup; use one that `rapporteur backup` made")
  }
}

extension Backup {
  /// Removes what opening its log has left beside it.
  static func tidy(_ copy: RegistryFolder) {
    for name in ["lock.mdb", "index"] {
      try? FileManager.default.removeItem(atPath: copy.log + "/" + name)
    }
  }
}

/// Folders that must not hold anything else.
enum NewFolder {
  /// Makes the folder, which may be there and empty.
  static func make(_ path: String) throws(DeskError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard names.isEmpty else {
      throw DeskError(
        .refused, "\(path) is not empty", at: ["option": "DIR"], hint: "name a new folder")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DeskError(.io, "\(path) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Copies a file or folder, if it is there, and waits until it is on the disk.
  static func copy(_ from: String, to: String) throws(DeskError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: from, isDirectory: &isFolder) else { return }
    if isFolder.boolValue {
      do {
        try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: from) {
          try copy(from + "/" + name, to: to + "/" + name)
        }
      } catch let error as DeskError { throw error } catch {
        throw DeskError(.io, "\(from) cannot be copied: \(error.localizedDescription)")
      }
      return
    }
    guard let bytes = try DurableFile.read(from) else { return }
    var status = stat()
    stat(from, &status)
    try DurableFile.write(bytes, to: to, mode: status.st_mode & 0o777)
  }
}
