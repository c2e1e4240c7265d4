import Glibc

/// Where everything is in a file of the library: data version 1, integers in this machine's byte
/// order. See the structures `MDB_page`, `MDB_node`, `MDB_db` and `MDB_meta` in its source.
enum PageLayout {
  static let magic: UInt32 = 0xBEEF_C0DE
  static let version: UInt32 = 1
  /// The bytes before the pointers of a page, and before a large value.
  static let headerSize = 16
  /// The bytes before the key of a node.
  static let nodeHeaderSize = 8
  /// The size of what the directory stores for a named database.
  static let recordSize = 48
  /// The bytes of a meta page in use, its header included.
  static let metaSize = 152
  /// How many meta pages there are; the first page of data has this number.
  static let metaPages: UInt64 = 2
  /// Stands for the root of an empty tree.
  static let noPage = UInt64.max
  static let largestKey = 511
  /// How many levels a cursor of the library can hold.
  static let deepest = 32
  /// The most pages a file can have, by what fits into 47 bits of address.
  static let mostPages: UInt64 = 1 << 47 / 512
  /// The flag of the free list's database: its keys are integers.
  static let integerKeys: UInt16 = 0x08

  /// Kinds of pages; a page of a file at rest has exactly one.
  enum Kind {
    static let branch: UInt16 = 0x01
    static let leaf: UInt16 = 0x02
    static let overflow: UInt16 = 0x04
    static let meta: UInt16 = 0x08
  }

  /// Kinds of nodes in leaves; 0 is a value in the node itself.
  enum NodeKind {
    /// The value is on pages of its own, and the node has the number of the first.
    static let overflow: UInt16 = 0x01
    /// The value is the record of a named database.
    static let database: UInt16 = 0x02
  }

  /// Whether pages of this size can be.
  static func isPageSize(_ size: Int) -> Bool {
    size >= 512 && size <= 32_768 && size & (size - 1) == 0
  }

  /// The size of a node from which on its value has pages of its own: two must fit into a page.
  static func largestNode(pageSize: Int) -> Int { ((pageSize - headerSize) / 2 & ~1) - 2 }

  /// How many pages a value of this size takes when it has its own.
  static func overflowPages(_ size: Int, pageSize: Int) -> Int {
    (headerSize - 1 + size) / pageSize + 1
  }

  /// Nodes begin at even places.
  static func even(_ size: Int) -> Int { (size + 1) & ~1 }

  /// How the library orders keys: by their bytes, then by their lengths.
  static func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    if let start = a.baseAddress, let other = b.baseAddress {
      let order = memcmp(start, other, min(a.count, b.count))
      if order != 0 { return Int(order) }
    }
    return a.count - b.count
  }
}

/// What is known of one database: its record in a meta page or in the directory.
struct DatabaseRecord: Equatable {
  var flags: UInt16 = 0
  var depth: UInt16 = 0
  var branchPages: UInt64 = 0
  var leafPages: UInt64 = 0
  var overflowPages: UInt64 = 0
  var entries: UInt64 = 0
  var root = PageLayout.noPage

  /// An empty database.
  init() {}

  init(at place: UnsafeRawPointer) {
    flags = place.value(4)
    depth = place.value(6)
    branchPages = place.value(8)
    leafPages = place.value(16)
    overflowPages = place.value(24)
    entries = place.value(32)
    root = place.value(40)
  }

  /// Writes the record; `padding` is what the first word holds (of use in meta pages only).
  func store(at place: UnsafeMutableRawPointer, padding: UInt32 = 0) {
    place.storeBytes(of: padding, as: UInt32.self)
    place.storeBytes(of: flags, toByteOffset: 4, as: UInt16.self)
    place.storeBytes(of: depth, toByteOffset: 6, as: UInt16.self)
    place.storeBytes(of: branchPages, toByteOffset: 8, as: UInt64.self)
    place.storeBytes(of: leafPages, toByteOffset: 16, as: UInt64.self)
    place.storeBytes(of: overflowPages, toByteOffset: 24, as: UInt64.self)
    place.storeBytes(of: entries, toByteOffset: 32, as: UInt64.self)
    place.storeBytes(of: root, toByteOffset: 40, as: UInt64.self)
  }
}

