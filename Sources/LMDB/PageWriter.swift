import Glibc

/// Writes the pages of a new file one after the other. Every byte that nothing refers to is 0.
final class PageWriter {
  let pageSize: Int
  private let file: Int32
  private let path: String
  /// The number of the page that comes next.
  private(set) var next = PageLayout.metaPages
  private let buffer: UnsafeMutableRawBufferPointer
  private var filled = 0

  /// Writes to an empty file, which stays the caller's.
  init(file: Int32, path: String, pageSize: Int) {
    self.file = file
    self.path = path
    self.pageSize = pageSize
    buffer = .allocate(byteCount: max(1 << 20, pageSize * 4), alignment: 4096)
    // The meta pages come last.
    filled = Int(PageLayout.metaPages) * pageSize
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit { buffer.deallocate() }

  /// Writes a page of a tree, and gives it its number.
  func append(_ page: UnsafeMutableRawBufferPointer) throws(LMDBError) -> UInt64 {
    let number = next
    page.storeBytes(of: number, as: UInt64.self)
    try append(UnsafeRawBufferPointer(page))
    next += 1
    return number
  }

  /// Writes a value on pages of its own, and says which is the first and how many there are.
  func append(large value: UnsafeRawBufferPointer) throws(LMDBError) -> (UInt64, pages: Int) {
    let number = next
    let pages = PageLayout.overflowPages(value.count, pageSize: pageSize)
    try withHeader { header throws(LMDBError) in
      header.storeBytes(of: number, as: UInt64.self)
      header.storeBytes(of: PageLayout.Kind.overflow, toByteOffset: 10, as: UInt16.self)
      header.storeBytes(of: UInt32(pages), toByteOffset: 12, as: UInt32.self)
      try append(UnsafeRawBufferPointer(header))
    }
    try append(value)
    var rest = pages * pageSize - PageLayout.headerSize - value.count
    while rest > 0 {
      if filled == buffer.count { try flush() }
      let count = min(rest, buffer.count - filled)
      UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + count)])
        .initializeMemory(as: UInt8.self, repeating: 0)
      filled += count
      rest -= count
    }
    next += UInt64(pages)
    return (number, pages)
  }

  /// Writes the meta pages: both describe the same state, as of this commit and the one before.
  func finish(
    directory: DatabaseRecord, transaction: UInt64, mapSize: UInt64
  ) throws(LMDBError) {
    try flush()
    var freeList = DatabaseRecord()
    freeList.flags = PageLayout.integerKeys
    let page = UnsafeMutableRawBufferPointer.allocate(byteCount: pageSize, alignment: 8)
    defer { page.deallocate() }
    guard let start = page.baseAddress else { return }
    for slot in 0..<PageLayout.metaPages {
      page.initializeMemory(as: UInt8.self, repeating: 0)
      let isOlder = transaction & 1 != slot
      let meta = Meta(
        number: slot, mapSize: mapSize, pageSize: pageSize, freeList: freeList,
        directory: directory, lastPage: next - 1,
        transaction: isOlder ? max(transaction, 1) - 1 : transaction)
      meta.store(at: start)
      try write(UnsafeRawBufferPointer(page), at: Int(slot) * pageSize)
    }
  }

  private func withHeader(
    _ body: (UnsafeMutableRawBufferPointer) throws(LMDBError) -> Void
  ) throws(LMDBError) {
    let header = UnsafeMutableRawBufferPointer.allocate(
      byteCount: PageLayout.headerSize, alignment: 8)
    defer { header.deallocate() }
    header.initializeMemory(as: UInt8.self, repeating: 0)
    try body(header)
  }

  private var written = 0

  private func append(_ bytes: UnsafeRawBufferPointer) throws(LMDBError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      if filled == buffer.count { try flush() }
      let count = min(rest.count, buffer.count - filled)
      UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + count)])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
      filled += count
      rest = rest.dropFirst(count)
    }
  }

  private func flush() throws(LMDBError) {
    try write(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), at: written)
    written += filled
    filled = 0
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LMDBError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        file, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw LMDBError(returned: count < 0 ? errno : EIO, doing: "writing", in: path)
      }
      done += count
    }
  }
}
