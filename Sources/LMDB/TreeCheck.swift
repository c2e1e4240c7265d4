import CLMDB
import Glibc

/// Walks one tree from its root, left to right, and checks that it is a tree of the depth, the
/// size and the order that the library relies on.
///
/// Keys must lie between the keys of the branches above: then, and only then, every key is found
/// where it is looked for. The walk needs one page of memory for each level.
final class TreeCheck {
  private typealias Key = UnsafeRawBufferPointer

  /// A branch on the way down, in memory of our own; keys of it bound what is below.
  private struct Level {
    let buffer: UnsafeMutableRawPointer
    var page: UInt64 = 0
    var count = 0
    var next = 0
    var lower: Key?
    var upper: Key?
    var view: PageView { PageView(start: UnsafeRawPointer(buffer)) }
  }

  private let audit: PageAudit
  private let record: DatabaseRecord
  private let kind: TreeKind
  private let name: String?
  private var levels: [Level] = []
  private var top = 0
  private var leafLevel: Int?
  private var found = DatabaseRecord()
  /// Whether a part could not be walked, so that nothing can be said of the whole.
  private var isIncomplete = false
  /// The named databases, when the tree is the directory.
  private(set) var databases: [(name: String, record: DatabaseRecord, page: UInt64)] = []

  init(_ audit: PageAudit, _ record: DatabaseRecord, kind: TreeKind, name: String?) {
    self.audit = audit
    self.record = record
    self.kind = kind
    self.name = name
  }

  deinit { for level in levels { level.buffer.deallocate() } }

  /// Walks the tree whose record is on page `holder`.
  func run(holder: UInt64) {
    let flags: UInt16 = kind == .freeList ? PageLayout.integerKeys : 0
    if record.flags != flags { fault(holder, "has a record with the flags \(record.flags)") }
    if record.root != PageLayout.noPage {
      visit(record.root, from: holder, lower: nil, upper: nil)
      while top > 0 {
        let level = levels[top - 1]
        guard level.next < level.count else {
          top -= 1
          continue
        }
        levels[top - 1].next += 1
        let page = level.view
        let node = page.node(level.next)
        visit(
          node.child, from: level.page,
          lower: level.next == 0 ? level.lower : node.key,
          upper: level.next + 1 < level.count ? page.node(level.next + 1).key : level.upper)
      }
    }
    compare(holder)
  }

  private func compare(_ holder: UInt64) {
    if isIncomplete { audit.isIncomplete = true }
    guard !isIncomplete else { return }
    found.flags = record.flags
    found.root = record.root
    found.depth = UInt16(leafLevel ?? 0)
    if found != record { fault(holder, "has a record that is not true: \(differences())") }
  }

  private func differences() -> String {
    [
      ("levels", UInt64(record.depth), UInt64(found.depth)),
      ("branches", record.branchPages, found.branchPages),
      ("leaves", record.leafPages, found.leafPages),
      ("pages of large values", record.overflowPages, found.overflowPages),
      ("entries", record.entries, found.entries),
    ].filter { $0.1 != $0.2 }.map { "\($0.1) \($0.0), but there are \($0.2)" }
      .joined(separator: "; ")
  }

  private func fault(_ page: UInt64, _ what: String) { audit.fault(page, name, what) }

  private func skip(_ page: UInt64, _ what: String) {
    isIncomplete = true
    fault(page, what)
  }

  // MARK: - Pages

  private func visit(_ number: UInt64, from holder: UInt64, lower: Key?, upper: Key?) {
    if let refusal = audit.refusal(number) {
      return skip(holder, "refers to page \(number), \(refusal)")
    }
    let page: PageView
    do { page = try audit.file.page(number) } catch {
      return skip(number, audit.unreadable(error))
    }
    if let what = audit.nodes.fault(in: page, number: number, of: kind) {
      return skip(number, what)
    }
    let isLeaf = page.flags == PageLayout.Kind.leaf
    checkKeys(page, number, from: isLeaf ? 0 : 1, lower: lower, upper: upper)
    if isLeaf {
      checkLeaf(page, number)
    } else {
      descend(page, number, lower: lower, upper: upper)
    }
  }

