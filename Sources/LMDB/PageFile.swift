import CLMDB
import Glibc

/// Reads pages of a file without mapping it: where the file is damaged or ends too early, that is
/// an answer here, and not a signal.
final class PageFile {
  let descriptor: Int32
  let path: String
  /// The size of the file in bytes when it was last looked at.
  private(set) var size = 0
  /// The size of a page; set it before pages are asked for.
  var pageSize = 4096
  private let window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  private var windowStart = 0
  private var windowCount = 0

  /// Reads from an open file, which stays the caller's.
  init(descriptor: Int32, path: String) throws(LMDBError) {
    self.descriptor = descriptor
    self.path = path
    try look()
  }

  deinit { window.deallocate() }

  /// Opens a file, runs `body`, and closes the file again.
  static func withFile<T>(
    _ path: String, _ body: (PageFile) throws(LMDBError) -> T
  ) throws(LMDBError) -> T {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT {
        throw LMDBError(.notFound, "there is no \(path)", hint: "Check the path.")
      }
      throw LMDBError(returned: errno, doing: "opening", in: path)
    }
    defer { close(descriptor) }
    return try body(try PageFile(descriptor: descriptor, path: path))
  }

  /// Looks up the size of the file anew, and forgets what was read.
  func look() throws(LMDBError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw LMDBError(returned: errno, doing: "opening", in: path)
    }
    size = Int(status.st_size)
    windowCount = 0
  }

  /// How many whole pages there are.
  var pages: UInt64 { UInt64(size / pageSize) }

  /// Why bytes could not be had.
  enum Failure: Error {
    case ended
    case failed(Int32)
  }

  /// Reads exactly `buffer.count` bytes.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(Failure) {
    var done = 0
    while done < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done,
        off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw .failed(errno) }
      if count == 0 { throw .ended }
      done += count
    }
  }

  /// A page; valid until the next one is asked for. It must be one of `pages`.
  ///
  /// Pages that follow each other are read many at a time, others almost alone.
  func page(_ number: UInt64) throws(Failure) -> PageView {
    let offset = Int(number) * pageSize
    if offset < windowStart || offset + pageSize > windowStart + windowCount {
      let end = windowStart + windowCount
      let isNear = offset >= end && offset - end <= 1 << 16
      let wanted = min(isNear ? window.count : pageSize, size - offset)
      windowCount = 0
      guard wanted >= pageSize else { throw .ended }
      try read(UnsafeMutableRawBufferPointer(rebasing: window[..<wanted]), at: offset)
      windowStart = offset
      windowCount = wanted
    }
    guard let start = window.baseAddress else { throw .ended }
    return PageView(start: UnsafeRawPointer(start + (offset - windowStart)))
  }

  // MARK: - Meta pages

  /// The meta page that begins at `offset`, whatever is in it.
  func meta(at offset: Int) throws(LMDBError) -> Meta {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: PageLayout.metaSize, alignment: 8)
    defer { buffer.deallocate() }
    do { try read(buffer, at: offset) } catch {
      switch error {
      case .ended: throw truncated()
      case .failed(let number): throw LMDBError(returned: number, doing: "reading", in: path)
      }
    }
    guard let start = buffer.baseAddress else { throw truncated() }
    return Meta(at: UnsafeRawPointer(start))
  }

  /// Both meta pages. The second is where the first says; where the system has it otherwise.
  func metas() throws(LMDBError) -> [Meta] {
    let first = try meta(at: 0)
    guard PageLayout.isPageSize(first.pageSize) else {
      return [first, try meta(at: systemPageSize)]
    }
    let second = try meta(at: first.pageSize)
    if !second.isUsable, first.pageSize != systemPageSize,
      let other = try? meta(at: systemPageSize), other.isUsable
    {
      return [first, other]
    }
    return [first, second]
  }

  /// The newer of the two meta pages that is one.
  func newestMeta() throws(LMDBError) -> Meta {
    let usable = try metas().filter(\.isUsable)
    guard let newest = usable.max(by: { $0.transaction < $1.transaction }) else {
      throw foreign()
    }
    return newest
  }

  /// What a file without meta pages is answered with.
  func foreign() -> LMDBError {
    LMDBError(
      .invalidFile, "\(path) is no LMDB file of data version 1",
      hint: "Restore it from a backup.")
  }

  private var systemPageSize: Int { Int(getpagesize()) }

  /// What a file that is too short is answered with.
  func truncated() -> LMDBError {
    LMDBError(
      .truncated, "\(path) is truncated: it ends after \(size) bytes, but its pages go on",
      hint: "Restore it from a backup; do not write to it.")
  }
}
