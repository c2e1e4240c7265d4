import LMDB

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// One time in `n`.
  mutating func oneIn(_ n: Int) -> Bool { Int.random(in: 0..<n, using: &self) == 0 }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let start = UInt8(truncatingIfNeeded: next())
    return (0..<count).map { start &+ UInt8(truncatingIfNeeded: $0 &* 7) }
  }
}

/// An environment that is changed at random, and what must be in it.
struct RandomStore {
  static let names = ["large", "mixed", "rows", "seldom"]

  let environment: Environment
  private(set) var expected: [[[UInt8]: [UInt8]]]
  var generator: SeededGenerator
  private let databases: [Database]
  private var nextRow: UInt64 = 0

  init(_ directory: String, seed: UInt64) throws {
    environment = try Environment(directory: directory, options: .init(databases: Self.names))
    let environment = environment
    databases = try Self.names.map { try environment.database($0) }
    expected = Self.names.map { _ in [:] }
    generator = SeededGenerator(seed: seed)
  }

  /// One transaction with about `changes` changes.
  mutating func commit(changes: Int) throws {
    var generator = generator
    var expected = expected
    var nextRow = nextRow
    try environment.write { (transaction) throws in
      for _ in 0..<Int.random(in: 1...max(1, changes), using: &generator) {
        let index = [0, 1, 1, 1, 2, 2].randomElement(using: &generator) ?? 1
        let database = databases[index]
        if index == 2 {
          let row = generator.bytes(Int.random(in: 0...900, using: &generator))
          try row.withUnsafeBytes { try transaction.append(database, nextRow, $0) }
          expected[index][withUnsafeBytes(of: nextRow.bigEndian) { Array($0) }] = row
          nextRow += 1
        } else if generator.oneIn(3), let key = any(of: expected[index], &generator) {
          try transaction.delete(database, key)
          expected[index][key] = nil
        } else {
          let key = key(&generator)
          for _ in 0..<(generator.oneIn(8) ? 2 : 1) {
            let value = generator.bytes(size(&generator, isLarge: index == 0))
            try transaction.put(database, key, value)
            expected[index][key] = value
          }
        }
      }
      if generator.oneIn(40) {
        try transaction.removeAll(databases[1])
        expected[1] = [:]
      }
    }
    self.generator = generator
    self.expected = expected
    self.nextRow = nextRow
  }

  /// A key at random; which one must not depend on the order of the dictionary.
  private func any(
    of content: [[UInt8]: [UInt8]], _ generator: inout SeededGenerator
  ) -> [UInt8]? {
    let start = generator.bytes(1)
    return content.keys.filter { !$0.lexicographicallyPrecedes(start) }.min {
      $0.lexicographicallyPrecedes($1)
    }
  }

  private func key(_ generator: inout SeededGenerator) -> [UInt8] {
    let size = [1, 2, 3, 8, 16, 33, 200, 511].randomElement(using: &generator) ?? 1
    let first = UInt8.random(in: .min ... .max, using: &generator)
    return [first] + generator.bytes(size - 1)
  }

  private func size(_ generator: inout SeededGenerator, isLarge: Bool) -> Int {
    if isLarge { return Int.random(in: 1500...30_000, using: &generator) }
    return [0, 1, 7, 8, 40, 41, 300, 1990, 2040, 5000].randomElement(using: &generator) ?? 0
  }

  /// Whether the store has exactly what it should.
  func isAsExpected() throws -> Bool { try Self.content(environment) == expected }

  /// Everything in the environment that these stores have.
  static func content(_ environment: Environment) throws -> [[[UInt8]: [UInt8]]] {
    let databases = try names.map { try environment.database($0) }
    return try environment.read { (transaction) throws in
      try databases.map { (database) throws in
        try transaction.withCursor(database) { (cursor) throws in
          var content: [[UInt8]: [UInt8]] = [:]
          while let entry = try cursor.next() { content[Array(entry.key)] = Array(entry.value) }
          return content
        }
      }
    }
  }
}
