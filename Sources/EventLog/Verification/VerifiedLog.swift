import LMDB

/// What all threads of a verification know of the log.
struct VerifiedLog: Sendable {
  let file: LogFile
  let options: VerificationOptions
  let kinds: Destroyed.Kinds
  /// The number of events.
  let size: UInt64
  /// How many of them are in the index.
  let indexed: UInt64
  let maximumFaults: Int
  /// How many levels of the tree lie within a chunk, above the leaves.
  let levels: Int
  /// How many events a chunk has.
  let chunkSize: UInt64

  init(_ file: LogFile, _ options: VerificationOptions, size: UInt64, indexed: UInt64) {
    self.file = file
    self.options = options
    self.size = size
    self.indexed = indexed
    kinds = Destroyed.Kinds(options)
    maximumFaults = max(1, options.maximumFaults)
    levels = options.levels
    chunkSize = 1 << UInt64(options.levels)
  }

  /// At least one, so that what stands in an empty log is seen.
  var chunkCount: UInt64 { max(1, (size + chunkSize - 1) / chunkSize) }

  func range(of chunk: UInt64) -> Range<Position> {
    chunk * chunkSize..<min(size, (chunk + 1) * chunkSize)
  }

  /// The number of events as far as the keys can be believed: the last key plus one, unless that
  /// is far from the number of entries, as it is after a bit of a key was changed.
  static func size(of file: LogFile, _ transaction: ReadTransaction) throws -> UInt64 {
    let last = try transaction.withCursor(file.events) { (cursor) throws in
      var entry = try cursor.last()
      for _ in 0..<64 {
        guard let (key, _) = entry else { return Position?.none }
        if key.count == 8 { return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self)) }
        entry = try cursor.previous()
      }
      return nil
    }
    let counts = try [file.events, file.tree].map { UInt64(try transaction.count($0)) }
    let most = min(counts.max() ?? 0, 1 << 48)
    guard let last else { return 0 }
    return last < most * 2 + 1024 ? last + 1 : most
  }
}