  private func descend(_ page: PageView, _ number: UInt64, lower: Key?, upper: Key?) {
    found.branchPages += 1
    guard top < PageLayout.deepest - 1 else { return skip(number, "is too far from the root") }
    if top == levels.count {
      let buffer = UnsafeMutableRawPointer.allocate(
        byteCount: audit.file.pageSize, alignment: 8)
      levels.append(Level(buffer: buffer))
    }
    levels[top].buffer.copyMemory(from: page.start, byteCount: audit.file.pageSize)
    levels[top].page = number
    levels[top].count = page.count
    levels[top].next = 0
    levels[top].lower = lower
    levels[top].upper = upper
    top += 1
  }

  private func checkKeys(
    _ page: PageView, _ number: UInt64, from start: Int, lower: Key?, upper: Key?
  ) {
    let count = page.count
    guard start < count else { return }
    var key = page.node(start).key
    if let lower {
      // A leaf may begin with the key of the branch above; a branch only goes on behind it.
      let order = compare(lower, key)
      if start == 0 ? order > 0 : order >= 0 {
        fault(number, "begins before the key that the page above has for it")
      }
    }
    for index in (start + 1)..<max(count, start + 1) {
      let next = page.node(index).key
      if compare(key, next) >= 0 {
        fault(number, "has the keys \(index - 1) and \(index) out of order")
      }
      key = next
    }
    if let upper, compare(key, upper) >= 0 {
      fault(number, "ends behind the key that the page above has for the next one")
    }
  }

  @inline(__always)
  private func compare(_ a: Key, _ b: Key) -> Int {
    guard kind == .freeList, let start = a.baseAddress, let other = b.baseAddress else {
      return PageLayout.compare(a, b)
    }
    let first: UInt64 = start.value(0)
    let second: UInt64 = other.value(0)
    return first < second ? -1 : first > second ? 1 : 0
  }

  private func checkLeaf(_ page: PageView, _ number: UInt64) {
    found.leafPages += 1
    if let leafLevel, leafLevel != top + 1 {
      fault(number, "is a leaf at level \(top + 1); others are at level \(leafLevel)")
    }
    leafLevel = leafLevel ?? top + 1
    let count = page.count
    found.entries += UInt64(count)
    if kind == .freeList {
      for index in 0..<count { checkFreeEntry(page.node(index), index, number) }
      return
    }
    for index in 0..<count {
      let node = page.node(index)
      if node.flags == PageLayout.NodeKind.overflow {
        _ = checkOverflow(node, index, number)
      } else if node.flags == PageLayout.NodeKind.database {
        let record = DatabaseRecord(at: node.value)
        databases.append((String(decoding: node.key, as: UTF8.self), record, number))
      }
    }
  }

  // MARK: - Large values and the free list

  /// Checks the pages of a large value, and says which is the first when nothing is wrong.
  private func checkOverflow(_ node: NodeView, _ index: Int, _ holder: UInt64) -> UInt64? {
    let first: UInt64 = node.value.value(0)
    let size = node.valueSize
    let pageSize = audit.file.pageSize
    do {
      if let refusal = audit.refusal(first) {
        skip(holder, "has the value of node \(index) on page \(first), \(refusal)")
        return nil
      }
      let page = try audit.header(first)
      guard page.number == first, page.flags == PageLayout.Kind.overflow else {
        skip(first, "holds no large value: its kind is \(page.flags), its number \(page.number)")
        return nil
      }
      // A value that was replaced by a shorter one within a commit keeps its pages.
      guard Int(page.pages) >= PageLayout.overflowPages(size, pageSize: pageSize) else {
        skip(first, "says \(page.pages) pages, too few for a value of \(size) bytes")
        return nil
      }
      for next in (first + 1)..<max(first + UInt64(page.pages), first + 1) {
        if let refusal = audit.refusal(next) {
          skip(first, "says \(page.pages) pages, one of them page \(next), \(refusal)")
          return nil
        }
      }
      found.overflowPages += UInt64(page.pages)
      try audit.readThrough(first, pages: Int(page.pages))
    } catch {
      skip(first, audit.unreadable(error))
      return nil
    }
    return first
  }

  private func checkFreeEntry(_ node: NodeView, _ index: Int, _ holder: UInt64) {
    let commit: UInt64 = UnsafeRawPointer(node.start).value(PageLayout.nodeHeaderSize)
    if node.flags == PageLayout.NodeKind.overflow {
      guard let first = checkOverflow(node, index, holder) else { return }
      let offset = Int(first) * audit.file.pageSize + PageLayout.headerSize
      audit.free.check(commit, size: node.valueSize, holder: first, at: offset)
    } else {
      audit.free.check(
        commit, UnsafeRawBufferPointer(start: node.value, count: node.valueSize), holder: holder)
    }
  }
}
