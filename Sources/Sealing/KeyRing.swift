/// The keys of the people in a log, and the memory of those that were destroyed.
///
/// Safe to be used by many threads at once.
public protocol KeyRing: Sendable {
  /// The keys of these people, by person. Those who have none get one when `creating`, unless
  /// they were erased; whoever is missing from the result has no key. New keys are durable before
  /// this returns.
  func keys(for subjects: [String], creating: Bool) throws -> [String: PersonKey]

  /// Destroys a person's key, if there is one, and leaves a tombstone: the person never gets a key
  /// again. Durable before it returns; harmless when repeated.
  func destroyKey(of subject: String) throws

  /// Whether the person has a tombstone.
  func isErased(_ subject: String) throws -> Bool

  /// The people who have a tombstone, sorted by the bytes of their ids.
  func tombstones() throws -> [String]

  /// A keyed hash (HMAC-SHA-256 under a random secret of this ring): the same content gives the
  /// same 32 bytes, and without the ring nobody can tell from them what the content may have been.
  func fingerprint(of content: [UInt8]) throws -> [UInt8]

  /// Another number after every key made or destroyed, in whichever process: whoever remembers
  /// keys forgets them when it has changed.
  func generation() throws -> UInt64
}

extension KeyRing {
  /// The key of one person; see `keys(for:creating:)`.
  public func key(for subject: String, creating: Bool) throws -> PersonKey? {
    try keys(for: [subject], creating: creating)[subject]
  }
}
