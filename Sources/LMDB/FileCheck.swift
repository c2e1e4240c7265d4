import CLMDB
import Glibc

/// Looks at a file before it is mapped: touching a page beyond the end of a truncated file would
/// end the process with SIGBUS.
///
/// The file may end before the last page the header counts, when pages at its end were used and
/// freed within one transaction; so a file that is too short is refused only when a page beyond
/// its end is reachable. Layout: `lmdb.h` and `mdb.c` of the library, data version 1.
enum FileCheck {
  /// Throws `.truncated`, `.invalidFile` or `.notFound`.
  static func check(_ path: String, mayBeMissing: Bool) throws(LMDBError) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT, mayBeMissing { return }
      if errno == ENOENT {
        throw LMDBError(.notFound, "there is no \(path)", hint: "Check the path.")
      }
      throw LMDBError(returned: errno, doing: "opening", in: path)
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw LMDBError(returned: errno, doing: "opening", in: path)
    }
    if status.st_size == 0, mayBeMissing { return }
    let reader = PageReader(file: file, path: path, fileSize: Int(status.st_size))
    let header = try reader.header()
    guard (header.lastPage + 1) * header.pageSize > reader.fileSize else { return }
    var walk = PageWalk(reader: reader, pageSize: header.pageSize)
    for root in header.roots { try walk.visit(root, isMain: root == header.roots[1], depth: 0) }
  }
}

private struct PageReader {
  let file: Int32
  let path: String
  let fileSize: Int

  struct Header {
    var pageSize: Int
    var lastPage: Int
    var transaction: UInt64
    /// The roots of the free list and of the main database.
    var roots: [UInt64]
  }

  func truncated() -> LMDBError {
    LMDBError(
      .truncated, "\(path) is truncated: it ends after \(fileSize) bytes, but its pages go on",
      hint: "Restore it from a backup; do not write to it.")
  }

  func bytes(at offset: Int, count: Int) throws(LMDBError) -> [UInt8] {
    guard offset >= 0, offset + count <= fileSize else { throw truncated() }
    var buffer = [UInt8](repeating: 0, count: count)
    let read = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress, count, off_t(offset)) }
    if read < 0 { throw LMDBError(returned: errno, doing: "reading", in: path) }
    guard read == count else { throw truncated() }
    return buffer
  }

  /// The newer of the two meta pages that is one.
  func header() throws(LMDBError) -> Header {
    let first = try meta(at: 0)
    let size = first?.pageSize ?? 4096
    let second = try meta(at: size)
    switch (first, second) {
    case (let a?, let b?): return b.transaction > a.transaction ? b : a
    case (let a?, nil): return a
    case (nil, let b?): return b
    case (nil, nil):
      throw LMDBError(
        .invalidFile, "\(path) is no LMDB file of data version 1",
        hint: "Restore it from a backup.")
    }
  }

  private func meta(at offset: Int) throws(LMDBError) -> Header? {
    let page = try bytes(at: offset, count: 152)
    guard page.load(16, as: UInt32.self) == 0xBEEF_C0DE, page.load(20, as: UInt32.self) == 1
    else { return nil }
    let pageSize = Int(page.load(40, as: UInt32.self))
    let lastPage = page.load(136, as: UInt64.self)
    guard pageSize >= 512, pageSize <= 65_536, lastPage < 1 << 47 else { return nil }
    return Header(
      pageSize: pageSize, lastPage: Int(lastPage), transaction: page.load(144, as: UInt64.self),
      roots: [page.load(80, as: UInt64.self), page.load(128, as: UInt64.self)])
  }
}

/// Follows the pages from a root, to see whether all of them are in the file.
private struct PageWalk {
  let reader: PageReader
  let pageSize: Int

  init(reader: PageReader, pageSize: Int) {
    self.reader = reader
    self.pageSize = pageSize
  }

  mutating func visit(_ number: UInt64, isMain: Bool, depth: Int) throws(LMDBError) {
    guard number != .max, depth < 32 else { return }
    guard number < 1 << 47 else { throw reader.truncated() }
    let page = try reader.bytes(at: Int(number) * pageSize, count: pageSize)
    let flags = page.load(10, as: UInt16.self)
    let entries = max(0, Int(page.load(12, as: UInt16.self)) - 16) / 2
    for entry in 0..<min(entries, (pageSize - 16) / 2) {
      let node = Int(page.load(16 + entry * 2, as: UInt16.self))
      guard node + 8 <= pageSize else { continue }
      let low = UInt64(page.load(node, as: UInt16.self))
      let high = UInt64(page.load(node + 2, as: UInt16.self))
      let nodeFlags = page.load(node + 4, as: UInt16.self)
      let keySize = Int(page.load(node + 6, as: UInt16.self))
      if flags & 0x01 != 0 {
        // A branch: the child's number is in the node's header, and in what are flags in a leaf.
        try visit(
          low | high << 16 | UInt64(nodeFlags) << 32, isMain: isMain, depth: depth + 1)
      } else if flags & 0x02 != 0 {
        let data = node + 8 + keySize
        if nodeFlags & 0x01 != 0, data + 8 <= pageSize {
          // A large value on pages of its own; the first says how many they are.
          let start = page.load(data, as: UInt64.self)
          guard start < 1 << 47 else { throw reader.truncated() }
          let overflow = try reader.bytes(at: Int(start) * pageSize, count: 16)
          let pages = UInt64(overflow.load(12, as: UInt32.self))
          _ = try reader.bytes(at: Int(start + max(1, pages)) * pageSize - 1, count: 1)
        } else if isMain, nodeFlags & 0x02 != 0, data + 48 <= pageSize {
          try visit(page.load(data + 40, as: UInt64.self), isMain: false, depth: depth + 1)
        }
      }
    }
  }
}

extension [UInt8] {
  /// The integer at `offset`, in this machine's byte order, as the library writes it.
  fileprivate func load<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as: T.Type) -> T {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
  }
}
