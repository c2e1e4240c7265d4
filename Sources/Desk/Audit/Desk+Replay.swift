import EventLog
import Foundation
import ProjectionKit
import Registry

extension Desk {
  /// Writes the views as they stood at a log size into a SQLite file of its own, folded from nothing.
  ///
  /// What was erased or redacted since is erased there, too.
  public func replay(
    to size: UInt64, into file: String,
    progress: (_ size: UInt64, _ of: UInt64) -> Void = { _, _ in }
  ) throws {
    try RegistryFolder.refuseInside(file, option: "FILE")
    guard !FileManager.default.fileExists(atPath: file) else {
      throw DeskError(
        .refused, "\(file) is there already", at: ["option": "FILE"], hint: "name a new file")
    }
    let draft = "\(file).\(getpid()).part"
    defer { try? ViewStore.remove(draft) }
    do {
      let store = try ViewStore(
        path: draft, projections: Catalogue.projections,
        knownTypes: Set(EventCatalogue.all.map(\.name)))
      try store.catchUp(from: log, upTo: size, progress: progress)
      try store.makeSingleFile()
    }
    guard rename(draft, file) == 0 else {
      throw DeskError(
        .io, "\(file) cannot be written: \(String(cString: strerror(errno)))",
        at: ["option": "FILE"])
    }
  }
}
