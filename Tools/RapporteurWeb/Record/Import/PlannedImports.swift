import Desk
import Foundation
import HTTPTypes
import Synchronization
import WebCore

/// An import that somebody has looked at and not yet done: what was uploaded, and the plan of it.
struct PlannedImport: Sendable {
  /// Its name in addresses.
  let id: String
  /// Whose it is.
  let account: String
  /// The files as they were uploaded.
  let files: [(name: String, bytes: [UInt8])]
  /// The plan that was shown.
  var plan: ImportPlan
  /// When it was made or looked at.
  var touched: ContinuousClock.Instant

  /// The dataset.
  var source: DatasetSource { DatasetSource(files) }
}

/// The imports that wait for a decision. Kept in memory, a few at a time, and not for long: what is
/// forgotten is uploaded again.
final class PlannedImports: Sendable {
  private static let mostKept = 4
  private static let patience = Duration.seconds(30 * 60)

  private let kept = Mutex<[PlannedImport]>([])
  private let list = Mutex(ImportList())

  /// Keeps an import; the account's earlier ones are forgotten.
  func keep(
    _ files: [(name: String, bytes: [UInt8])], _ plan: ImportPlan, of account: String
  ) -> PlannedImport {
    let planned = PlannedImport(
      id: UUID().uuidString.lowercased(), account: account, files: files, plan: plan,
      touched: .now)
    kept.withLock { kept in
      kept.removeAll { $0.account == account || $0.touched.duration(to: .now) > Self.patience }
      if kept.count >= Self.mostKept { kept.removeFirst(kept.count - Self.mostKept + 1) }
      kept.append(planned)
    }
    return planned
  }

  /// The import of this name, when it is the account's own.
  func find(_ id: String, of account: String) throws(Problem) -> PlannedImport {
    let found = kept.withLock { kept in
      kept.removeAll { $0.touched.duration(to: .now) > Self.patience }
      guard let place = kept.firstIndex(where: { $0.id == id && $0.account == account }) else {
        return nil as PlannedImport?
      }
      kept[place].touched = .now
      return kept[place]
    }
    guard let found else {
      throw Problem(
        .notFound, "not_found", "this plan is no longer kept",
        hint: "upload the files again; nothing was imported")
    }
    return found
  }

  /// Puts a new plan in the place of one that the log has left behind.
  func replace(_ planned: PlannedImport, by plan: ImportPlan) {
    kept.withLock { kept in
      if let place = kept.firstIndex(where: { $0.id == planned.id }) { kept[place].plan = plan }
    }
  }

  /// Forgets an import that is done or not wanted.
  func forget(_ planned: PlannedImport) {
    kept.withLock { $0.removeAll { $0.id == planned.id } }
  }

  /// The imports that were recorded, oldest first.
  func recorded(in desk: Desk) throws -> [RecordedImport] {
    try list.withLock { list in
      try list.readOn(in: desk)
      return list.imports
    }
  }
}
