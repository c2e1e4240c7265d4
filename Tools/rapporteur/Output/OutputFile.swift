import Desk
import EventLog
import Foundation
import LMDB
import ProjectionKit
import Sealing

/// A file that a command writes for other programs: whole, or not at all.
enum OutputFile {
  /// Has `body` write a file of its own beside `path`, and gives it that name when it is whole. What
  /// is no regular file, such as a pipe, is written into.
  ///
  /// - Parameter option: the option that named the file.
  static func write(_ path: String, option: String, _ body: (_ scratch: String) throws -> Void)
    throws
  {
    try RegistryFolder.refuseInside(path, option: option)
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let isSpecial = isSpecialFile(target)
    let scratch =
      (isSpecial ? NSTemporaryDirectory() + "rapporteur" : target) + ".\(UUID().uuidString).part"
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    do {
      try make(scratch)
      try body(scratch)
      if isSpecial {
        try copy(scratch, into: target)
      } else if rename(scratch, target) != 0 {
        throw CocoaError(.fileWriteUnknown, userInfo: reason(errno))
      }
    } catch {
      switch error {
      // What the registry cannot give is not the file's fault.
      case is DeskError, is EventLogError, is ViewError, is LMDBError, is SealingError: throw error
      default:
        throw DeskError(
          .io, "\(path) cannot be written: \(words(error))", at: ["option": option],
          hint: "name a file in a folder that you may write in, on a disk with room")
      }
    }
  }

  /// Has `body` write bytes piece by piece.
  static func writePieces(
    _ path: String, option: String, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    try write(path, option: option) { scratch in
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch))
      try body { try handle.write(contentsOf: Data($0)) }
      try handle.close()
    }
  }

  /// Makes the file, so that a place where none can be is told before any work is done.
  private static func make(_ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0, close(descriptor) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: reason(errno))
    }
  }

  private static func isSpecialFile(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    let type = status.st_mode & S_IFMT
    return type != S_IFREG && type != S_IFDIR
  }

  private static func copy(_ scratch: String, into target: String) throws {
    let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: scratch))
    let sink = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
    while let piece = try source.read(upToCount: 1 << 16), !piece.isEmpty {
      try sink.write(contentsOf: piece)
    }
  }

  private static func reason(_ code: Int32) -> [String: Any] {
    [NSLocalizedDescriptionKey: String(cString: strerror(code))]
  }

  private static func words(_ error: any Error) -> String {
    (error as? CocoaError)?.localizedDescription ?? "\(error)"
  }
}
