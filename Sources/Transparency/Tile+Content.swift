extension Tile {
  /// The content of a tile of hashes: all of them, 32 bytes each (C2SP tlog-tiles, Merkle Tree).
  public static func bytes(of hashes: some Sequence<Digest>) -> [UInt8] {
    hashes.reduce(into: []) { bytes, digest in
      digest.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
  }

  /// The hashes that are the content of this tile. Throws `malformedTile` unless there are exactly
  /// as many as it is wide (C2SP tlog-tiles, Merkle Tree).
  public func hashes(of bytes: [UInt8]) throws(TransparencyError) -> [Digest] {
    guard bytes.count == width * Digest.byteCount else {
      throw TransparencyError(
        .malformedTile,
        "\(path) has \(bytes.count) bytes instead of \(width * Digest.byteCount)")
    }
    return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: bytes[$0..<$0 + Digest.byteCount])
    }
  }

  /// The most bytes that an entry in a bundle may have.
  public static let maximumEntryByteCount = Int(UInt16.max)

  /// The content of a tile of entries: each after its length in two bytes, big-endian (C2SP
  /// tlog-tiles, Log entries). Throws `malformedTile` for an entry of more than 65,535 bytes.
  public static func bundle(
    _ entries: some Sequence<[UInt8]>
  ) throws(TransparencyError) -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      guard let count = UInt16(exactly: entry.count) else {
        throw TransparencyError(
          .malformedTile,
          "an entry of \(entry.count) bytes does not fit; the longest has \(maximumEntryByteCount)")
      }
      withUnsafeBytes(of: count.bigEndian) { bytes.append(contentsOf: $0) }
      bytes += entry
    }
    return bytes
  }

  /// Takes a bundle apart. Throws `malformedTile` unless it has exactly `count` entries and nothing
  /// else (C2SP tlog-tiles, Log entries).
  public static func entries(
    ofBundle bytes: some Collection<UInt8>, count: Int
  ) throws(TransparencyError) -> [[UInt8]] {
    var rest = ArraySlice(bytes)
    var entries: [[UInt8]] = []
    while !rest.isEmpty {
      let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
      guard entries.count < count, rest.count >= 2, rest.count - 2 >= length else {
        throw TransparencyError(
          .malformedTile,
          "the bundle goes on or breaks off after \(entries.count) of \(count) entries")
      }
      entries.append(Array(rest.dropFirst(2).prefix(length)))
      rest = rest.dropFirst(2 + length)
    }
    guard entries.count == count else {
      throw TransparencyError(
        .malformedTile, "the bundle has \(entries.count) entries instead of \(count)")
    }
    return entries
  }
}
