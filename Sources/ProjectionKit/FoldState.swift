internal import EventLog

/// The tables that one projection's fold works on.
final class FoldState {
  let tables: [TableState]
  var unknownEvents: UInt64 = 0
  /// Set when reading a row failed: then the store is at fault, not the fold.
  private(set) var storageError: (any Error)?

  init(_ tables: [TableState]) { self.tables = tables }

  func table(_ name: String) throws -> TableState {
    for table in tables where table.shape.table == name { return table }
    throw ViewError(
      .unknownName, "table \(name) is not declared by this projection",
      hint: "add it to the projection's tables")
  }

  /// Runs `body` and remembers an error that comes from the store.
  func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch {
      if !(error is ViewError) { storageError = error }
      throw error
    }
  }

  /// Ends an event: its changes become versions of their rows.
  func seal(_ position: Position) throws {
    for table in tables {
      if let name = table.shape.takeMisnamed() {
        throw ViewError(
          .unknownName, "table \(table.shape.table) has no column or list \(name)",
          hint: "declare it in the projection's tables")
      }
    }
    for table in tables { table.seal(Int64(position) + 1) }
  }

  /// Forgets what the current event changed.
  func abandonEvent() {
    for table in tables {
      table.abandonEvent()
      _ = table.shape.takeMisnamed()
    }
  }
}
