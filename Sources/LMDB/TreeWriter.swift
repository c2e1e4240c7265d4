/// Writes one tree from keys that come in order: leaves are filled one after the other, branches
/// grow on top of them.
final class TreeWriter {
  /// A leaf or branch that is being filled.
  private final class Page {
    let start: UnsafeMutableRawPointer
    let buffer: UnsafeMutableRawBufferPointer
    let kind: UInt16
    var count = 0
    var upper = 0
    /// The smallest key below; a branch does not store it itself.
    var firstKey: [UInt8] = []

    init(kind: UInt16, size: Int) {
      self.kind = kind
      start = .allocate(byteCount: size, alignment: 8)
      buffer = UnsafeMutableRawBufferPointer(start: start, count: size)
      clear()
    }

    deinit { start.deallocate() }

    func clear() {
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      count = 0
      upper = buffer.count
    }

    /// Whether a node of this size has room, with the pointer to it.
    func hasRoom(for size: Int) -> Bool {
      PageLayout.headerSize + (count + 1) * 2 + PageLayout.even(size) <= upper
    }

    /// Adds a node behind the others; the caller fills in what follows the key.
    func add(word: UInt32, flags: UInt16, key: UnsafeRawBufferPointer, valueSize: Int) -> Int {
      upper -= PageLayout.even(PageLayout.nodeHeaderSize + key.count + valueSize)
      let pointer = PageLayout.headerSize + count * 2
      buffer.storeBytes(of: UInt16(upper), toByteOffset: pointer, as: UInt16.self)
      buffer.storeBytes(of: word, toByteOffset: upper, as: UInt32.self)
      buffer.storeBytes(of: flags, toByteOffset: upper + 4, as: UInt16.self)
      buffer.storeBytes(of: UInt16(key.count), toByteOffset: upper + 6, as: UInt16.self)
      copy(key, to: upper + PageLayout.nodeHeaderSize)
      count += 1
      return upper + PageLayout.nodeHeaderSize + key.count
    }

    func copy(_ bytes: UnsafeRawBufferPointer, to offset: Int) {
      UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<(offset + bytes.count)])
        .copyMemory(from: bytes)
    }

    /// Adds a page below, in a branch. The first one goes without a key.
    func add(child: UInt64, key: [UInt8]) {
      if count == 0 { firstKey = key }
      (count == 0 ? [] : key).withUnsafeBytes { key in
        _ = add(
          word: UInt32(truncatingIfNeeded: child), flags: UInt16(child >> 32), key: key,
          valueSize: 0)
      }
    }

    /// Takes the last page below away again.
    func removeLast() -> (child: UInt64, key: [UInt8]) {
      let node = NodeView(start: UnsafeRawPointer(start + upper))
      let last = (node.child, Array(node.key))
      let size = PageLayout.even(PageLayout.nodeHeaderSize + node.keySize)
      UnsafeMutableRawBufferPointer(rebasing: buffer[upper..<(upper + size)])
        .initializeMemory(as: UInt8.self, repeating: 0)
      count -= 1
      buffer.storeBytes(
        of: 0, toByteOffset: PageLayout.headerSize + count * 2, as: UInt16.self)
      upper += size
      return last
    }
  }

  private let writer: PageWriter
  private let largestNode: Int
  private let leaf: Page
  private var branches: [Page] = []
  private var record = DatabaseRecord()

  init(_ writer: PageWriter) {
    self.writer = writer
    largestNode = PageLayout.largestNode(pageSize: writer.pageSize)
    leaf = Page(kind: PageLayout.Kind.leaf, size: writer.pageSize)
  }

  /// Adds a key, larger than all before, with its value, or with a database's record.
  func append(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, isRecord: Bool = false
  ) throws(LMDBError) {
    let isLarge = PageLayout.nodeHeaderSize + key.count + value.count > largestNode
    let size = isLarge ? 8 : value.count
    if !leaf.hasRoom(for: PageLayout.nodeHeaderSize + key.count + size) { try flushLeaf() }
    if leaf.count == 0 { leaf.firstKey = Array(key) }
    var flags = isRecord ? PageLayout.NodeKind.database : 0
    var first: UInt64 = 0
    if isLarge {
      flags = PageLayout.NodeKind.overflow
      let pages: Int
      (first, pages) = try writer.append(large: value)
      record.overflowPages += UInt64(pages)
    }
    let place = leaf.add(
      word: UInt32(value.count), flags: flags, key: key, valueSize: size)
    if isLarge {
      leaf.buffer.storeBytes(of: first, toByteOffset: place, as: UInt64.self)
    } else {
      leaf.copy(value, to: place)
    }
    record.entries += 1
  }

  /// Writes what is not written yet; the record says where the tree is.
  func finish() throws(LMDBError) -> DatabaseRecord {
    guard leaf.count > 0 else { return record }
    record.depth = 1
    if branches.isEmpty {
      record.root = try write(leaf)
      return record
    }
    try flushLeaf()
    var level = 0
    while level < branches.count - 1 {
      try flushBranch(level)
      level += 1
    }
    record.root = try write(branches[level])
    record.depth = UInt16(branches.count + 1)
    return record
  }

  private func flushLeaf() throws(LMDBError) {
    let number = try write(leaf)
    try add(number, leaf.firstKey, level: 0)
    leaf.clear()
  }

  private func flushBranch(_ level: Int) throws(LMDBError) {
    let number = try write(branches[level])
    try add(number, branches[level].firstKey, level: level + 1)
    branches[level].clear()
  }

  private func add(_ child: UInt64, _ key: [UInt8], level: Int) throws(LMDBError) {
    if level == branches.count {
      branches.append(Page(kind: PageLayout.Kind.branch, size: writer.pageSize))
    }
    let page = branches[level]
    if !page.hasRoom(for: PageLayout.nodeHeaderSize + key.count) {
      // The next branch must not end up with one child only.
      let last = page.removeLast()
      try flushBranch(level)
      page.add(child: last.child, key: last.key)
    }
    page.add(child: child, key: key)
  }

  private func write(_ page: Page) throws(LMDBError) -> UInt64 {
    page.buffer.storeBytes(of: page.kind, toByteOffset: 10, as: UInt16.self)
    page.buffer.storeBytes(
      of: UInt16(PageLayout.headerSize + page.count * 2), toByteOffset: 12, as: UInt16.self)
    page.buffer.storeBytes(of: UInt16(page.upper), toByteOffset: 14, as: UInt16.self)
    if page.kind == PageLayout.Kind.leaf { record.leafPages += 1 } else { record.branchPages += 1 }
    return try writer.append(page.buffer)
  }
}
