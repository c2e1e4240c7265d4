/// Hashes under a key that is another one in each process. Sums of them compare sets of entries
/// without keeping the entries and whatever their order.
enum KeyedHash {
  /// The hash of some bytes; never 0.
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: bytes)
    return finish(hasher)
  }

  /// The hash of some numbers; never 0.
  static func of(_ a: UInt64, _ b: UInt64, _ c: UInt64 = 0, _ d: UInt64 = 0) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(a)
    hasher.combine(b)
    hasher.combine(c)
    hasher.combine(d)
    return finish(hasher)
  }

  /// An entry of `stream_events`: the hash of the stream's name stands for its number.
  static func streamEvent(_ stream: UInt64, _ revision: UInt32, _ position: Position) -> UInt64 {
    of(stream, UInt64(revision), position)
  }

  /// An entry of `ids`.
  static func command(_ command: CommandRun) -> UInt64 {
    of(
      command.id.bytes.high, command.id.bytes.low, command.first,
      UInt64(truncatingIfNeeded: command.count) << 32 | UInt64(command.check))
  }

  private static func finish(_ hasher: consuming Hasher) -> UInt64 {
    let hash = UInt64(bitPattern: Int64(hasher.finalize()))
    return hash == 0 ? 1 : hash
  }
}

/// The adjacent events of one command.
struct CommandRun {
  var id: UniqueID
  var first: Position
  var count: UInt64
  /// The check of its fingerprint.
  var check: UInt32
}
