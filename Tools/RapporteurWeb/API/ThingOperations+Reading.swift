import Desk
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

// What reads the things of a kind.

extension ThingOperations {
  /// Some of the rows of a list.
  func list(_ call: Call) async throws -> Reply {
    let (kind, filters, request) = (kind, call.filters, try call.page())
    return try await call.read(asOf: request.moment, today: request.today) { desk, reading in
      let page = try desk.page(
        kind, try desk.filter(filters, of: kind, reading), offset: request.offset,
        limit: request.limit, reading)
      return .list(page, request, reading)
    }
  }

  /// One thing with all that hangs on it.
  func page(_ call: Call) async throws -> Reply {
    let (kind, id) = (kind, try call.path("id"))
    return try await call.read { desk, reading in
      .json(try desk.page(kind, id, reading), at: reading.reader.size)
    }
  }

  /// The events of one thing.
  func history(_ call: Call) async throws -> Reply {
    let (kind, id) = (kind, try call.path("id"))
    return try await call.read { desk, reading in
      guard let ref = try reading.find(kind, id) else {
        throw try desk.notFound(kind, id, reading)
      }
      let size = reading.reader.size
      return .json(.array(try desk.history(of: ref, upTo: size, reading)), at: size)
    }
  }
}
