/// Checks one page of a tree by itself: after that, whatever its nodes refer to inside the page
/// is inside the page.
final class NodeCheck {
  private let pageSize: Int
  private let largestNode: Int
  /// The size of the node that begins at twice the index; 0 where none does.
  private let sizes: UnsafeMutablePointer<UInt16>
  private let places: Int

  init(pageSize: Int) {
    self.pageSize = pageSize
    largestNode = PageLayout.largestNode(pageSize: pageSize)
    places = pageSize / 2
    sizes = .allocate(capacity: places)
    sizes.initialize(repeating: 0, count: places)
  }

  deinit { sizes.deallocate() }

  /// What is wrong with the page that should have this number, or nil.
  func fault(in page: PageView, number: UInt64, of kind: TreeKind) -> String? {
    guard page.number == number else { return "carries the number \(page.number)" }
    let isLeaf = page.flags == PageLayout.Kind.leaf
    guard isLeaf || page.flags == PageLayout.Kind.branch else {
      return "is of the kind \(page.flags), neither branch nor leaf"
    }
    let lower = page.lower
    let upper = page.upper
    guard lower >= PageLayout.headerSize, lower % 2 == 0, lower <= upper, upper <= pageSize else {
      return "has its free space from \(lower) to \(upper)"
    }
    // The free list may keep a branch with a single child.
    let fewest = isLeaf || kind == .freeList ? 1 : 2
    let count = page.count
    guard count >= fewest else { return "has \(count) nodes" }
    for index in 0..<count {
      let offset = page.offset(index)
      guard offset >= upper, offset % 2 == 0, offset + PageLayout.nodeHeaderSize <= pageSize else {
        clear()
        return "has node \(index) at \(offset)"
      }
      let node = page.node(index)
      if let fault = isLeaf ? leafFault(node, kind) : branchFault(node, index, kind) {
        clear()
        return "has node \(index) \(fault)"
      }
      let size = PageLayout.even(size(of: node, inLeaf: isLeaf))
      guard offset + size <= pageSize else {
        clear()
        return "has node \(index) reaching beyond its end"
      }
      guard sizes[offset / 2] == 0 else {
        clear()
        return "has two pointers to the node at \(offset)"
      }
      sizes[offset / 2] = UInt16(size)
    }
    guard areGapless(from: upper, count: count) else {
      clear()
      return "has nodes that overlap or leave gaps"
    }
    return nil
  }

  private func size(of node: NodeView, inLeaf isLeaf: Bool) -> Int {
    let size = PageLayout.nodeHeaderSize + node.keySize
    guard isLeaf else { return size }
    return size + (node.flags == PageLayout.NodeKind.overflow ? 8 : node.valueSize)
  }

  private func leafFault(_ node: NodeView, _ kind: TreeKind) -> String? {
    let keySize = node.keySize
    guard kind == .freeList ? keySize == 8 : keySize >= 1 && keySize <= PageLayout.largestKey
    else { return "with a key of \(keySize) bytes" }
    switch node.flags {
    case 0: break
    case PageLayout.NodeKind.overflow: return nil
    case PageLayout.NodeKind.database where kind == .directory:
      guard node.valueSize == PageLayout.recordSize else {
        return "with a database's record of \(node.valueSize) bytes"
      }
    default: return "of the kind \(node.flags)"
    }
    guard PageLayout.nodeHeaderSize + keySize + node.valueSize <= largestNode else {
      return "with a value of \(node.valueSize) bytes"
    }
    return nil
  }

  private func branchFault(_ node: NodeView, _ index: Int, _ kind: TreeKind) -> String? {
    let keySize = node.keySize
    // The first key of a branch is not looked at, and usually empty.
    let fits =
      kind == .freeList && index > 0 ? keySize == 8 : keySize <= PageLayout.largestKey
    return fits && (keySize > 0 || index == 0) ? nil : "with a key of \(keySize) bytes"
  }

  /// Whether the nodes that were noted follow each other to the page's end; forgets them.
  private func areGapless(from upper: Int, count: Int) -> Bool {
    var place = upper / 2
    var left = count
    while place < places {
      let size = Int(sizes[place])
      guard size > 0 else { return false }
      sizes[place] = 0
      place += size / 2
      left -= 1
    }
    return left == 0 && upper % 2 == 0
  }

  private func clear() { sizes.update(repeating: 0, count: places) }
}

/// What a tree holds, which decides what its keys and nodes may be.
enum TreeKind {
  /// The names and records of the named databases.
  case directory
  /// Keys and values.
  case data
  /// Numbers of commits, and the pages each of them freed.
  case freeList
}
