import Desk
import ProjectionKit
import Registry

/// A file of views that somebody was given.
struct ViewsAt {
  private let store: ViewStore

  init(_ path: String) throws {
    store = try ViewStore(path: path, projections: Catalogue.projections)
  }

  /// The ids of the requests in it, sorted.
  func requests() throws -> [String] {
    try store.read { reader in
      try reader.rows("SELECT id FROM requests WHERE standing = 1").compactMap { $0[0].text }
        .sorted()
    }
  }
}
