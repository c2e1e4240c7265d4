internal import Crypto

/// The place a sealed blob belongs to; it opens nowhere else.
struct BlobPlace {
  /// The log's name.
  var origin: String
  /// The id of the event, as printed.
  var eventID: String
  /// The person whose field it is, by the id in the log.
  var subject: String
  /// The name of the field.
  var field: String
}

/// The bytes that stand beside a record, which holds only their hash.
///
/// ```
/// text      0x00 ‖ salt(16) ‖ UTF-8
/// sealed    0x01 ‖ nonce(12) ‖ AES-256-GCM(u32be length ‖ UTF-8 ‖ zeros to a multiple of 64) ‖ tag(16)
/// ```
public enum Blob {
  /// How many bytes the salt of a text has.
  public static let saltByteCount = 16

  /// The two kinds of blob.
  public enum Kind: UInt8, Sendable {
    /// Free text, salted so that its hash cannot be guessed.
    case text = 0
    /// A person's own field, encrypted.
    case sealed = 1
  }

  /// What kind of blob the bytes begin like; nil for neither.
  public static func kind(of blob: [UInt8]) -> Kind? { blob.first.flatMap(Kind.init) }

  /// The hash that the record holds: SHA-256 over the whole blob.
  public static func hash(of blob: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: blob)) }

  /// Sixteen random bytes, new for every text.
  public static func randomSalt() -> [UInt8] {
    SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
  }

  /// The blob of a free text. Throws `malformedKey` unless the salt has sixteen bytes.
  public static func text(
    _ text: String, salt: [UInt8] = randomSalt()
  ) throws(SealingError) -> [UInt8] {
    guard salt.count == saltByteCount else {
      throw SealingError(
        .malformedKey, "the salt of a text has \(saltByteCount) bytes, not \(salt.count)")
    }
    return [Kind.text.rawValue] + salt + text.utf8
  }

  /// The free text of a blob. Throws `wrongKind` for a sealed one, or `malformedBlob`.
  public static func openText(_ blob: [UInt8]) throws(SealingError) -> String {
    switch kind(of: blob) {
    case .text: break
    case .sealed:
      throw SealingError(.wrongKind, "the blob is sealed; it opens only with its person's key")
    case nil: throw unknownKind(blob)
    }
    guard blob.count > saltByteCount, let text = String(validating: blob[(1 + saltByteCount)...])
    else {
      throw SealingError(
        .malformedBlob, "a text blob of \(blob.count) bytes is cut short or not UTF-8")
    }
    return text
  }

  /// The blob of a person's own field, under a fresh nonce. Throws `unsealable` when a part of the
  /// place holds a line feed, which would make it ambiguous, or when the text is over 4 GiB.
  public static func seal(
    _ text: String, key: PersonKey, origin: String, eventID: String, subject: String,
    field: String
  ) throws(SealingError) -> [UInt8] {
    let place = BlobPlace(origin: origin, eventID: eventID, subject: subject, field: field)
    return try seal(text, key: key, place: place, nonce: AES.GCM.Nonce())
  }

  static func seal(
    _ text: String, key: PersonKey, place: BlobPlace, nonce: AES.GCM.Nonce
  ) throws(SealingError) -> [UInt8] {
    guard let length = UInt32(exactly: text.utf8.count) else {
      throw SealingError(.unsealable, "the field \(place.field) is too long to be sealed")
    }
    let data = try associatedData(key, place)
    var plain = withUnsafeBytes(of: length.bigEndian) { Array($0) } + text.utf8
    plain.append(contentsOf: repeatElement(0, count: (64 - plain.count % 64) % 64))
    do {
      let box = try AES.GCM.seal(
        plain, using: key.key, nonce: nonce, authenticating: data)
      return [Kind.sealed.rawValue] + nonce + box.ciphertext + box.tag
    } catch {
      throw SealingError(
        .unsealable, "sealing the field \(place.field) failed: \(error)", cause: error)
    }
  }

  /// The text of a sealed blob. Throws `wrongKind` for a free text, `malformedBlob` for what is no
  /// blob, and `wrongKeyOrPlace` when one bit of it, of the key or of the place is another.
  public static func open(
    _ blob: [UInt8], key: PersonKey, origin: String, eventID: String, subject: String,
    field: String
  ) throws(SealingError) -> String {
    switch kind(of: blob) {
    case .sealed: break
    case .text: throw SealingError(.wrongKind, "the blob is a free text, not a sealed field")
    case nil: throw unknownKind(blob)
    }
    let place = BlobPlace(origin: origin, eventID: eventID, subject: subject, field: field)
    let data = try associatedData(key, place)
    let plainCount = blob.count - 1 - nonceByteCount - tagByteCount
    guard plainCount >= 64, plainCount % 64 == 0 else {
      throw SealingError(.malformedBlob, "a sealed blob cannot have \(blob.count) bytes")
    }
    let plain: [UInt8]
    do {
      let box = try AES.GCM.SealedBox(combined: blob.dropFirst())
      plain = Array(
        try AES.GCM.open(box, using: key.key, authenticating: data))
    } catch {
      throw SealingError(
        .wrongKeyOrPlace,
        "the field \(field) of event \(eventID) does not open: it was changed, or sealed under"
          + " another key or for another place", cause: error)
    }
    let length = plain.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let padded = 4 + length
    guard padded <= plain.count, plain.count - padded < 64,
      plain[padded...].allSatisfy({ $0 == 0 }), let text = String(validating: plain[4..<padded])
    else {
      throw SealingError(
        .malformedBlob, "the field \(field) of event \(eventID) is padded wrongly or not UTF-8")
    }
    return text
  }

  private static let nonceByteCount = 12
  private static let tagByteCount = 16

  /// What is authenticated along: the place, and the key's id, to which GCM alone would not commit.
  private static func associatedData(
    _ key: PersonKey, _ place: BlobPlace
  ) throws(SealingError) -> [UInt8] {
    var data = Array("rapporteur/sealed/v1\n".utf8)
    for part in [place.origin, place.eventID, place.subject, place.field, Hex.text(key.keyID)] {
      guard !part.utf8.contains(10) else {
        throw SealingError(.unsealable, "no part of a sealed field's place may hold a line feed")
      }
      data.append(contentsOf: part.utf8)
      data.append(10)
    }
    return data
  }

  private static func unknownKind(_ blob: [UInt8]) -> SealingError {
    let kind = blob.first.map { "begins with byte \($0)" } ?? "is empty"
    return SealingError(
      .malformedBlob, "a blob \(kind); only 0 (text) and 1 (sealed) are known to this release")
  }
}

extension String {
  /// The text of these bytes, or nil when they are not UTF-8.
  init?(validating bytes: some Sequence<UInt8>) {
    self.init(validating: bytes, as: UTF8.self)
  }
}
