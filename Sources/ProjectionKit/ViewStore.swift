internal import GRDB
import Synchronization

/// How large the pieces are in which views are brought up to date.
public struct ViewPace: Sendable {
  /// Events per transaction when views follow the log.
  public var following: Int
  /// Events per step when a view is built from nothing.
  public var building: Int
  /// About how many bytes of rows a build keeps in memory.
  public var memory: Int

  /// The default: pieces of a few thousand events, 160 MB.
  public init(following: Int = 4096, building: Int = 16384, memory: Int = 160 << 20) {
    self.following = following
    self.building = building
    self.memory = memory
  }
}

/// The views of a registry in one SQLite file.
///
/// The file is disposable: it is made when missing, and made anew when it is damaged or of another
/// format. Several stores, also of several processes, may use one file.
public final class ViewStore: Sendable {
  /// The file.
  public let path: String
  /// The projections whose views the file holds.
  public let projections: [any Projection]

  let knownTypes: Set<String>?
  let pace: ViewPace
  let images = ColumnImages()
  private let held: Mutex<Held>

  /// The connections, and the file they belong to.
  private struct Held {
    var identity: FileIdentity?
    var writer: Connection?
    var idleReaders: [Connection] = []
  }

  private static let idleReadersKept = 8

  /// Opens the file, or makes it. Its views are brought up to date by `catchUp`.
  ///
  /// - Parameters:
  ///   - projections: the catalogue. Views of the file that are not in it are dropped when one is
  ///     built.
  ///   - knownTypes: all event types that exist; events of other types are counted as unknown. When
  ///     nil, every type counts as known.
  public init(
    path: String, projections: [any Projection], knownTypes: Set<String>? = nil,
    pace: ViewPace = ViewPace()
  ) throws {
    try Self.validate(projections)
    self.path = path
    self.projections = projections
    self.knownTypes = knownTypes
    self.pace = pace
    held = Mutex(Held())
    _ = try ViewError.translating(path) { try writer() }
  }

  deinit {
    // The writer goes last: the last connection to a file moves everything into it, and a reading
    // one cannot.
    held.withLock { held in
      held.idleReaders = []
      held.writer = nil
    }
  }

  private static func validate(_ projections: [any Projection]) throws {
    var views: Set<String> = []
    var tables: Set<String> = []
    for projection in projections {
      guard views.insert(projection.name).inserted else {
        throw ViewError(
          .schema, "two projections are named \(projection.name)", hint: "rename one of them")
      }
      for table in projection.tables {
        try table.validate()
        for name in [table.name] + TableNames(table, building: false).all {
          guard tables.insert(name).inserted else {
            throw ViewError(
              .schema, "the name \(name) of projection \(projection.name) is taken",
              hint: "rename the table or the list")
          }
        }
      }
    }
  }

  // MARK: Connections

  /// The connection that writes; opened anew when somebody replaced the file.
  func writer() throws -> Connection {
    try held.withLock { held in
      let identity = FileIdentity(path)
      if let writer = held.writer, identity != nil, identity == held.identity { return writer }
      held = Held()
      let writer = try open()
      held.writer = writer
      held.identity = FileIdentity(path)
      return writer
    }
  }

  /// Lends a reading connection to `body`.
  func withReader<T>(_ body: (Connection) throws -> T) throws -> T {
    _ = try writer()
    let (lent, identity) = held.withLock { ($0.idleReaders.popLast(), $0.identity) }
    let connection = try lent ?? Connection(path: path, for: .reading)
    defer {
      held.withLock { held in
        if held.identity == identity, held.idleReaders.count < Self.idleReadersKept {
          held.idleReaders.append(connection)
        }
      }
    }
    return try body(connection)
  }

  /// Replaces the file by an empty one, unless somebody did since this store opened it.
  func replaceFile() throws {
    try held.withLock { held in
      let lock = try FileLock(lockPath)
      defer { withExtendedLifetime(lock) {} }
      if FileIdentity(path) == held.identity { try ViewFile.remove(path) }
      held = Held()
    }
  }

  var lockPath: String { path + ".lock" }

  /// Moves everything into the file itself, so that it can be given away without the files beside it.
  public func makeSingleFile() throws {
    try ViewError.translating(path) {
      held.withLock { $0.idleReaders = [] }
      try writer().use { try $0.execute("PRAGMA journal_mode = DELETE") }
    }
  }

  /// Removes the file at a path, what SQLite keeps beside it, and its lock.
  public static func remove(_ path: String) throws {
    try ViewFile.remove(path)
    try ViewFile.remove(path + ".lock")
  }

  /// Opens the file, and makes it anew when it cannot be one of ours.
  private func open() throws -> Connection {
    if let connection = try openIfOurs() { return connection }
    let lock = try FileLock(lockPath)
    defer { withExtendedLifetime(lock) {} }
    if let connection = try openIfOurs() { return connection }
    try ViewFile.remove(path)
    if let connection = try openIfOurs() { return connection }
    throw ViewError(
      .io, "the views file \(path) cannot be made", hint: "check the disk and the permissions")
  }

  private func openIfOurs() throws -> Connection? {
    do {
      try ViewFile.create(path)
      let connection = try Connection(path: path, for: .writing)
      return try connection.use { try Self.prepare($0) } ? connection : nil
    } catch let error as DatabaseError where error.meansDamage {
      return nil
    }
  }

  /// Whether the file has our format, after giving it to an empty file.
  private static func prepare(_ session: Session) throws -> Bool {
    func isOurs() throws -> Bool {
      try session.integer("PRAGMA application_id") == Catalogue.applicationID
        && session.integer("PRAGMA user_version") == Catalogue.format
    }
    if try isOurs() {
      _ = try Catalogue.checkpoints(session)
      return true
    }
    guard try session.integer("SELECT count(*) FROM sqlite_master") == 0 else { return false }
    try session.execute("PRAGMA journal_mode = WAL")
    try session.write {
      if try !isOurs() { try session.execute(Catalogue.definitions) }
    }
    return true
  }
}

extension DatabaseError {
  /// Whether the file's content is at fault, so that only a new file helps.
  var meansDamage: Bool {
    resultCode == .SQLITE_CORRUPT || resultCode == .SQLITE_NOTADB
  }
}
