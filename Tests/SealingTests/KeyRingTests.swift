import Dispatch
import Sealing
import Synchronization
import Testing

/// What every key ring does.
@Suite struct KeyRingTests {
  enum Kind: CaseIterable {
    case memory
    case store
  }

  private func withRing(_ kind: Kind, _ body: (any KeyRing) throws -> Void) throws {
    switch kind {
    case .memory: try body(MemoryKeyRing())
    case .store:
      let directory = try TemporaryDirectory()
      let store = try KeyStore(
        directory: directory.path + "/keys", keyFile: directory.path + "/keys/kek", creating: true)
      defer { store.close() }
      try body(store)
    }
  }

  @Test(arguments: Kind.allCases)
  func keepsOneKeyAPerson(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      #expect(try ring.key(for: "person/1", creating: false) == nil)
      let first = try #require(try ring.key(for: "person/1", creating: true))
      let second = try #require(try ring.key(for: "person/2", creating: true))
      #expect(first != second && first.keyID != second.keyID)
      #expect(try ring.key(for: "person/1", creating: true) == first)
      #expect(try ring.key(for: "person/1", creating: false) == first)
      let all = try ring.keys(for: ["person/1", "person/3", "person/1"], creating: false)
      #expect(all == ["person/1": first])
      let made = try ring.keys(for: ["person/2", "person/3", "person/4"], creating: true)
      #expect(made.count == 3 && made["person/2"] == second)
      #expect(try ring.keys(for: [], creating: true).isEmpty)
    }
  }

  @Test(arguments: Kind.allCases)
  func erasesForEver(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      _ = try ring.keys(for: ["person/1", "person/2"], creating: true)
      try ring.destroyKey(of: "person/2")
      #expect(try ring.key(for: "person/2", creating: false) == nil)
      #expect(try ring.key(for: "person/2", creating: true) == nil)
      #expect(try ring.keys(for: ["person/1", "person/2"], creating: true).count == 1)
      #expect(try ring.isErased("person/2"))
      #expect(try !ring.isErased("person/1"))
      try ring.destroyKey(of: "person/0")
      #expect(try ring.key(for: "person/0", creating: true) == nil, "also who never had a key")
      try ring.destroyKey(of: "person/2")
      #expect(try ring.tombstones() == ["person/0", "person/2"])
    }
  }

  @Test(arguments: Kind.allCases)
  func generationTellsOfEveryChange(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      var last = try ring.generation()
      func changed() throws -> Bool {
        defer { last = (try? ring.generation()) ?? last }
        return try ring.generation() != last
      }
      _ = try ring.key(for: "person/1", creating: false)
      #expect(try !changed())
      _ = try ring.key(for: "person/1", creating: true)
      #expect(try changed())
      _ = try ring.key(for: "person/1", creating: true)
      #expect(try !changed())
      try ring.destroyKey(of: "person/1")
      #expect(try changed())
      try ring.destroyKey(of: "person/1")
      _ = try ring.key(for: "person/1", creating: true)
      #expect(try !changed())
    }
  }

  @Test(arguments: Kind.allCases)
  func fingerprintsDependOnContentAndRing(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      let print = try ring.fingerprint(of: [1, 2, 3])
      #expect(print.count == 32)
      #expect(try ring.fingerprint(of: [1, 2, 3]) == print)
      #expect(try ring.fingerprint(of: [1, 2]) != print)
      #expect(try MemoryKeyRing().fingerprint(of: [1, 2, 3]) != print)
    }
  }

  @Test(arguments: Kind.allCases)
  func refusesImpossiblePeople(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      for subject in ["", "a\nb", String(repeating: "x", count: 512)] {
        #expect(throws: SealingError.self) { try ring.key(for: subject, creating: true) }
        #expect(throws: SealingError.self) { try ring.destroyKey(of: subject) }
      }
      let longest = String(repeating: "x", count: 511)
      #expect(try ring.key(for: longest, creating: true) != nil)
    }
  }

  @Test(arguments: Kind.allCases)
  func threadsAgreeOnEveryKey(kind: Kind) throws {
    try withRing(kind) { (ring) throws in
      let received = Mutex<[(key: PersonKey?, person: Int)]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for person in 0..<10 {
          let key = try? ring.key(for: "person/\(person)", creating: true)
          received.withLock { $0.append((key, person)) }
        }
      }
      let all = received.withLock { $0 }
      #expect(all.count == 40)
      for person in 0..<10 {
        let key = try ring.key(for: "person/\(person)", creating: false)
        #expect(all.filter { $0.person == person }.allSatisfy { $0.key == key })
      }
    }
  }
}
