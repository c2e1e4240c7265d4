/// Where the rows of a table are read when they are not in memory.
protocol RowSource: AnyObject {
  /// The row of the key that holds now.
  func current(_ key: RowKey, shape: TableShape) throws -> StoredRow?
  /// The keys of the rows that hold now and have this value in this column.
  func keys(where column: String, is value: SQLValue) throws -> [RowKey]
}

/// Where the versions of rows are written.
protocol RowSink: AnyObject {
  /// Writes a version and returns its row number.
  func insert(_ version: RowVersion) throws -> Int64
  /// Ends a version that was written as holding.
  func end(row: Int64, until: Int64) throws
}

/// A row as it is stored.
struct StoredRow {
  var number: Int64
  var since: Int64
  var words: Int64
  var content: Row
}

/// The content of a key from one log size until another.
struct RowVersion {
  /// The end of a version that still holds.
  static let holds = Int64.max

  var key: RowKey
  var content: Row
  var since: Int64
  var until: Int64
  /// Where the row's words stand in the full-text index; 0 when the table has none.
  var words: Int64
}

/// Versions of a table's rows that will not change any more.
struct FinishedVersions {
  /// Versions that have ended and are not stored.
  var closed: [RowVersion] = []
  /// Stored versions that have ended since.
  var ended: [(row: Int64, until: Int64)] = []

  var count: Int { closed.count + ended.count }

  func write(to sink: any RowSink) throws {
    for version in closed { _ = try sink.insert(version) }
    for (row, until) in ended { try sink.end(row: row, until: until) }
  }
}

/// One table during a fold: the rows in memory, what the current event changed, and the versions
/// that are yet to be written.
final class TableState {
  private struct Entry {
    var content: Row?
    /// The row number of the stored version, or 0 when the version is not stored.
    var number: Int64
    var since: Int64
    /// See ``RowVersion/words``.
    var words: Int64
    /// The event that last changed it, so that its state before can be kept once per event.
    var event: UInt64
  }

  let shape: TableShape
  /// Whether a key that is not in memory has no row.
  private(set) var isComplete: Bool
  /// About how many bytes of memory the rows hold, and the versions that wait to be written.
  var cost: Int { rowCost + finishedCost }
  /// The versions that are yet to be written.
  private(set) var finished = FinishedVersions()
  /// The columns by which the fold asked for keys.
  private(set) var searched: Set<String> = []

  var source: (any RowSource)?
  private var entries: [RowKey: Entry] = [:]
  private var rowCost = 0
  private var finishedCost = 0
  private var event: UInt64 = 1
  private var journal: [(key: RowKey, before: Entry)] = []
  private var open: [RowKey] = []
  private var indexes: [Int: [SQLValue: Set<RowKey>]] = [:]

  init(_ schema: TableSchema, complete: Bool) {
    shape = TableShape(schema)
    isComplete = complete
  }

  // MARK: What a fold does

  func current(_ key: RowKey) throws -> Row? {
    if let entry = entries[key] { return entry.content }
    return isComplete ? nil : try load(key).content
  }

  func set(_ key: RowKey, _ newContent: Row?) throws {
    var content = newContent
    if content != nil { try validate(&content) }
    let known = entries[key]
    if known == nil, content == nil, isComplete { return }
    let before = try known ?? load(key)
    if before.event != event { journal.append((key, before)) }
    entries[key] = Entry(
      content: content, number: before.number, since: before.since, words: before.words,
      event: event)
    reindex(key, from: before.content, to: content)
  }

  private func validate(_ content: inout Row?) throws {
    guard content?.shape === shape else {
      throw ViewError(
        .unknownName,
        "a row of table \(content?.shape.table ?? "") was put into \(shape.table)",
        hint: "make rows with new() of the same table")
    }
    if var row = content.take() {
      try shape.validate(&row)
      content = row
    }
  }

  func keys(where column: String, is value: SQLValue) throws -> [String] {
    guard let index = shape.columns.firstIndex(of: column), shape.isIndexed(index) else {
      throw ViewError(
        .unknownName, "table \(shape.table) has no indexed column \(column)",
        hint: "declare it, and as indexed, in the projection's tables")
    }
    searched.insert(column)
    if isComplete { return (self.index(index)[value] ?? []).sorted().map(\.text) }
    var keys = Set(try source?.keys(where: column, is: value) ?? [])
    for (key, entry) in entries {
      if entry.content?.cells[index] == value { keys.insert(key) } else { keys.remove(key) }
    }
    return keys.sorted().map(\.text)
  }

