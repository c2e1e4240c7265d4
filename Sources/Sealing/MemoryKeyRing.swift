internal import Crypto
internal import Synchronization

/// A key ring that lasts as long as the process: for tests and for logs in memory.
public final class MemoryKeyRing: KeyRing {
  private struct State {
    var keys: [String: PersonKey] = [:]
    var tombstones: Set<String> = []
    var generation: UInt64 = 0
  }

  private let state = Mutex(State())
  private let secret = SymmetricKey(size: .bits256)

  /// An empty ring.
  public init() {}

  /// The keys of these people; new ones when `creating`, save for the erased.
  public func keys(for subjects: [String], creating: Bool) throws -> [String: PersonKey] {
    for subject in subjects { try Subject.check(subject) }
    return state.withLock { state in
      var found: [String: PersonKey] = [:]
      for subject in subjects where !state.tombstones.contains(subject) {
        if let key = state.keys[subject] {
          found[subject] = key
        } else if creating {
          let key = PersonKey()
          state.keys[subject] = key
          state.generation += 1
          found[subject] = key
        }
      }
      return found
    }
  }

  /// Destroys a person's key and leaves a tombstone.
  public func destroyKey(of subject: String) throws {
    try Subject.check(subject)
    state.withLock { state in
      guard state.tombstones.insert(subject).inserted else { return }
      state.keys[subject] = nil
      state.generation += 1
    }
  }

  /// Whether the person has a tombstone.
  public func isErased(_ subject: String) throws -> Bool {
    state.withLock { $0.tombstones.contains(subject) }
  }

  /// The people who have a tombstone, sorted.
  public func tombstones() throws -> [String] {
    state.withLock { state in
      state.tombstones.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// A keyed hash of the content.
  public func fingerprint(of content: [UInt8]) throws -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: content, using: secret))
  }

  /// Another number after every change.
  public func generation() throws -> UInt64 { state.withLock { $0.generation } }
}
