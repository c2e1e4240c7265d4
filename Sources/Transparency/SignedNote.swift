/// A text with signatures (C2SP signed-note, Format). Nothing in it is to be believed before
/// `verify`.
public struct SignedNote: Sendable {
  /// The text, which ends in LF.
  public let text: String
  /// The signatures, at least one, as they stand in the note.
  public let signatures: [NoteSignature]

  /// The most bytes that a note may have.
  public static let maximumByteCount = 1 << 20
  /// The most signatures that a note may have (C2SP signed-note, Format, asks for a limit).
  public static let maximumSignatureCount = 100

  /// A note from its parts. Throws `malformedNote` unless they make a note that can be read again
  /// (C2SP signed-note, Format).
  public init(text: String, signatures: [NoteSignature]) throws(TransparencyError) {
    guard text.utf8.last == lineFeed, !text.utf8.hasControlCharacters else {
      throw TransparencyError(
        .malformedNote, "the text of a note ends in LF and has no other control characters")
    }
    guard 1...Self.maximumSignatureCount ~= signatures.count else {
      throw TransparencyError(
        .malformedNote,
        "a note has 1 to \(Self.maximumSignatureCount) signatures, not \(signatures.count)")
    }
    self.text = text
    self.signatures = signatures
    try Self.checkSize(encoded.utf8.count)
  }

  /// Reads a note as strictly as `encoded` writes it. Throws `malformedNote` (C2SP signed-note,
  /// Format).
  public init(parsing bytes: some Collection<UInt8>) throws(TransparencyError) {
    try Self.checkSize(bytes.count)
    let bytes = Array(bytes)
    guard let separator = bytes.indices.dropFirst().last(where: { Self.isEmptyLine(at: $0, bytes) })
    else {
      throw TransparencyError(.malformedNote, "no empty line parts the signatures from the text")
    }
    guard let text = String(validating: bytes[..<separator], as: UTF8.self) else {
      throw TransparencyError(.malformedNote, "the note is not UTF-8")
    }
    var lines = LineReader(bytes[(separator + 1)...])
    var signatures: [NoteSignature] = []
    while signatures.count <= Self.maximumSignatureCount, let line = lines.next() {
      signatures.append(try NoteSignature(lineBytes: line))
    }
    guard lines.rest.isEmpty || signatures.count > Self.maximumSignatureCount else {
      throw TransparencyError(.malformedNote, "the last line of the note has no line end")
    }
    try self.init(text: text, signatures: signatures)
  }

  /// The note as it is stored and sent (C2SP signed-note, Format).
  public var encoded: String {
    signatures.reduce(into: text + "\n") { $0 += $1.line + "\n" }
  }

  /// Whether the LF at `index` is a line of its own.
  private static func isEmptyLine(at index: Int, _ bytes: [UInt8]) -> Bool {
    bytes[index] == lineFeed && bytes[index - 1] == lineFeed
  }

  private static func checkSize(_ count: Int) throws(TransparencyError) {
    guard count <= maximumByteCount else {
      throw TransparencyError(
        .malformedNote, "the note has \(count) bytes; the largest has \(maximumByteCount)")
    }
  }
}

extension SignedNote: Hashable {
  /// Notes are the same when all their bytes are.
  public static func == (a: Self, b: Self) -> Bool {
    a.text.isSame(as: b.text) && a.signatures == b.signatures
  }

  /// Feeds the text and the signatures.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(signatures)
  }
}

extension SignedNote {
  /// The note with one more signature, which takes the place of those by the same key. Throws
  /// `malformedNote` when there are too many.
  public func adding(_ signature: NoteSignature) throws(TransparencyError) -> SignedNote {
    var all = signatures
    if let place = all.firstIndex(where: { $0.isBySameKey(as: signature) }) {
      all[place] = signature
      let others = all[(place + 1)...].filter { !$0.isBySameKey(as: signature) }
      all.replaceSubrange((place + 1)..., with: others)
    } else {
      all.append(signature)
    }
    return try SignedNote(text: text, signatures: all)
  }

  /// The signatures by these keys, one for each key, in the note's order; of several cosignatures
  /// by one key the latest (C2SP signed-note, Signatures).
  ///
  /// Throws `badSignature` when one under the name and id of a key was not made by it, and
  /// `unknownSigner` when none is by any of the keys. Signatures by others are ignored. What a log
  /// and its witnesses signed is better asked of a `SignedCheckpoint`.
  public func verify(
    with keys: [VerifierKey]
  ) throws(TransparencyError) -> [VerifiedSignature] {
    var verified: [VerifiedSignature] = []
    for signature in signatures {
      // Two keys can share a name and an id; then either may have signed.
      let candidates = keys.filter { $0.isNamed(by: signature) }
      guard !candidates.isEmpty else { continue }
      guard let found = candidates.lazy.compactMap({ $0.check(signature, of: text) }).first else {
        throw TransparencyError(
          .badSignature, "the signature by \(signature.name) is wrong; do not trust this text")
      }
      if let place = verified.firstIndex(where: { $0.key == found.key }) {
        if let time = found.time, time > verified[place].time ?? 0 { verified[place] = found }
      } else {
        verified.append(found)
      }
    }
    guard !verified.isEmpty else {
      let signers = signatures.map { "\($0.name)+\(KeyText.text(ofID: $0.keyID))" }
      throw TransparencyError(
        .unknownSigner,
        "signed by \(signers.joined(separator: ", ")); none of the given keys is among them (after a"
          + " rotation, the key that signed before)")
    }
    return verified
  }
}
