/// Checks the entries of the free list: each is a count and as many page numbers, largest first.
final class FreeListCheck {
  private unowned let audit: PageAudit
  /// The commits whose freed pages are listed.
  private(set) var commits: Set<UInt64> = []
  private var beyondEnd: Set<UInt64> = []
  /// How many free pages there are in the file.
  private(set) var countInFile: UInt64 = 0

  init(_ audit: PageAudit) { self.audit = audit }

  /// How many free pages lie beyond the end of the file, where pages in use must not.
  var countBeyondEnd: UInt64 { UInt64(beyondEnd.count) }

  /// Checks an entry that is in memory.
  func check(_ commit: UInt64, _ list: UnsafeRawBufferPointer, holder: UInt64) {
    guard begin(commit, size: list.count, holder), let start = list.baseAddress else { return }
    let claimed: UInt64 = start.value(0)
    guard isCount(claimed, size: list.count, holder) else { return }
    var last = UInt64.max
    take(start + 8, Int(claimed), &last, holder)
  }

  /// Checks an entry on pages of its own, a piece at a time.
  func check(_ commit: UInt64, size: Int, holder: UInt64, at offset: Int) {
    guard begin(commit, size: size, holder) else { return }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { piece.deallocate() }
    guard let start = piece.baseAddress.map({ UnsafeRawPointer($0) }) else { return }
    do {
      try audit.file.read(.init(rebasing: piece[..<8]), at: offset)
      let claimed: UInt64 = start.value(0)
      guard isCount(claimed, size: size, holder) else { return }
      var last = UInt64.max
      var done = 0
      while done < Int(claimed) {
        let now = min(Int(claimed) - done, piece.count / 8)
        try audit.file.read(.init(rebasing: piece[..<(now * 8)]), at: offset + 8 + done * 8)
        take(start, now, &last, holder)
        done += now
      }
    } catch { fault(holder, audit.unreadable(error)) }
  }

  private func begin(_ commit: UInt64, size: Int, _ holder: UInt64) -> Bool {
    if commit < 1 || commit > audit.transaction {
      fault(holder, "lists pages as freed by commit \(commit) of \(audit.transaction)")
    }
    commits.insert(commit)
    guard size >= 8, size % 8 == 0 else {
      audit.isIncomplete = true
      fault(holder, "lists free pages in \(size) bytes")
      return false
    }
    return true
  }

  private func isCount(_ claimed: UInt64, size: Int, _ holder: UInt64) -> Bool {
    guard claimed <= UInt64(size / 8 - 1) else {
      audit.isIncomplete = true
      fault(holder, "lists \(claimed) free pages in \(size) bytes")
      return false
    }
    return true
  }

  private func take(
    _ start: UnsafeRawPointer, _ count: Int, _ last: inout UInt64, _ holder: UInt64
  ) {
    for index in 0..<count {
      let number: UInt64 = start.value(index * 8)
      if number >= last { fault(holder, "lists the free page \(number) behind \(last)") }
      last = number
      switch audit.take(number) {
      case .taken: countInFile += 1
      case .takenBefore: fault(holder, "lists page \(number) as free, which is in use or listed")
      case .noSuchPage: fault(holder, "lists page \(number) as free, which does not exist")
      case .beyondEnd:
        if !beyondEnd.insert(number).inserted { fault(holder, "lists page \(number) twice") }
      }
    }
  }

  private func fault(_ page: UInt64, _ what: String) { audit.fault(page, PageAudit.freeList, what) }
}
