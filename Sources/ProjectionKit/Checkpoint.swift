internal import EventLog

/// How far a view has come, as it stands in the file.
struct Checkpoint: Equatable {
  /// What a fold may be doing.
  enum State: String {
    case running
    case failed
  }

  /// Where a view's tables are.
  enum Place: Int64 {
    /// Under construction beside those that queries read.
    case beside = 0
    /// Where queries read them.
    case live = 1
    /// Under construction where queries will read them, as there are none before. Renaming tables
    /// takes a look at all others for each of them, which a new registry need not wait for.
    case first = 2
  }

  var name: String
  var place: Place
  var version: Int64
  /// Changes whenever a view's tables are put in place, so that others notice.
  var generation: Int64
  var size: UInt64 = 0
  /// The log's root at `size`, in hexadecimal.
  var root = ""
  var unknownEvents: UInt64 = 0
  var state = State.running
  var error: String?

  /// Whether queries read this view's tables.
  var isLive: Bool { place == .live }

  /// Whether the view was made by this projection in its present version.
  func isOf(_ projection: any Projection) -> Bool {
    name == projection.name && version == Int64(projection.version)
  }
}

/// The tables that describe the views: one row per view, and the names of its tables.
enum Catalogue {
  /// "RapV", so that a foreign file is recognised (https://www.sqlite.org/pragma.html#pragma_application_id).
  static let applicationID: Int64 = 0x5261_7056
  /// The layout of the file. A file of another layout is rebuilt.
  static let format: Int64 = 2

  static let definitions = """
    CREATE TABLE "_view"(
      name TEXT NOT NULL, live INTEGER NOT NULL, version INTEGER NOT NULL,
      generation INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
      unknown_events INTEGER NOT NULL, state TEXT NOT NULL, error TEXT,
      PRIMARY KEY(name, live)) WITHOUT ROWID;
    CREATE TABLE "_table"(
      name TEXT PRIMARY KEY, kind TEXT NOT NULL, view TEXT NOT NULL, live INTEGER NOT NULL
      ) WITHOUT ROWID;
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(format);
    """

  /// All views in the file, by name, those under construction last.
  static func checkpoints(_ session: Session) throws -> [Checkpoint] {
    let statement = try session.statement(
      """
      SELECT name, live, version, generation, size, root, unknown_events, state, error \
      FROM main."_view" ORDER BY live = 1 DESC, name
      """)
    defer { statement.reset() }
    var found: [Checkpoint] = []
    while try statement.step() {
      found.append(
        Checkpoint(
          name: statement.text(0),
          place: Checkpoint.Place(rawValue: statement.integer(1)) ?? .beside,
          version: statement.integer(2), generation: statement.integer(3),
          size: UInt64(clamping: statement.integer(4)), root: statement.text(5),
          unknownEvents: UInt64(clamping: statement.integer(6)),
          state: Checkpoint.State(rawValue: statement.text(7)) ?? .failed,
          error: statement.value(8).text))
    }
    return found
  }

  /// Writes a checkpoint in place of the one before.
  static func write(_ checkpoint: Checkpoint, _ session: Session) throws {
    let statement = try session.statement(
      "INSERT OR REPLACE INTO \"_view\" VALUES(\(TableNames.marks(9)))")
    try statement.bind(1, checkpoint.name)
    try statement.bind(2, checkpoint.place.rawValue)
    try statement.bind(3, checkpoint.version)
    try statement.bind(4, checkpoint.generation)
    try statement.bind(5, Int64(clamping: checkpoint.size))
    try statement.bind(6, checkpoint.root)
    try statement.bind(7, Int64(clamping: checkpoint.unknownEvents))
    try statement.bind(8, checkpoint.state.rawValue)
    try statement.bind(9, cell: SQLValue(checkpoint.error))
    try statement.run()
  }

  /// Makes the empty tables of a view under construction, and its checkpoint.
  static func create(_ checkpoint: Checkpoint, _ tables: [TableNames], _ session: Session) throws {
    for table in tables {
      try session.execute(table.definitions)
      for name in table.all { try note(name, "table", checkpoint, session) }
    }
    try write(checkpoint, session)
  }

  /// Puts the tables of a view under construction in place of those that queries read.
  static func putInPlace(_ checkpoint: Checkpoint, _ tables: [TableNames], _ session: Session)
    throws
  {
    session.releaseStatements()
    try drop(checkpoint.name, .live, session)
    try forget(checkpoint.name, checkpoint.place, session)
    var live = checkpoint
    live.place = .live
    for table in tables {
      let names = TableNames(table.schema, building: false)
      for (from, to) in zip(table.all, names.all) {
        if from != to { try session.execute("ALTER TABLE \"\(from)\" RENAME TO \"\(to)\"") }
        try note(to, "table", live, session)
      }
      try session.execute(names.todayView)
      try note(names.schema.name, "view", live, session)
    }
    try write(live, session)
  }

  /// Drops a view's tables and forgets it.
  static func drop(_ name: String, _ place: Checkpoint.Place, _ session: Session) throws {
    let statement = try session.statement(
      "SELECT kind, name FROM \"_table\" WHERE view = ?1 AND live = ?2 ORDER BY kind DESC")
    try statement.bind(1, name)
    try statement.bind(2, place.rawValue)
    var parts: [(kind: String, name: String)] = []
    while try statement.step() { parts.append((statement.text(0), statement.text(1))) }
    statement.reset()
    for part in parts {
      let kind = part.kind == "view" ? "VIEW" : "TABLE"
      try session.execute("DROP \(kind) IF EXISTS \"\(part.name)\"")
    }
    try forget(name, place, session)
  }

  private static func forget(_ name: String, _ place: Checkpoint.Place, _ session: Session) throws {
    for sql in [
      "DELETE FROM \"_table\" WHERE view = ?1 AND live = ?2",
      "DELETE FROM \"_view\" WHERE name = ?1 AND live = ?2",
    ] {
      let statement = try session.statement(sql)
      try statement.bind(1, name)
      try statement.bind(2, place.rawValue)
      try statement.run()
    }
  }

  private static func note(
    _ name: String, _ kind: String, _ checkpoint: Checkpoint, _ session: Session
  ) throws {
    let statement = try session.statement("INSERT INTO \"_table\" VALUES(?1, ?2, ?3, ?4)")
    try statement.bind(1, name)
    try statement.bind(2, kind)
    try statement.bind(3, checkpoint.name)
    try statement.bind(4, checkpoint.place.rawValue)
    try statement.run()
  }
}
