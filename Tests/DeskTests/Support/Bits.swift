import Desk
import Foundation

/// Ways to change a log's file while it is open, as a failing disk does.
enum Bits {
  /// Flips a bit in the name of who recorded the event at a position; a second time puts it right.
  static func flip(in folder: RegistryFolder, record position: UInt64) throws {
    let url = URL(fileURLWithPath: folder.log + "/data.mdb")
    let data = try Data(contentsOf: url)
    let file = try FileHandle(forUpdating: url)
    defer { try? file.close() }
    let mark = Data("\"position\":\(position),".utf8)
    var start = data.startIndex
    // Pages of older commits may still hold a copy.
    while let found = data.range(of: mark, in: start..<data.endIndex) {
      let name = data.range(of: Data("\"by\":\"".utf8), in: found.upperBound..<data.endIndex)
      guard let name else { break }
      try file.seek(toOffset: UInt64(name.upperBound))
      try file.write(contentsOf: Data([data[name.upperBound] ^ 1]))
      start = name.upperBound
    }
  }
}
