import JSON

/// Reads records back. What stands beside is fetched through a closure of the store.
enum RecordDecoder {
  /// The event at `position`. `blob` returns the bytes stored beside it in a field, or nil.
  ///
  /// Throws `.damaged` when the bytes are no record of that position.
  static func event(
    _ record: UnsafeRawBufferPointer, at position: Position, contents: Contents,
    blob: (String) throws -> [UInt8]?
  ) throws -> RecordedEvent {
    let document: JSONDocument
    do { document = try JSONDocument(parsing: record) } catch {
      throw EventLogError(
        .damaged, "the record at position \(position) cannot be read: \(error.message)",
        cause: error)
    }
    return try document.read { (root) throws in
      var parts = Parts()
      for (name, value) in root.members { try parts.take(name, value, at: position) }
      let entries = parts.beside
      var event = try parts.event(at: position)
      if !entries.isEmpty {
        event.beside = try contents.open(entries, of: event, blob: blob)
      }
      return event
    }
  }

  private struct Parts {
    var position: Int64?
    var version: Int64?
    var id: UniqueID?
    var type: String?
    var stream: String?
    var revision: Int64?
    var recorded: Instant?
    var by: String?
    var via: String?
    var command: UniqueID?
    var batch: String?
    var cause: UniqueID?
    var occurred: String?
    var sources: [String] = []
    var data: [String: JSONValue] = [:]
    var beside: [BesideEntry] = []

    /// Members of other names are left to later versions of the format.
    mutating func take(
      _ name: JSONElement, _ value: JSONElement, at place: Position
    ) throws {
      switch name.utf8?.count {
      case 1 where name.isText("v"): version = value.integer
      case 2 where name.isText("id"): id = value.utf8.flatMap { UniqueID(prefix: $0) }
      case 2 where name.isText("by"): by = value.string
      case 3 where name.isText("via"): via = value.string
      case 4 where name.isText("type"): type = value.string
      case 4 where name.isText("data"): data = try value.object()
      case 5 where name.isText("batch"): batch = value.string
      case 5 where name.isText("cause"): cause = value.utf8.flatMap { UniqueID(prefix: $0) }
      case 6 where name.isText("stream"): stream = value.string
      case 6 where name.isText("beside"):
        beside = try value.elements.map { try Self.entry($0, at: place) }
      case 7 where name.isText("command"): command = value.utf8.flatMap { UniqueID(prefix: $0) }
      case 7 where name.isText("sources"): sources = value.elements.compactMap(\.string)
      case 8 where name.isText("position"): position = value.integer
      case 8 where name.isText("revision"): revision = value.integer
      case 8 where name.isText("recorded"): recorded = value.utf8.flatMap { Instant($0) }
      case 8 where name.isText("occurred"): occurred = value.string
      default: break
      }
    }

    private static func entry(_ element: JSONElement, at place: Position) throws -> BesideEntry {
      guard let field = element["field"]?.string, let hash = element["hash"]?.string else {
        throw EventLogError(
          .damaged, "the record at position \(place) does not say what stands beside it")
      }
      return BesideEntry(
        field: field, hash: hash, subject: element["subject"]?.string,
        key: element["key"]?.string)
    }

    func event(at place: Position) throws(EventLogError) -> RecordedEvent {
      guard let position, position == place, let version, let id, let type, let stream,
        let revision = revision.flatMap(UInt32.init(exactly:)), let recorded, let by, let via,
        let command
      else {
        throw EventLogError(
          .damaged,
          "the record at position \(place) lacks a part of its envelope, or is that of another"
            + " position; run the audit, and restore the log from a backup")
      }
      return RecordedEvent(
        position: place, id: id, type: type, version: Int(version), stream: StreamName(stream),
        revision: revision, recorded: recorded, by: by, via: via, command: command, batch: batch,
        cause: cause, occurred: occurred, sources: sources, data: data, beside: [:])
    }
  }
}
