import CLMDB
import Glibc

/// Checks that every page of one state of a file is what the library takes for granted when it
/// follows the mapped pages: a file that passes can be read without ending the process.
///
/// Each page is in use once or free, the trees are trees in order, and the counts are true. Only
/// keys and values themselves, and the lengths of values as far as the same space holds them, are
/// not looked into; bytes that nothing refers to are ignored.
final class PageAudit {
  static let freeList = "(free list)"
  static let directory = "(directory)"

  /// What became of the wish to count a page as used.
  enum Taking {
    case taken, takenBefore, noSuchPage, beyondEnd
  }

  let file: PageFile
  let nodes: NodeCheck
  private(set) var report: PageReport
  /// Whether a part could not be walked, so that pages may seem lost which are not.
  var isIncomplete = false
  let meta: Meta
  private let slot: UInt64
  private let present: UInt64
  private var used: [UInt64]
  private var taken: UInt64 = 0
  private let progress: (_ done: UInt64, _ of: UInt64) -> Void
  private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  private(set) lazy var free = FreeListCheck(self)

  /// A check of the state that starts at `meta`, which is page `slot`. Nobody may change the pages
  /// of that state meanwhile.
  init(
    _ file: PageFile, _ meta: Meta, slot: UInt64,
    progress: @escaping (_ done: UInt64, _ of: UInt64) -> Void
  ) {
    self.file = file
    self.meta = meta
    self.slot = slot
    self.progress = progress
    file.pageSize = meta.pageSize
    nodes = NodeCheck(pageSize: meta.pageSize)
    present = min(meta.lastPage + 1, file.pages)
    used = [UInt64](repeating: 0, count: Int(present / 64) + 1)
    report = PageReport(path: file.path)
    report.transaction = meta.transaction
    report.pageSize = meta.pageSize
    report.pages = meta.lastPage + 1
  }

  deinit { scratch.deallocate() }

  /// The commit whose state is checked.
  var transaction: UInt64 { meta.transaction }

  func fault(_ page: UInt64, _ database: String?, _ what: String) {
    report.add(PageFault(page: page, database: database, what: what))
  }

  func remark(_ page: UInt64, _ what: String) {
    report.remarks.append(PageFault(page: page, database: nil, what: what))
  }

  /// Walks all trees, then sees whether pages are left over.
  func run() {
    let directory = TreeCheck(self, meta.directory, kind: .directory, name: Self.directory)
    directory.run(holder: slot)
    for database in directory.databases {
      TreeCheck(self, database.record, kind: .data, name: database.name).run(holder: database.page)
    }
    report.databases = directory.databases.map(\.name)
    TreeCheck(self, meta.freeList, kind: .freeList, name: Self.freeList).run(holder: slot)
    report.freePages = free.countInFile + free.countBeyondEnd
    report.usedPages = PageLayout.metaPages + taken - free.countInFile
    if !isIncomplete { reportLostPages() }
    progress(report.pages, report.pages)
  }

  private func reportLostPages() {
    var number = PageLayout.metaPages
    while number < present {
      if isTaken(number) {
        number += 1
        continue
      }
      let first = number
      while number < present, !isTaken(number) { number += 1 }
      let last = number - 1
      fault(first, nil, (first == last ? "is" : "to \(last) are") + " neither in use nor free")
    }
    let beyond = report.pages - present
    if free.countBeyondEnd != beyond {
      fault(
        meta.lastPage, nil,
        "is the last one; of \(beyond) pages beyond the end of the file "
          + "\(free.countBeyondEnd) are free")
    }
  }

  // MARK: - Pages

  private func isTaken(_ number: UInt64) -> Bool {
    used[Int(number / 64)] & (1 << (number % 64)) != 0
  }

  /// Counts a page as used, once.
  func take(_ number: UInt64) -> Taking {
    guard number >= PageLayout.metaPages, number <= meta.lastPage else { return .noSuchPage }
    guard number < present else { return .beyondEnd }
    let bit: UInt64 = 1 << (number % 64)
    let word = Int(number / 64)
    guard used[word] & bit == 0 else { return .takenBefore }
    used[word] |= bit
    taken += 1
    if taken % 8192 == 0 { progress(taken, report.pages) }
    return .taken
  }

  /// Counts a page as used, once, or says why it cannot be.
  func refusal(_ number: UInt64) -> String? {
    switch take(number) {
    case .taken: return nil
    case .takenBefore: return "which has another use"
    case .noSuchPage: return "which does not exist"
    case .beyondEnd:
      report.isTruncated = true
      return "beyond the end of the file"
    }
  }

  /// The header of the first page of a large value.
  func header(
    _ number: UInt64
  ) throws(PageFile.Failure) -> (number: UInt64, flags: UInt16, pages: UInt32) {
    try file.read(.init(rebasing: scratch[..<PageLayout.headerSize]), at: offset(number))
    guard let start = scratch.baseAddress else { throw .ended }
    let view = PageView(start: UnsafeRawPointer(start))
    return (view.number, view.flags, view.overflowPages)
  }

  /// Reads pages only to see that they can be read.
  func readThrough(_ first: UInt64, pages: Int) throws(PageFile.Failure) {
    let end = offset(first) + pages * file.pageSize
    var place = offset(first)
    while place < end {
      let count = min(scratch.count, end - place)
      try file.read(.init(rebasing: scratch[..<count]), at: place)
      place += count
    }
  }

  private func offset(_ number: UInt64) -> Int { Int(number) * file.pageSize }

  func unreadable(_ failure: PageFile.Failure) -> String {
    switch failure {
    case .ended: return "lies beyond the end of the file"
    case .failed(let number):
      let reason = mdb_strerror(number).map { String(cString: $0) } ?? "error \(number)"
      return "cannot be read: \(reason)"
    }
  }
}
