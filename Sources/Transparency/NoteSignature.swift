/// One signature of a note (C2SP signed-note, Signatures). It need not be right.
public struct NoteSignature: Sendable {
  /// The name of the key that is said to have signed.
  public let name: String
  /// The id of that key.
  public let keyID: UInt32
  /// The signature without the key's id, at least one byte.
  public let bytes: [UInt8]

  /// A signature from its parts. Throws `malformedNote` unless they can stand in a note (C2SP
  /// signed-note, Format).
  public init(name: String, keyID: UInt32, bytes: [UInt8]) throws(TransparencyError) {
    guard name.isKeyName, !bytes.isEmpty else {
      throw TransparencyError(
        .malformedNote, "a signature needs the name of a key, without blanks or +, and a byte")
    }
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// Reads exactly the form that `line` has, without LF. Throws `malformedNote` (C2SP signed-note,
  /// Format).
  public init(line: some StringProtocol) throws(TransparencyError) {
    try self.init(lineBytes: line.utf8)
  }

  init(lineBytes: some Collection<UInt8>) throws(TransparencyError) {
    let parts = lineBytes.after(Self.prefix)?
      .split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    guard let parts, parts.count == 2, let name = String(validating: parts[0], as: UTF8.self),
      name.isKeyName, let bytes = Base64.decode(parts[1]), bytes.count > 4
    else {
      throw TransparencyError(
        .malformedNote, "a signature line has a dash (U+2014), the key's name and base64")
    }
    let keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    try self.init(name: name, keyID: keyID, bytes: Array(bytes.dropFirst(4)))
  }

  /// The line in a note, without LF: `— name base64(id ‖ signature)` (C2SP signed-note, Signatures).
  public var line: String {
    let id = withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
    return "\(Self.prefix)\(name) \(Base64.encode(id + bytes))"
  }

  private static let prefix = "\u{2014} "
}

extension NoteSignature: Hashable {
  /// Signatures are the same when all their bytes are.
  public static func == (a: Self, b: Self) -> Bool {
    a.isBySameKey(as: b) && a.bytes == b.bytes
  }

  /// Feeds the id and the signature.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(keyID)
    hasher.combine(bytes)
  }

  /// Whether both name the same key, by name and id.
  func isBySameKey(as other: Self) -> Bool {
    keyID == other.keyID && name.isSame(as: other.name)
  }
}

/// A signature that was checked and is right (C2SP signed-note, Signatures).
public struct VerifiedSignature: Hashable, Sendable {
  /// The key that made it.
  public let key: VerifierKey
  /// When a witness cosigned, in POSIX seconds (C2SP tlog-cosignature, Format); nil for a log's.
  public let time: UInt64?
}
