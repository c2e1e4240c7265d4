import Foundation
import GRDB
import ProjectionKit

/// A fresh folder, removed at the end.
final class Folder {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "views-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }
  var file: String { url.appending(path: "views.sqlite").path }

  func store(
    _ projections: [any Projection] = [Things(), Owners()], pace: ViewPace = ViewPace()
  ) throws -> ViewStore {
    try ViewStore(
      path: file, projections: projections, knownTypes: ToyEvent.knownTypes, pace: pace)
  }

  /// Does to the file what another tool could, and returns the first number that comes back.
  @discardableResult
  func write(_ sql: String) throws -> Int64? {
    try DatabaseQueue(path: file).writeWithoutTransaction { database in
      if sql.hasPrefix("SELECT") { return try Int64.fetchOne(database, sql: sql) }
      try database.execute(sql: sql)
      return nil
    }
  }

  /// Removes all files, as if the views had never been.
  func clear() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
      try FileManager.default.removeItem(at: url.appending(path: name))
    }
  }
}

// Reading without closures in the tests: inside a closure, the compiler can mistake a closure within
// `#expect` for another of the same kind.
extension ViewStore {
  func query(_ sql: String) throws -> [ViewRow] { try read { try $0.rows(sql) } }

  func model(asOf size: Int? = nil) throws -> ToyModel {
    try read(asOf: size.map { UInt64($0) }) { try ToyModel($0) }
  }

  func size() throws -> UInt64 { try read { $0.size } }
}
