import EventLog
import Foundation
import JSON
import Registry

/// What is left of texts that should be gone.
struct Remains {
  /// Files in which one of them was found, relative to the registry's folder.
  var files: [String] = []
  /// How many of the texts can still be read in the registry by right: in a record, or in a text that
  /// was kept. They cannot be told from what should be gone, and are not searched for in files.
  var readable = 0
}

extension Desk {
  /// Searches every file of the registry for these texts, in any case.
  func remains(of traces: Traces) throws -> Remains {
    guard !traces.texts.isEmpty else { return Remains() }
    var readable = Set<String>()
    let needles = traces.texts.filter { $0.utf8.count >= 4 }
    try log.read { snapshot in
      try snapshot.forEachEvent(in: 0..<snapshot.size, filter: EventFilter(), backward: false) {
        recorded in
        var texts: [String] = []
        for content in recorded.beside.values {
          switch content {
          case .text(let text), .sealed(let text, _): texts.append(text)
          case .erased: break
          }
        }
        try snapshot.forEachRecord(in: recorded.position..<recorded.position + 1) { _, bytes in
          texts.append(String(decoding: bytes, as: UTF8.self))
          return false
        }
        let all = texts.joined(separator: "\n").lowercased()
        for needle in needles where all.contains(needle.lowercased()) { readable.insert(needle) }
        return true
      }
    }
    let sought = needles.subtracting(readable)
      .flatMap { Set([$0, $0.lowercased(), $0.uppercased()]) }
      .map { ByteSearch($0, ignoringCase: true) }
    return Remains(
      files: try Self.files(in: folder.path).filter { path in
        try sought.contains(where: { try $0.isIn(file: folder.path + "/" + path) })
      }, readable: readable.count)
  }

  /// The regular files of a folder, by their paths in it.
  private static func files(in folder: String) throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return all.filter { path in
      var status = stat()
      return lstat(folder + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }.sorted()
  }
}

/// A text to look for in bytes.
struct ByteSearch {
  private let needle: [UInt8]
  private let ignoresCase: Bool

  /// - Parameter ignoringCase: of the letters a to z.
  init(_ text: String, ignoringCase: Bool = false) {
    needle = Array((ignoringCase ? text.asciiLowercased : text).utf8)
    ignoresCase = ignoringCase
  }

  /// Whether the bytes hold the text.
  func isIn(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let first = needle.first else { return true }
    return isIn(bytes, beginning: first)
      || (ignoresCase && (97...122).contains(first) && isIn(bytes, beginning: first - 32))
  }

  private func isIn(_ bytes: UnsafeRawBufferPointer, beginning first: UInt8) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    var place = 0
    while bytes.count - place >= needle.count,
      let found = memchr(base + place, Int32(first), bytes.count - place - needle.count + 1)
    {
      let start = UnsafeRawPointer(found) - base
      if matches(bytes, at: start) { return true }
      place = start + 1
    }
    return false
  }

  private func matches(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    for (offset, wanted) in needle.enumerated() {
      var byte = bytes[start + offset]
      if ignoresCase, (65...90).contains(byte) { byte += 32 }
      if byte != wanted { return false }
    }
    return true
  }

  /// Whether the file holds the text. A file that vanished meanwhile does not.
  func isIn(file path: String) throws -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return false }
      throw DeskError(.io, "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var window: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw DeskError(.io, "\(path) cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return false }
      window += piece[..<count]
      if window.withUnsafeBytes({ isIn($0) }) { return true }
      // What the next piece may complete.
      window.removeFirst(max(0, window.count - needle.count))
    }
  }
}

extension String {
  /// The text with a to z in place of A to Z.
  fileprivate var asciiLowercased: String {
    String(decoding: utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
  }
}
