import Testing
import Transparency

@Suite struct KeyTests {
  @Test(arguments: [VerifierKey.Algorithm.ed25519, .cosignature])
  func roundTrip(algorithm: VerifierKey.Algorithm) throws {
    for name in ["log", "localhost/rapporteur/0123456789abcdef", "ключ", "a\u{301}", "\u{7F}"] {
      let key = try SigningKey(name: name, algorithm: algorithm)
      let again = try SigningKey(text: key.text)
      #expect(again.text == key.text)
      #expect(again.verifier == key.verifier)
      #expect(try VerifierKey(vkey: key.verifier.description) == key.verifier)
      #expect(key.verifier.name.utf8.elementsEqual(name.utf8))
      #expect(key.verifier.algorithm == algorithm)
      #expect(key.verifier.publicKey.count == 32)
      #expect(
        try VerifierKey(
          name: name, algorithm: algorithm, publicKey: key.verifier.publicKey) == key.verifier)
    }
  }

  @Test func newKeysDiffer() throws {
    let keys = try (0..<20).map { _ in try SigningKey(name: "log", algorithm: .ed25519) }
    #expect(Set(keys.map(\.text)).count == 20)
  }

  /// RFC 8032 section 7.1, test 1.
  @Test func agreesWithTheStandard() throws {
    let seed: [UInt8] = [
      0x9D, 0x61, 0xB1, 0x9D, 0xEF, 0xFD, 0x5A, 0x60, 0xBA, 0x84, 0x4A, 0xF4, 0x92, 0xEC, 0x2C,
      0xC4, 0x44, 0x49, 0xC5, 0x69, 0x7B, 0x32, 0x69, 0x19, 0x70, 0x3B, 0xAC, 0x03, 0x1C, 0xAE,
      0x7F, 0x60,
    ]
    let key = try SigningKey(name: "log", seed: seed, algorithm: .ed25519)
    #expect(
      Digest(bytes: key.verifier.publicKey)?.hex
        == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
  }

  @Test(arguments: ["", " ", "a b", "a+b", "a\u{A0}b", "a\u{2003}b", "a\nb", "a\u{85}b", "a\u{1}"])
  func refusesNames(name: String) throws {
    #expect(code { _ = try SigningKey(name: name, algorithm: .ed25519) } == .malformedKey)
    #expect(
      code {
        _ = try VerifierKey(
          name: name, algorithm: .ed25519, publicKey: [UInt8](repeating: 1, count: 32))
      } == .malformedKey)
    #expect(
      code { _ = try NoteSignature(name: name, keyID: 1, bytes: [1]) } == .malformedNote)
  }

  @Test func refusesOtherTexts() throws {
    let key = try SigningKey(name: "log", algorithm: .ed25519)
    let vkey = key.verifier.description
    let id = vkey.split(separator: "+")[1]
    for text in [
      "", "log", "log+\(id)", "log+\(id)+", vkey + "=", vkey + "\n", " " + vkey, vkey + "AAAA",
      vkey.replacing("log+", with: "+"), vkey.replacing(id, with: "0" + id),
      vkey.replacing("log", with: "log2"), String(vkey.dropLast()), key.text,
    ] {
      #expect(code { _ = try VerifierKey(vkey: text) } == .malformedKey, "\(text)")
    }
    for text in [
      "", vkey, "private+key+" + vkey, key.text + "A", String(key.text.dropLast()),
      key.text.replacing(id, with: "00000000"), "PRIVATE+KEY+" + key.text,
    ] {
      #expect(code { _ = try SigningKey(text: text) } == .malformedKey)
    }
    for count in [0, 31, 33] {
      let bytes = [UInt8](repeating: 1, count: count)
      #expect(
        code { _ = try SigningKey(name: "log", seed: bytes, algorithm: .ed25519) }
          == .malformedKey)
      #expect(
        code { _ = try VerifierKey(name: "log", algorithm: .ed25519, publicKey: bytes) }
          == .malformedKey)
    }
  }

  @Test func keepsTheSeedToItself() throws {
    let key = try SigningKey(name: "log", algorithm: .ed25519)
    let secret = try #require(key.text.split(separator: "+", maxSplits: 4).last)
    var dumped = ""
    dump(key, to: &dumped)
    for shown in ["\(key)", String(reflecting: key), "\([key])", dumped] {
      #expect(!shown.contains(secret))
    }
  }

  @Test func tellsKindsOfKeysApart() throws {
    let seed = [UInt8](repeating: 7, count: 32)
    let log = try SigningKey(name: "log", seed: seed, algorithm: .ed25519)
    let witness = try SigningKey(name: "log", seed: seed, algorithm: .cosignature)
    #expect(log.verifier.publicKey == witness.verifier.publicKey)
    #expect(log.verifier.keyID != witness.verifier.keyID)
    let checkpoint = try Checkpoint(origin: "log", size: 0, root: MerkleTree.emptyRoot)
    #expect(code { _ = try witness.sign("text\n") } == .unsuitableKey)
    #expect(code { _ = try log.cosign(checkpoint, at: 0) } == .unsuitableKey)
    #expect(code { _ = try witness.cosign(checkpoint, at: 1 << 63) } == .outOfRange)
    _ = try witness.cosign(checkpoint, at: 1 << 63 - 1)
    #expect(code { _ = try SignedCheckpoint(checkpoint, signedBy: [witness]) } == .unsuitableKey)
  }
}
