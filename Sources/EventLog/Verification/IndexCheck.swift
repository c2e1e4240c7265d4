import LMDB
import Synchronization
import Transparency

/// Checks the index against the records: fast by sums, and slowly only when these differ.
final class IndexCheck: Sendable {
  /// The sums of what is in the index, when they could be made.
  private let sums = Mutex<Result<IndexSums?, any Error>>(.success(nil))

  /// Sums up the index; on any thread.
  func sumUp(_ index: IndexFile.Snapshot) {
    let result = Result { try IndexSums(of: index) }
    sums.withLock { $0 = result }
  }

  /// What is wrong with the index.
  func faults(
    _ subject: VerifiedLog, _ evidence: ReadTransaction, _ index: IndexFile.Snapshot,
    expected: IndexSums, unindexed: [(id: UniqueID, first: Position)]
  ) throws -> FaultList {
    var faults = FaultList(maximum: subject.maximumFaults)
    try Self.checkMeta(subject, evidence, index, &faults)
    if try sums.withLock({ try $0.get() }) != expected {
      var comparison = IndexComparison(subject, evidence, index)
      try comparison.run()
      faults.add(comparison.faults)
    }
    var seen: Set<UniqueID> = []
    for (id, position) in unindexed {
      var first = try index.command(id)?.first
      if !seen.insert(id).inserted { first = unindexed.first { $0.id == id }?.first }
      if let first, first < position, !faults.isFull {
        faults.add(
          .order, at: position, "its command was used before, at position \(first)")
      }
    }
    return faults
  }

  private static func checkMeta(
    _ subject: VerifiedLog, _ evidence: ReadTransaction, _ index: IndexFile.Snapshot,
    _ faults: inout FaultList
  ) throws {
    var found = 0
    try index.transaction.forEach(index.file.meta) { key, value in
      if key.elementsEqual(IndexFile.formatKey) {
        if !value.elementsEqual(IndexFile.format) {
          faults.add(.index, "the index has another format")
        }
      } else if key.elementsEqual(IndexFile.sizeKey) {
        found += 1
        guard value.count == 40, subject.indexed > 0,
          let stored = try evidence.get(subject.file.tree, subject.indexed - 1),
          stored.starts(with: value[8...])
        else {
          faults.add(.index, "the index is that of another log, or of another state of this one")
          return true
        }
      } else if key.elementsEqual(IndexFile.evidenceKey) {
        found += 1
      } else {
        faults.add(
          .index,
          "the index's meta holds \"\(String(decoding: key, as: UTF8.self))\", which means nothing")
      }
      return true
    }
    if found == 1 { faults.add(.index, "the index does not say all that it should of itself") }
  }
}