  /// Makes what the current event changed into versions that hold from `size` on.
  func seal(_ size: Int64) {
    guard !journal.isEmpty else { return }
    var changed: Int64 = 0
    for (key, before) in journal {
      guard var entry = entries[key] else { continue }
      if entry.content == before.content {
        entries[key] = before.content == nil && isComplete ? nil : before
        continue
      }
      if let content = before.content {
        if before.number == 0 {
          finishedCost += content.cost
          finished.closed.append(
            RowVersion(
              key: key, content: content, since: before.since, until: size, words: before.words))
        } else {
          finished.ended.append((before.number, size))
        }
      }
      if before.content == nil || before.number != 0 { open.append(key) }
      entry.number = 0
      entry.since = size
      if let index = shape.words, index.differ(before.content, entry.content) {
        entry.words = WordIndex.place(atSize: size, changed)
        changed += 1
      }
      entries[key] = entry.content == nil && isComplete ? nil : entry
      if before.content == nil, let content = entry.content {
        rowCost += key.text.utf8.count + content.cost
      }
    }
    journal.removeAll(keepingCapacity: true)
    event += 1
  }

  /// Puts back what the current event changed.
  func abandonEvent() {
    for (key, before) in journal.reversed() {
      if let entry = entries[key] { reindex(key, from: entry.content, to: before.content) }
      entries[key] = before.content == nil && isComplete ? nil : before
    }
    journal.removeAll(keepingCapacity: true)
    event += 1
  }

  // MARK: Writing behind

  /// Writes all versions that are yet to be written.
  func flush(to sink: any RowSink) throws {
    var finished = takeFinished()
    // In the order of the file, so that each page is touched once.
    finished.ended.sort { $0.row < $1.row }
    if !isComplete { open.sort() }
    try finished.write(to: sink)
    for key in open {
      guard let entry = entries[key], let content = entry.content, entry.number == 0 else {
        continue
      }
      let version = RowVersion(
        key: key, content: content, since: entry.since, until: RowVersion.holds,
        words: entry.words)
      entries[key]?.number = try sink.insert(version)
    }
    open.removeAll(keepingCapacity: true)
  }

  /// Hands over the versions that will not change any more, for somebody else to write.
  func takeFinished() -> FinishedVersions {
    defer {
      finished = FinishedVersions()
      finishedCost = 0
    }
    return finished
  }

  /// Forgets the rows in memory; they are read from `source` from now on. Everything must have been
  /// written.
  func forget() {
    entries = [:]
    indexes = [:]
    rowCost = 0
    isComplete = false
  }

  // MARK: Rows in memory

  private func load(_ key: RowKey) throws -> Entry {
    guard !isComplete, let found = try source?.current(key, shape: shape) else {
      let entry = Entry(content: nil, number: 0, since: 0, words: 0, event: 0)
      if !isComplete {
        entries[key] = entry
        rowCost += 64 + key.text.utf8.count
      }
      return entry
    }
    let entry = Entry(
      content: found.content, number: found.number, since: found.since, words: found.words,
      event: 0)
    entries[key] = entry
    rowCost += key.text.utf8.count + found.content.cost
    return entry
  }

  /// The index of a column over the rows in memory, made when first asked for.
  private func index(_ column: Int) -> [SQLValue: Set<RowKey>] {
    if let index = indexes[column] { return index }
    var index: [SQLValue: Set<RowKey>] = [:]
    for (key, entry) in entries {
      if let content = entry.content { index[content.cells[column], default: []].insert(key) }
    }
    indexes[column] = index
    return index
  }

  private func reindex(_ key: RowKey, from old: Row?, to new: Row?) {
    guard !indexes.isEmpty else { return }
    for column in Array(indexes.keys) {
      let (was, now) = (old?.cells[column], new?.cells[column])
      guard was != now else { continue }
      if let was { indexes[column]?[was]?.remove(key) }
      if let now { indexes[column]?[now, default: []].insert(key) }
    }
  }
}
