internal import Crypto
internal import LMDB

/// A key ring in a folder of its own, apart from the log: `data.mdb` with every key wrapped under
/// a key-encryption key that is read from a file. Several processes may use it at the same time.
///
/// | database | key | value |
/// |---|---|---|
/// | `keys` | person | wrapped key |
/// | `tombstones` | person | the byte 1 |
/// | `texts` | event id and field of a text that was destroyed, `0197c3de-8a2f-7c11-9f0e-3b1f6d2a9c44:summary` | the byte 1 |
/// | `meta` | `kek`, `fingerprints`, `generation` | id of the key-encryption key, wrapped secret, 8 bytes big-endian |
public final class KeyStore: KeyRing {
  private let environment: Environment
  private let keys: Database
  private let tombstoneList: Database
  private let textList: Database
  private let meta: Database
  private let keyEncryptionKey: KeyEncryptionKey
  private let secret: SymmetricKey

  /// Opens the store in `directory`. When `creating`, a missing store is made, and with it a
  /// missing key file; the key file of a store that exists is never made anew.
  ///
  /// Throws `missingKeyFile`, `badKeyFile`, `wrongKeyFile` or `damagedKey`, or the errors of LMDB.
  public init(directory: String, keyFile: String, creating: Bool) throws {
    var options = Environment.Options(databases: ["keys", "tombstones", "texts", "meta"])
    options.creates = creating
    // Stores of earlier releases have no list of texts.
    options.addsDatabases = true
    environment = try Environment(directory: directory, options: options)
    keys = try environment.database("keys")
    tombstoneList = try environment.database("tombstones")
    textList = try environment.database("texts")
    meta = try environment.database("meta")
    do {
      let meta = meta
      let isNew = try environment.read { try $0.get(meta, Self.kekName) == nil }
      var key = try KeyEncryptionKey.read(keyFile)
      if key == nil, isNew, creating { key = try KeyEncryptionKey.make(keyFile) }
      guard let key else { throw Self.missing(keyFile, isNew: isNew) }
      if isNew { try Self.setUp(environment, meta, key) }
      let (id, wrapped) = try environment.read { transaction in
        (
          try transaction.get(meta, Self.kekName),
          try transaction.get(meta, Self.fingerprintsName) ?? []
        )
      }
      guard id == key.id else { throw Self.wrong(keyFile, directory) }
      secret = SymmetricKey(data: try key.unwrap(wrapped, for: .fingerprints))
      keyEncryptionKey = key
    } catch {
      environment.close()
      throw error
    }
  }

  /// Lets go of the files. Idempotent; whatever is asked afterwards fails.
  public func close() { environment.close() }

  /// Writes a compact copy of the store, still wrapped, to a new file. Nothing of destroyed keys
  /// is in it, which cannot be said of the pages of the store's own file.
  public func copy(to path: String) throws { try environment.copy(to: path) }

  /// Writes the store anew without what was deleted from it. No other process may have it open.
  public func compact() throws { try environment.compact() }

  /// Notes texts that were destroyed in the log, each by the id of its event and its field, so that a log
  /// that is put back from a backup loses them again. (Positions are given anew after that, ids never.)
  /// Durable before it returns.
  public func note(destroyed texts: [String]) throws {
    let known = Set(try destroyedTexts())
    let new = texts.filter { !known.contains($0) }
    guard !new.isEmpty else { return }
    try environment.write { transaction in
      for text in new { try transaction.put(textList, Array(text.utf8), [1]) }
    }
  }

  /// The texts that were noted, sorted by their bytes.
  public func destroyedTexts() throws -> [String] { try names(in: textList) }

  /// The keys of these people; new ones when `creating`, save for the erased.
  public func keys(for subjects: [String], creating: Bool) throws -> [String: PersonKey] {
    for subject in subjects { try Subject.check(subject) }
    let found = try environment.read { try stored(subjects, $0) }
    guard creating, found.keys.count + found.erased < Set(subjects).count else {
      return found.keys
    }
    return try environment.write { transaction in
      // Another process may have been faster, with a key or with a tombstone.
      var found = try stored(subjects, transaction).keys
      let before = found.count
      for subject in subjects where found[subject] == nil {
        guard try transaction.get(tombstoneList, Array(subject.utf8)) == nil else { continue }
        let key = PersonKey()
        let wrapped = try keyEncryptionKey.wrap(key.key, for: .person(subject))
        try transaction.put(keys, Array(subject.utf8), wrapped)
        found[subject] = key
      }
      if found.count > before { try advance(transaction) }
      return found
    }
  }

