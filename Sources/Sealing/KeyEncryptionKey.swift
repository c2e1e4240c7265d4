internal import Crypto
internal import Glibc
internal import LMDB

/// The key under which all other keys are wrapped. It is kept in a file of its own, as 64
/// hexadecimal digits, best on another disk than what it protects.
struct KeyEncryptionKey: Sendable {
  private let key: SymmetricKey
  /// Tells which key this is without telling the key.
  let id: [UInt8]

  private init(_ key: SymmetricKey) {
    self.key = key
    var hash = SHA256()
    hash.update(data: Array("rapporteur/kek/v1\n".utf8))
    key.withUnsafeBytes { hash.update(bufferPointer: $0) }
    id = Array(hash.finalize())
  }

  /// Reads the file; nil when there is none. Throws `badKeyFile` for anything but a key.
  static func read(_ path: String) throws(SealingError) -> KeyEncryptionKey? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw problem("reading", path, errno)
    }
    defer { close(file) }
    var content = [UInt8](repeating: 0, count: 256)
    var count = 0
    while count < content.count {
      let size = content.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if size < 0, errno == EINTR { continue }
      guard size >= 0 else { throw problem("reading", path, errno) }
      if size == 0 { break }
      count += size
    }
    content.removeLast(content.count - count)
    while let last = content.last, last == 10 || last == 13 || last == 32 { content.removeLast() }
    guard let bytes = Hex.bytes(content), bytes.count == 32 else {
      throw SealingError(
        .badKeyFile,
        "the file \(path) holds no key-encryption key: 64 hexadecimal digits were expected."
          + " Put the right file there, or name it in RAPPORTEUR_KEK_FILE")
    }
    return KeyEncryptionKey(SymmetricKey(data: bytes))
  }

  /// Makes a file with a new random key that only its owner can read (mode 0600). The file appears
  /// as a whole or not at all, is durable when this returns, and never replaces another.
  static func make(_ path: String) throws -> KeyEncryptionKey {
    let key = SymmetricKey(size: .bits256)
    let text = Array((Hex.text(key.withUnsafeBytes { Array($0) }) + "\n").utf8)
    let directory = Files.parent(of: path)
    _ = try Files.makeDirectory(directory)
    let draft = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw problem("making", path, errno) }
    defer { unlink(draft) }
    var number: CInt = 0
    errno = 0
    if write(file, text, text.count) != text.count || fsync(file) != 0 {
      number = errno == 0 ? EIO : errno
    }
    if close(file) != 0 { number = errno }
    guard number == 0 else { throw problem("writing", path, number) }
    // Unlike a rename, a link fails when somebody else was faster; then theirs counts.
    if link(draft, path) != 0 {
      guard errno == EEXIST else { throw problem("making", path, errno) }
      try Files.syncDirectory(directory)
      guard let other = try read(path) else { throw problem("making", path, ENOENT) }
      return other
    }
    try Files.syncDirectory(directory)
    return KeyEncryptionKey(key)
  }

  /// Wraps a key: nonce(12) ‖ AES-256-GCM(key) ‖ tag(16), bound to what it is the key of.
  func wrap(_ content: SymmetricKey, for purpose: Purpose) throws -> [UInt8] {
    let box = try content.withUnsafeBytes { bytes in
      try AES.GCM.seal(bytes, using: key, authenticating: purpose.associatedData)
    }
    return Array(box.nonce) + box.ciphertext + box.tag
  }

  /// Unwraps a key. Throws `damagedKey` when it is not as it was wrapped.
  func unwrap(_ wrapped: [UInt8], for purpose: Purpose) throws(SealingError) -> [UInt8] {
    do {
      let box = try AES.GCM.SealedBox(combined: wrapped)
      return Array(
        try AES.GCM.open(box, using: key, authenticating: purpose.associatedData))
    } catch {
      throw SealingError(
        .damagedKey,
        "the stored key of \(purpose.name) is damaged; restore the folder of keys from its backup",
        cause: error)
    }
  }

  /// What a wrapped key is the key of.
  enum Purpose {
    case person(String)
    case fingerprints

    var name: String {
      switch self {
      case .person(let subject): subject
      case .fingerprints: "fingerprints"
      }
    }

    var associatedData: [UInt8] {
      switch self {
      case .person(let subject): Array("rapporteur/wrapped/v1\nperson\n\(subject)\n".utf8)
      case .fingerprints: Array("rapporteur/wrapped/v1\nfingerprints\n".utf8)
      }
    }
  }

  private static func problem(
    _ operation: String, _ path: String, _ number: CInt
  ) -> SealingError {
    let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return SealingError(
      .badKeyFile,
      "\(operation) the key-encryption key's file \(path) failed: \(reason). Check the path and"
        + " who may read it")
  }
}
