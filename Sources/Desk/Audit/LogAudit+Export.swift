import EventLog
import Foundation
import Registry
public import Transparency

extension LogAudit {
  /// Writes the log as C2SP tlog-tiles into a folder: tiles of hashes, bundles of records, the signed
  /// checkpoint, and the verifier keys as `vkey`. Nothing that stands beside a record is in it.
  ///
  /// A folder with an earlier export of the same log is completed. The checkpoint is written last, so
  /// that an export which is cut short is never taken for whole.
  public func export(
    to directory: String,
    progress: (_ written: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws -> SignedCheckpoint {
    try RegistryFolder.refuseInside(directory, option: "DIR")
    let signed = try checkpoint()
    let size = signed.checkpoint.size
    let before = try exportedSize(in: directory, current: signed)
    try makeFolder(directory)
    var written: UInt64 = 0
    for tile in try Tile.all(size: size, beyond: before) {
      try write(try content(of: tile), to: directory + "/" + tile.path)
      if tile.kind == .entries {
        written = tile.leaves.upperBound
        progress(written, size)
      }
    }
    let published = try keys.published()?.active ?? []
    try write(Array(SigningKeys.text(published).utf8), to: directory + "/vkey")
    try write(Array(signed.encoded.utf8), to: directory + "/checkpoint")
    return signed
  }

  /// How much of the log an earlier export holds; 0 for a new or empty folder.
  private func exportedSize(in directory: String, current: SignedCheckpoint) throws -> UInt64 {
    guard let bytes = try DurableFile.read(directory + "/checkpoint") else {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      guard Set(names).isSubset(of: ["tile", "vkey"]) else {
        throw DeskError(
          .refused, "\(directory) holds other files", at: ["option": "DIR"],
          hint: "name a new folder, or one with an earlier export of this log")
      }
      return 0
    }
    let earlier: Checkpoint
    do { earlier = try SignedCheckpoint(parsing: bytes).checkpoint } catch {
      throw DeskError(
        .refused, "\(directory)/checkpoint is none: \(error.message)", at: ["option": "DIR"],
        hint: "name a new folder")
    }
    let isOurs = try log.read { snapshot in
      try earlier.origin == log.origin && earlier.size <= current.checkpoint.size
        && snapshot.root(at: earlier.size) == earlier.root.bytes
    }
    guard isOurs else {
      throw DeskError(
        .verification,
        "\(directory) holds an export that this log does not continue: \(earlier.origin) at size"
          + " \(earlier.size)", at: ["option": "DIR"],
        hint: "keep it: it shows that the histories differ; `rapporteur audit verify --against"
          + " \(directory)/checkpoint` says where")
    }
    return earlier.size
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try makeFolder((path as NSString).deletingLastPathComponent)
    try ExportFile.write(bytes, to: path)
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DeskError(.io, "\(path) cannot be made: \(error.localizedDescription)")
    }
  }
}

/// A file that appears under its name when it is whole. Not synced: an export can be made again.
enum ExportFile {
  static func write(_ bytes: [UInt8], to path: String) throws(DeskError) {
    do { try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw DeskError(
        .io, "\(path) cannot be written: \(error.localizedDescription)",
        hint: "name a folder that you may write in, on a disk with room")
    }
  }
}