  /// Destroys a person's key and leaves a tombstone.
  public func destroyKey(of subject: String) throws {
    try Subject.check(subject)
    let name = Array(subject.utf8)
    try environment.write { transaction in
      let hadKey = try transaction.delete(keys, name)
      guard try hadKey || transaction.get(tombstoneList, name) == nil else { return }
      try transaction.put(tombstoneList, name, [1])
      try advance(transaction)
    }
  }

  /// Whether the person has a tombstone.
  public func isErased(_ subject: String) throws -> Bool {
    try Subject.check(subject)
    return try environment.read { try $0.get(tombstoneList, Array(subject.utf8)) != nil }
  }

  /// The people who have a tombstone, sorted.
  public func tombstones() throws -> [String] { try names(in: tombstoneList) }

  /// A keyed hash of the content.
  public func fingerprint(of content: [UInt8]) throws -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: content, using: secret))
  }

  /// Another number after every change.
  public func generation() throws -> UInt64 {
    try environment.read { try generation($0) }
  }

  // MARK: - Inside a transaction

  private func names(in database: Database) throws -> [String] {
    try environment.read { transaction in
      try transaction.withCursor(database) { cursor in
        var names: [String] = []
        var entry = try cursor.first()
        while let (key, _) = entry {
          names.append(String(decoding: key, as: UTF8.self))
          entry = try cursor.next()
        }
        return names
      }
    }
  }

  private static let kekName = Array("kek".utf8)
  private static let fingerprintsName = Array("fingerprints".utf8)
  private static let generationName = Array("generation".utf8)

  /// The keys that are there, and how many of the people were erased. A tombstone counts even
  /// where a key came back with a backup.
  private func stored(
    _ subjects: [String], _ transaction: ReadTransaction
  ) throws -> (keys: [String: PersonKey], erased: Int) {
    var found: [String: PersonKey] = [:]
    var erased: Set<String> = []
    for subject in subjects {
      let name = Array(subject.utf8)
      if try transaction.get(tombstoneList, name) != nil {
        erased.insert(subject)
      } else if let wrapped = try transaction.get(keys, name) {
        let bytes = try keyEncryptionKey.unwrap(wrapped, for: .person(subject))
        found[subject] = try PersonKey(bytes: bytes)
      }
    }
    return (found, erased.count)
  }

  private func generation(_ transaction: ReadTransaction) throws -> UInt64 {
    let bytes = try transaction.get(meta, Self.generationName) ?? []
    return bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func advance(_ transaction: WriteTransaction) throws {
    let next = try generation(transaction) + 1
    try transaction.put(
      meta, Self.generationName, withUnsafeBytes(of: next.bigEndian) { Array($0) })
  }

  /// Writes what every store has, unless another process did so meanwhile.
  private static func setUp(
    _ environment: Environment, _ meta: Database, _ key: KeyEncryptionKey
  ) throws {
    try environment.write { transaction in
      guard try transaction.get(meta, kekName) == nil else { return }
      let secret = SymmetricKey(size: .bits256)
      try transaction.put(meta, fingerprintsName, try key.wrap(secret, for: .fingerprints))
      try transaction.put(meta, kekName, key.id)
    }
  }

  private static func missing(_ keyFile: String, isNew: Bool) -> SealingError {
    SealingError(
      .missingKeyFile,
      "there is no key-encryption key in \(keyFile). "
        + (isNew
          ? "Make the registry first, or name the right file in RAPPORTEUR_KEK_FILE"
          : "Put the file back from where a copy is kept, or name the right one in"
            + " RAPPORTEUR_KEK_FILE; without it nothing sealed can be read"))
  }

  private static func wrong(_ keyFile: String, _ directory: String) -> SealingError {
    SealingError(
      .wrongKeyFile,
      "the key-encryption key in \(keyFile) is not the one that the keys in \(directory) are"
        + " wrapped under. Put the right file there, or name it in RAPPORTEUR_KEK_FILE")
  }
}
