/// Compares the two meta pages of a file. The library starts at the one of the later commit and
/// trusts it, so a damaged one may silently bring back an older state.
struct MetaCheck {
  let audit: PageAudit
  /// Which meta page belongs to the state that is checked.
  let slot: UInt64
  /// The other one.
  let other: Meta

  /// Faults that are seen without the trees; call it before they are walked.
  func checkPages() {
    let current = audit.meta
    check(current, at: slot)
    check(other, at: slot ^ 1)
    let transaction = current.transaction
    if transaction & 1 != slot {
      fault(slot, "is of commit \(transaction), which belongs on the other meta page")
    }
    if current.mapSize < (current.lastPage + 1) * UInt64(current.pageSize) {
      fault(slot, "says a map of \(current.mapSize) bytes, too few for its pages")
    }
    if current.lastPage < PageLayout.metaPages - 1 {
      fault(slot, "says that page \(current.lastPage) is the last one")
    }
  }

  private func check(_ meta: Meta, at number: UInt64) {
    if meta.number != number { fault(number, "carries the number \(meta.number)") }
    if meta.pageFlags != PageLayout.Kind.meta {
      fault(number, "is of the kind \(meta.pageFlags), not a meta page")
    }
    if meta.magic != PageLayout.magic || meta.version != PageLayout.version {
      fault(number, "begins with \(meta.magic) and version \(meta.version), unlike a meta page")
    }
    if meta.pageSize != audit.meta.pageSize {
      fault(number, "says pages of \(meta.pageSize) bytes, unlike the other meta page")
    }
  }

  /// Faults and remarks about the state before, or why a later one may be hidden; call it after
  /// the trees were walked. `newest` is the last commit there may be.
  func checkOrder(newest: UInt64) {
    let transaction = audit.meta.transaction
    let number = slot ^ 1
    guard other.transaction &+ 1 == transaction else {
      let isLater = other.transaction > transaction && other.transaction <= newest
      let isFresh = other.transaction == 0 && transaction == 0
      if !isLater && !isFresh || other.transaction & 1 != number && !isFresh {
        fault(
          number,
          "is of commit \(other.transaction), which does not go with commit "
            + "\(transaction) of the other meta page")
      }
      return
    }
    if other.lastPage > audit.meta.lastPage { remark("has more pages than the state after it") }
    for (record, flags) in [(other.freeList, PageLayout.integerKeys), (other.directory, 0)] {
      if record.flags != flags { remark("has a record with the flags \(record.flags)") }
      if record.root != PageLayout.noPage,
        record.root < PageLayout.metaPages || record.root > other.lastPage
      {
        remark("refers to page \(record.root), which does not exist")
      }
    }
    guard let freed = lastFreeingCommit() else { return }
    if freed > other.transaction {
      remark(
        "is of commit \(other.transaction), but knows of commit \(freed): that one failed, "
          + "or it is lost")
    } else if freed == other.transaction, freed > 0, !audit.isIncomplete,
      !audit.free.commits.contains(freed)
    {
      fault(number, "knows of pages that its commit freed, but the state after it does not")
    }
  }

  /// The largest key of the other state's free list.
  private func lastFreeingCommit() -> UInt64? {
    var number = other.freeList.root
    for _ in 0..<PageLayout.deepest {
      guard number >= PageLayout.metaPages, number < audit.file.pages,
        let page = try? audit.file.page(number),
        audit.nodes.fault(in: page, number: number, of: .freeList) == nil
      else { return nil }
      let node = page.node(page.count - 1)
      if page.flags == PageLayout.Kind.leaf { return UnsafeRawPointer(node.start).value(8) }
      number = node.child
    }
    return nil
  }

  private func fault(_ page: UInt64, _ what: String) { audit.fault(page, nil, what) }

  private func remark(_ what: String) { audit.remark(slot ^ 1, what) }
}