/// One of the two meta pages: where a state of the file starts.
struct Meta: Equatable {
  var number: UInt64
  var pageFlags = PageLayout.Kind.meta
  var magic = PageLayout.magic
  var version = PageLayout.version
  var mapSize: UInt64
  var pageSize: Int
  var freeList: DatabaseRecord
  var directory: DatabaseRecord
  var lastPage: UInt64
  var transaction: UInt64
}

extension Meta {
  init(at page: UnsafeRawPointer) {
    number = page.value(0)
    pageFlags = page.value(10)
    magic = page.value(16)
    version = page.value(20)
    mapSize = page.value(32)
    pageSize = Int(page.value(40) as UInt32)
    freeList = DatabaseRecord(at: page + 40)
    directory = DatabaseRecord(at: page + 88)
    lastPage = page.value(136)
    transaction = page.value(144)
  }

  /// Writes the page; what is not part of it stays as it is.
  func store(at page: UnsafeMutableRawPointer) {
    page.storeBytes(of: number, as: UInt64.self)
    page.storeBytes(of: pageFlags, toByteOffset: 10, as: UInt16.self)
    page.storeBytes(of: magic, toByteOffset: 16, as: UInt32.self)
    page.storeBytes(of: version, toByteOffset: 20, as: UInt32.self)
    page.storeBytes(of: mapSize, toByteOffset: 32, as: UInt64.self)
    freeList.store(at: page + 40, padding: UInt32(pageSize))
    directory.store(at: page + 88)
    page.storeBytes(of: lastPage, toByteOffset: 136, as: UInt64.self)
    page.storeBytes(of: transaction, toByteOffset: 144, as: UInt64.self)
  }

  /// Whether this is a meta page at all, good enough to start from.
  var isUsable: Bool {
    magic == PageLayout.magic && version == PageLayout.version
      && PageLayout.isPageSize(pageSize) && lastPage < PageLayout.mostPages
  }
}

/// A page of a tree, or the first of a large value, in memory.
struct PageView {
  let start: UnsafeRawPointer

  var number: UInt64 { start.value(0) }
  var flags: UInt16 { start.value(10) }
  /// Where the pointers to the nodes end.
  var lower: Int { Int(start.value(12) as UInt16) }
  /// Where the nodes begin.
  var upper: Int { Int(start.value(14) as UInt16) }
  /// How many pages a large value takes.
  var overflowPages: UInt32 { start.value(12) }
  /// How many nodes there are.
  var count: Int { (lower - PageLayout.headerSize) / 2 }

  /// Where a node begins.
  func offset(_ index: Int) -> Int {
    Int(start.value(PageLayout.headerSize + index * 2) as UInt16)
  }

  func node(_ index: Int) -> NodeView { NodeView(start: start + offset(index)) }
}

/// A key with its value, or with the page where larger keys are.
struct NodeView {
  let start: UnsafeRawPointer

  /// The size of the value, in a leaf.
  var valueSize: Int { Int(start.value(0) as UInt32) }
  /// The page below, in a branch.
  var child: UInt64 {
    UInt64(start.value(0) as UInt32) | UInt64(start.value(4) as UInt16) << 32
  }
  var flags: UInt16 { start.value(4) }
  var keySize: Int { Int(start.value(6) as UInt16) }
  var key: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: start + PageLayout.nodeHeaderSize, count: keySize)
  }
  /// Where the value is, or the number of its first page.
  var value: UnsafeRawPointer { start + PageLayout.nodeHeaderSize + keySize }
}

extension UnsafeRawPointer {
  /// The integer at an offset, in this machine's byte order.
  @inline(__always)
  func value<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> T {
    loadUnaligned(fromByteOffset: offset, as: T.self)
  }
}
