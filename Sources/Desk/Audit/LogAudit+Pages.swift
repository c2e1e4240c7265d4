import EventLog
import Foundation
import LMDB
import Transparency

extension LogAudit {
  /// Looks at the pages of the log's files before anybody reads them where they lie: what a damaged
  /// page leads to can end the process. Returns the report of a verification that stops there, or nil
  /// when the files can be opened.
  public static func damage(
    of folder: RegistryFolder, keeping: Bool = true,
    progress: @escaping (UInt64, UInt64) -> Void = { _, _ in }
  ) throws -> AuditReport? {
    if keeping { try folder.refuseHalfRestored() }
    var faults = try pageFaults(folder.log + "/data.mdb", .pages, progress)
    let index = folder.log + "/index/data.mdb"
    if FileManager.default.fileExists(atPath: index) {
      faults += try pageFaults(index, .index, progress).map { fault in
        var fault = fault
        fault.message +=
          "; the index is derived: delete the folder \(folder.log)/index while nobody uses the registry"
        return fault
      }
    }
    guard !faults.isEmpty else { return nil }
    let bytes = FileManager.default.contents(atPath: folder.checkpoint)
    let report = AuditReport(
      size: 0, root: MerkleTree.emptyRoot,
      checkpoint: bytes.flatMap { try? SignedCheckpoint(parsing: $0) }, signature: "not checked",
      eventsChecked: 0, blobs: Verification.BlobCount(), faults: faults,
      remarks: ["the pages are damaged, so the records were not read"])
    if keeping { try keep(report, in: folder) }
    return report
  }

  private static func pageFaults(
    _ path: String, _ part: LogFault.Part, _ progress: @escaping (UInt64, UInt64) -> Void
  ) throws -> [LogFault] {
    var last: UInt64?
    // Somebody may write meanwhile, and pages be used again: only what is found twice in the same
    // state of the file counts.
    for _ in 0..<8 {
      let report: PageReport
      do { report = try Environment.checkPages(ofFile: path, progress: progress) } catch {
        guard [.invalidFile, .truncated, .versionMismatch, .corrupted].contains(error.code) else {
          throw error
        }
        return [LogFault(position: nil, part: part, message: error.message)]
      }
      if report.isSound { return [] }
      if last == report.transaction {
        return report.faults.map {
          LogFault(position: nil, part: part, message: "\(path): \($0)")
        }
      }
      last = report.transaction
    }
    // Whoever writes all the time has a file that can be opened.
    return []
  }
}
