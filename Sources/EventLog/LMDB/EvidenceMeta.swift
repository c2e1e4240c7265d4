import LMDB
import Transparency

/// What the log says of itself: the entries of `meta`, of which the index keeps one hash, since
/// nothing else in the log depends on them.
enum EvidenceMeta {
  /// The SHA-256 over all entries in the order of their keys, save the clock's notes at positions
  /// from `size` on: for each u32be(bytes of the key) ‖ key ‖ u32be(bytes of the value) ‖ value.
  static func digest(
    _ file: LogFile, _ transaction: ReadTransaction, below size: UInt64
  ) throws -> Digest {
    var bytes: [UInt8] = []
    func add(_ part: UnsafeRawBufferPointer) {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: part.count).bigEndian) {
        bytes.append(contentsOf: $0)
      }
      bytes.append(contentsOf: part)
    }
    try transaction.withCursor(file.meta) { (cursor) throws in
      var entry = try cursor.first()
      while let (key, value) = entry {
        if ClockNote.position(key).map({ $0 < size }) ?? true {
          add(key)
          add(value)
        }
        entry = try cursor.next()
      }
    }
    return bytes.withUnsafeBytes { Digest(hashing: $0) }
  }
}
