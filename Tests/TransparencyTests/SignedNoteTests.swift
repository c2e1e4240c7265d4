import Testing
import Transparency

@Suite struct SignedNoteTests {
  private let key: SigningKey
  private let other: SigningKey
  private let witness: SigningKey

  init() throws {
    key = try SigningKey(
      name: "log.example", seed: [UInt8](repeating: 1, count: 32), algorithm: .ed25519)
    other = try SigningKey(
      name: "other.example", seed: [UInt8](repeating: 2, count: 32), algorithm: .ed25519)
    witness = try SigningKey(
      name: "witness.example", seed: [UInt8](repeating: 3, count: 32), algorithm: .cosignature)
  }

  private func note(_ text: String, by keys: [SigningKey]) throws -> SignedNote {
    try SignedNote(text: text, signatures: keys.map { try $0.sign(text) })
  }

  @Test(arguments: [
    "\n", "a\n", "\n\n", "a\n\nb\n", "a\n\n", "— a b\n", "a\n\n— log.example AAAAAAAA\n", "é\n",
    "e\u{301}\n", "\u{301}\n", "\u{FEFF}\n", "👩‍👩‍👧\u{7F}\n", " \n",
  ])
  func roundTrip(text: String) throws {
    let note = try note(text, by: [key, other])
    let again = try SignedNote(parsing: note.encoded.utf8)
    #expect(again == note)
    #expect(again.text.utf8.elementsEqual(text.utf8))
    #expect(again.encoded.utf8.elementsEqual(note.encoded.utf8))
    #expect(try again.verify(with: [key.verifier]).map(\.key) == [key.verifier])
    #expect(
      try again.verify(with: [other.verifier, key.verifier]).map(\.key)
        == [key.verifier, other.verifier])
  }

  @Test func randomTextsRoundTrip() throws {
    var random = SeededGenerator(seed: 11)
    let letters = Array("ab \n\n\n—+=é\u{301}😀".unicodeScalars)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text.unicodeScalars.append(letters.randomElement(using: &random) ?? "a")
      }
      text.unicodeScalars.append("\n")
      let note = try note(text, by: [key])
      let again = try SignedNote(parsing: Array(note.encoded.utf8))
      #expect(again == note)
      #expect(try again.verify(with: [key.verifier]).count == 1)
    }
  }

  @Test func refusesTexts() throws {
    let signature = try key.sign("a\n")
    for text in ["", "a", "a\r\n", "a\tb\n", "\u{0}\n", "a\n\u{1F}"] {
      #expect(
        code { _ = try SignedNote(text: text, signatures: [signature]) } == .malformedNote)
    }
    #expect(code { _ = try SignedNote(text: "a\n", signatures: []) } == .malformedNote)
    let many = [NoteSignature](repeating: signature, count: 100)
    let full = try SignedNote(text: "a\n", signatures: many)
    #expect(try SignedNote(parsing: full.encoded.utf8) == full)
    #expect(
      code { _ = try SignedNote(text: "a\n", signatures: many + [signature]) } == .malformedNote)
    #expect(
      code { _ = try SignedNote(parsing: (full.encoded + signature.line + "\n").utf8) }
        == .malformedNote)
    let long = String(repeating: "a", count: SignedNote.maximumByteCount)
    #expect(
      code { _ = try SignedNote(text: long + "\n", signatures: [signature]) } == .malformedNote)
    #expect(
      code { _ = try SignedNote(parsing: "\(long)\n\n\(signature.line)\n".utf8) }
        == .malformedNote)
  }

  @Test func refusesMalformedNotes() throws {
    let line = try key.sign("a\n").line
    for note in [
      "", "\n", "\n\n", "a\n", "a\n\n", "a\n\n\n", "a\n\(line)\n", "a\n\n\(line)", "\n\(line)\n",
      "a\r\n\r\n\(line)\r\n", "a\n\n\(line)\n\n", "a\n\n\(line) \n", "a\n\n \(line)\n",
      "a\n\n-\(line.dropFirst())\n", "a\n\n\(line)=\n", "a\n\n\(line.dropLast(2))\n",
      "a\n\n\(line)\nb\n", "a\n\n— log.example \n", "a\n\n— log.example\n", "a\n\n—  AAAAAAAA\n",
      "a\n\n— log.example AAAAAA==\n", "a\n\n— log.example AAAAAA\n", "a\n\n— lo+g AAAAAAA=\n",
      "a\n\n— log.example AAAAAAB=\n", "a\tb\n\n\(line)\n",
    ] {
      #expect(code { _ = try SignedNote(parsing: note.utf8) } == .malformedNote, "\(note)")
    }
    _ = try SignedNote(parsing: "a\n\n— log.example AAAAAAA=\n".utf8)
    let bytes = Array("a\n\n\(line)\n".utf8)
    for invalid in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x80]] as [[UInt8]] {
      #expect(code { _ = try SignedNote(parsing: invalid + bytes) } == .malformedNote)
    }
  }

  @Test func signatureLines() throws {
    let signature = try NoteSignature(name: "log", keyID: 0x0102_0304, bytes: [5, 6])
    #expect(signature.line == "— log AQIDBAUG")
    #expect(try NoteSignature(line: "— log AQIDBAUG") == signature)
    #expect(code { _ = try NoteSignature(line: "— log AQIDBAUG\n") } == .malformedNote)
    #expect(code { _ = try NoteSignature(name: "log", keyID: 1, bytes: []) } == .malformedNote)
  }

  @Test func ignoresStrangersOnly() throws {
    let text = "a\n"
    let note = try note(text, by: [key])
    #expect(code { _ = try note.verify(with: []) } == .unknownSigner)
    #expect(code { _ = try note.verify(with: [other.verifier]) } == .unknownSigner)
    let right = note.signatures[0]
    var bytes = right.bytes
    bytes[40] ^= 1
    let wrong = try NoteSignature(name: right.name, keyID: right.keyID, bytes: bytes)
    let short = try NoteSignature(name: right.name, keyID: right.keyID, bytes: [1])
    let sameName = try NoteSignature(name: right.name, keyID: right.keyID ^ 1, bytes: bytes)
    let sameID = try NoteSignature(name: "x", keyID: right.keyID, bytes: bytes)
    func verify(_ signatures: [NoteSignature]) -> TransparencyError.Code? {
      code {
        let note = try SignedNote(text: text, signatures: signatures)
        let signers = try note.verify(with: [key.verifier, other.verifier])
        #expect(signers.map(\.key) == [key.verifier])
      }
    }
    #expect(verify([sameName, right, sameID]) == nil)
    #expect(verify([right, right]) == nil)
    #expect(verify([sameName, sameID]) == .unknownSigner)
    for bad in [wrong, short] {
      #expect(verify([bad]) == .badSignature)
      #expect(verify([right, bad]) == .badSignature)
      #expect(verify([try other.sign(text), bad]) == .badSignature)
    }
  }

  @Test func comparesNamesByteForByte() throws {
    let seed = [UInt8](repeating: 4, count: 32)
    let composed = try SigningKey(name: "é", seed: seed, algorithm: .ed25519)
    let decomposed = try SigningKey(name: "e\u{301}", seed: seed, algorithm: .ed25519)
    #expect(composed.verifier != decomposed.verifier)
    let note = try note("a\n", by: [composed])
    #expect(code { _ = try note.verify(with: [decomposed.verifier]) } == .unknownSigner)
    #expect(
      try SignedNote(text: "é\n", signatures: note.signatures)
        != SignedNote(text: "e\u{301}\n", signatures: note.signatures))
  }

  @Test func addingReplacesOnlyTheSameKey() throws {
    let text = "a\n"
    let note = try note(text, by: [key, other])
    #expect(try note.adding(try key.sign(text)) == note)
    let stale = try NoteSignature(
      name: key.verifier.name, keyID: key.verifier.keyID, bytes: [1, 2, 3])
    let twice = try SignedNote(
      text: text, signatures: [stale] + note.signatures.dropFirst() + [stale])
    #expect(try twice.adding(try key.sign(text)) == note)
  }

  @Test func cosignaturesCarryTheirTime() throws {
    let checkpoint = try Checkpoint(
      origin: "log.example", size: 3, root: MerkleTree.emptyRoot, extensions: ["more"])
    let signed = try SignedCheckpoint(checkpoint, signedBy: [key])
    let times: [UInt64] = [5, 1_735_689_600, 7, 0]
    let signatures = try times.map { try witness.cosign(checkpoint, at: $0) }
    let note = try SignedNote(
      text: checkpoint.text, signatures: signed.note.signatures + signatures)
    let verified = try note.verify(with: [witness.verifier, key.verifier])
    #expect(verified.map(\.key) == [key.verifier, witness.verifier])
    #expect(verified.map(\.time) == [nil, 1_735_689_600])
    // The time is part of what is signed.
    var bytes = signatures[0].bytes
    for (place, value) in [(7, 6), (0, 0x80)] as [(Int, UInt8)] {
      bytes[place] = value
      let moved = try NoteSignature(
        name: witness.verifier.name, keyID: witness.verifier.keyID, bytes: bytes)
      #expect(
        code {
          _ = try SignedNote(text: checkpoint.text, signatures: [moved]).verify(
            with: [witness.verifier])
        } == .badSignature)
    }
  }

  @Test(arguments: [(1 << 63 - 1, true), (1 << 63, false), (.max, false)] as [(UInt64, Bool)])
  func refusesTimesOutOfRange(time: UInt64, isRight: Bool) throws {
    // The same seed as a log's key signs what no witness's key would.
    let raw = try SigningKey(
      name: "raw", seed: [UInt8](repeating: 3, count: 32), algorithm: .ed25519)
    let bytes = withUnsafeBytes(of: time.bigEndian) { Array($0) }
    let signature = try NoteSignature(
      name: witness.verifier.name, keyID: witness.verifier.keyID,
      bytes: bytes + raw.sign("cosignature/v1\ntime \(time)\na\n").bytes)
    let note = try SignedNote(text: "a\n", signatures: [signature])
    let refusal = code { _ = try note.verify(with: [witness.verifier]) }
    #expect(refusal == (isRight ? nil : .badSignature))
  }
}
