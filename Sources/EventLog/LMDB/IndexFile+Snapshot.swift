import LMDB

extension IndexFile {
  /// The index at one moment.
  struct Snapshot {
    let file: IndexFile
    let transaction: ReadTransaction

    /// How many records are indexed.
    func size() throws -> UInt64 {
      guard let state = try transaction.get(file.meta, IndexFile.sizeKey), state.count == 40 else {
        return 0
      }
      return Self.number(state[..<8])
    }

    /// The stream's number, and how many events it has.
    func stream(_ name: String) throws -> (number: UInt32, size: UInt32)? {
      guard let value = try transaction.get(file.streams, Array(name.utf8)), value.count == 8
      else { return nil }
      return (UInt32(Self.number(value[..<4])), UInt32(Self.number(value[4...])))
    }

    /// The stream's last event below `size`.
    func last(
      of name: String, below size: UInt64
    ) throws -> (revision: UInt32, position: Position)? {
      guard let (number, count) = try stream(name) else { return nil }
      for revision in (0..<count).reversed() {
        let position = try position(number, revision)
        if position < size { return (revision, position) }
      }
      return nil
    }

    /// The positions of the stream's events from `revision` on, below `size`.
    func positions(
      of name: String, from revision: UInt32, below size: UInt64
    ) throws -> [Position] {
      guard let (number, count) = try stream(name), revision < count else { return [] }
      var positions: [Position] = []
      positions.reserveCapacity(Int(min(UInt64(count - revision), size)))
      for revision in revision..<count {
        let position = try position(number, revision)
        guard position < size else { break }
        positions.append(position)
      }
      return positions
    }

    /// Where a command's events are.
    func command(_ id: UniqueID) throws -> (first: Position, count: Int)? {
      guard let value = try transaction.get(file.ids, id.keyBytes), value.count == 16 else {
        return nil
      }
      return (Self.number(value[..<8]), Int(Self.number(value[8..<12])))
    }

    private func position(_ number: UInt32, _ revision: UInt32) throws -> Position {
      let key = UInt64(number) << 32 | UInt64(revision)
      guard let value = try transaction.get(file.streamEvents, key), value.count == 8 else {
        throw EventLogError(
          .damaged,
          "the index lacks an event of a stream; close the log, delete its folder index, and open"
            + " it again: the index is derived and will be rebuilt")
      }
      return UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
    }

    /// A big-endian number of at most eight bytes.
    static func number(_ bytes: some Sequence<UInt8>) -> UInt64 {
      bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
