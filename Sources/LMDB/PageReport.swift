/// Something that is wrong with a page of a file.
public struct PageFault: Hashable, Sendable, CustomStringConvertible {
  /// The number of the page; the first page of a file is 0.
  public let page: UInt64
  /// The named database it belongs to; for what belongs to the file itself `(free list)` or
  /// `(directory)`, and nil where there is no telling.
  public let database: String?
  /// What is wrong.
  public let what: String

  /// The fault in one line.
  public var description: String {
    "page \(page)" + (database.map { " of \($0)" } ?? "") + " " + what
  }
}

/// What a check of all pages of one state of a file came to.
public struct PageReport: Sendable {
  /// How many faults are listed at most.
  public static let listed = 100

  /// The file.
  public let path: String
  /// The number of the commit that was looked at.
  public internal(set) var transaction: UInt64 = 0
  /// The size of a page in bytes.
  public internal(set) var pageSize = 0
  /// How many pages the state counts, the two meta pages included.
  public internal(set) var pages: UInt64 = 0
  /// How many of them are in use.
  public internal(set) var usedPages: UInt64 = 0
  /// How many are free for later use.
  public internal(set) var freePages: UInt64 = 0
  /// The named databases.
  public internal(set) var databases: [String] = []
  /// The first faults that were found; reading the file may go wrong or end the process.
  public internal(set) var faults: [PageFault] = []
  /// How many faults there are.
  public internal(set) var faultCount = 0
  /// What is odd about the state before the last commit, which nobody reads any more.
  public internal(set) var remarks: [PageFault] = []
  /// Whether a page in use lies beyond the end of the file.
  public internal(set) var isTruncated = false

  init(path: String) { self.path = path }

  /// Whether there is no fault.
  public var isSound: Bool { faultCount == 0 }

  /// Throws `.truncated` or `.corrupted`, with the first fault, when there is one.
  public func requireSound() throws(LMDBError) {
    guard let first = faults.first else { return }
    let others = faultCount > 1 ? " (and \(faultCount - 1) more)" : ""
    throw LMDBError(
      isTruncated ? .truncated : .corrupted, "\(path) is damaged: \(first)\(others)",
      hint: "Restore it from a backup; do not write to it.")
  }

  mutating func add(_ fault: PageFault) {
    faultCount += 1
    if faults.count < Self.listed { faults.append(fault) }
  }
}
