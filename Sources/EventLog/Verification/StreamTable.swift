/// How many events each stream has, by the hash of its name: twelve bytes a place, since a log may
/// have as many streams as events.
struct StreamTable {
  private var hashes: [UInt64] = []
  private var sizes: [UInt32] = []
  private var count = 0

  init() { resize(to: 1024) }

  /// Sets the size of a stream and returns the one it had before; `hash` is not 0.
  mutating func update(_ hash: UInt64, to size: UInt32) -> UInt32 {
    var place = Int(truncatingIfNeeded: hash) & (hashes.count - 1)
    while hashes[place] != hash {
      if hashes[place] == 0 {
        hashes[place] = hash
        sizes[place] = size
        count += 1
        if count * 8 > hashes.count * 7 { grow() }
        return 0
      }
      place = (place + 1) & (hashes.count - 1)
    }
    defer { sizes[place] = size }
    return sizes[place]
  }

  /// The sum of the hashes of all streams with their sizes.
  func sum() -> UInt64 {
    var sum: UInt64 = 0
    for place in hashes.indices where hashes[place] != 0 {
      sum &+= KeyedHash.of(hashes[place], UInt64(sizes[place]))
    }
    return sum
  }

  private mutating func grow() {
    let (oldHashes, oldSizes) = (hashes, sizes)
    resize(to: oldHashes.count * 2)
    for (hash, size) in zip(oldHashes, oldSizes) where hash != 0 {
      var place = Int(truncatingIfNeeded: hash) & (hashes.count - 1)
      while hashes[place] != 0 { place = (place + 1) & (hashes.count - 1) }
      hashes[place] = hash
      sizes[place] = size
    }
  }

  private mutating func resize(to capacity: Int) {
    hashes = Array(repeating: 0, count: capacity)
    sizes = Array(repeating: 0, count: capacity)
  }
}
