/// What each byte of a file of the library is for. Found by following the file from its meta
/// pages, without the code that is tested; only for files that are in order.
struct ByteMap {
  enum Use: UInt8 {
    /// Nothing refers to it.
    case unused
    /// A change must be noticed.
    case structure
    /// Part of a key or value, or of the length of one.
    case content
    /// Only has to lie between others: the keys of branches, and the commits in the free list.
    case separator
    /// Belongs to the state before the last commit, or is only read when the map is resized.
    case idle
  }

  private(set) var uses: [Use]
  /// The pages in use, each followed by where its nodes begin.
  private(set) var nodes: [Int: [Int]] = [:]
  private let file: [UInt8]
  private let pageSize = 4096
  /// The number of the meta page of the last commit.
  let live: Int

  init(_ file: [UInt8]) {
    self.file = file
    uses = Array(repeating: .unused, count: file.count)
    func transaction(_ page: Int) -> UInt64 {
      file[(page * 4096 + 144)...].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
    live = transaction(0) < transaction(1) ? 1 : 0
    for page in 0...1 {
      let start = page * pageSize
      mark(start, 152, .idle)
      // The number, the kind, the magic number and the version, the page size, the commit.
      for (at, count) in [(0, 8), (10, 2), (16, 8), (40, 4), (144, 8)] {
        mark(start + at, count, .structure)
      }
      // A header's padding, the address of a fixed map, the padding of the directory's record.
      for (at, count) in [(8, 2), (12, 4), (24, 8), (88, 4)] { mark(start + at, count, .unused) }
      if page == live {
        mark(start + 44, 44, .structure)
        mark(start + 92, 52, .structure)
      }
    }
    walk(integer(live * pageSize + 80), isFreeList: true, isDirectory: false)
    walk(integer(live * pageSize + 128), isFreeList: false, isDirectory: true)
  }

  private func integer(_ at: Int) -> UInt64 {
    file[at...].withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
  }

  private func short(_ at: Int) -> Int { Int(file[at]) | Int(file[at + 1]) << 8 }

  private mutating func mark(_ at: Int, _ count: Int, _ use: Use) {
    for place in at..<(at + count) { uses[place] = use }
  }

  private mutating func walk(_ root: UInt64, isFreeList: Bool, isDirectory: Bool) {
    guard root != .max else { return }
    let start = Int(root) * pageSize
    let count = (short(start + 12) - 16) / 2
    mark(start, 16 + count * 2, .structure)
    mark(start + 8, 2, .unused)
    let isBranch = short(start + 10) == 1
    nodes[Int(root)] = (0..<count).map { start + short(start + 16 + $0 * 2) }
    for (index, node) in (nodes[Int(root)] ?? []).enumerated() {
      let keySize = short(node + 6)
      let key = node + 8
      mark(node, 8, .structure)
      if isBranch {
        mark(key, keySize, index == 0 ? .unused : .separator)
        // The lengths of separators are as good or bad as the separators.
        if index > 0 { mark(node + 6, 2, .separator) }
        let child = integer(node) & 0xFFFF_FFFF_FFFF
        walk(child, isFreeList: isFreeList, isDirectory: isDirectory)
      } else {
        mark(key, keySize, isFreeList ? .separator : .content)
        if !isFreeList {
          mark(node, 4, .content)
          mark(node + 6, 2, .content)
        }
        leaf(node, isFreeList: isFreeList, isDirectory: isDirectory)
      }
    }
  }

  private mutating func leaf(_ node: Int, isFreeList: Bool, isDirectory: Bool) {
    let size = short(node) | short(node + 2) << 16
    var value = node + 8 + short(node + 6)
    if short(node + 4) == 2 {
      mark(value, 48, .structure)
      mark(value, 4, .unused)
      walk(integer(value + 40), isFreeList: false, isDirectory: false)
      return
    }
    if short(node + 4) == 1 {
      mark(value, 8, .structure)
      let start = Int(integer(value)) * pageSize
      mark(start, 16, .structure)
      mark(start + 8, 2, .unused)
      value = start + 16
    }
    if isFreeList {
      mark(value, Int(integer(value)) * 8 + 8, .structure)
      // A list may have been given more room than it has pages.
      if Int(integer(value)) * 8 + 8 < size { mark(node, 4, .content) }
    } else {
      mark(value, size, .content)
    }
  }
}
