import Testing
import Transparency

/// What is changed in transit is refused, or says the same; whatever is read, nothing crashes.
@Suite struct MutationTests {
  private let log: FormatVectors.SampleLog
  private let keys: [VerifierKey]
  private let witnesses: [VerifierKey]
  private let record = FormatVectors.SampleLog.entries[131]

  init() throws {
    log = try FormatVectors.load().sampleLog
    keys = [try VerifierKey(vkey: log.logVkey)]
    witnesses = [try VerifierKey(vkey: log.witnessVkey)]
  }

  private var request: String {
    let proof = log.consistency7300.map { $0 + "\n" }.joined()
    return "old 7\n\(proof)\n\(log.checkpoint300)"
  }

  private func eachBitFlip(of text: String, _ body: ([UInt8]) -> Void) {
    var bytes = Array(text.utf8)
    for place in bytes.indices {
      for bit in 0..<8 {
        bytes[place] ^= 1 << UInt8(bit)
        body(bytes)
        bytes[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func notesWithOneBitFlipped() throws {
    var survivors = 0
    eachBitFlip(of: log.checkpoint7) { bytes in
      #expect(throws: TransparencyError.self) {
        _ = try SignedNote(parsing: bytes).verify(with: keys)
      }
    }
    let original = try SignedCheckpoint(parsing: log.checkpoint300.utf8)
    let all = try original.verify(logKeys: keys, witnesses: witnesses)
    eachBitFlip(of: log.checkpoint300) { bytes in
      guard let changed = try? SignedCheckpoint(parsing: bytes),
        let verified = try? changed.verify(logKeys: keys, witnesses: witnesses)
      else { return }
      // Only the witness's line can have become another's; the log's word stands.
      survivors += 1
      #expect(changed.checkpoint == original.checkpoint)
      #expect(verified.logKeys == all.logKeys)
      #expect(verified.cosignatures.isEmpty)
    }
    #expect(survivors > 0)
  }

  @Test func receiptsWithOneBitFlipped() throws {
    let original = try EventReceipt(parsing: log.tlogProofIndex131.utf8)
    eachBitFlip(of: log.tlogProofIndex131) { bytes in
      guard let changed = try? EventReceipt(parsing: bytes),
        let verified = try? changed.verify(record: record, logKeys: keys, witnesses: witnesses)
      else { return }
      #expect(changed.index == original.index)
      #expect(changed.proof == original.proof)
      #expect(changed.extra == nil)
      #expect(changed.checkpoint.checkpoint == original.checkpoint.checkpoint)
      #expect(verified.cosignatures.isEmpty)
    }
  }

  @Test func recordsWithOneBitFlipped() throws {
    let receipt = try EventReceipt(parsing: log.tlogProofIndex131.utf8)
    for place in record.indices {
      var changed = record
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(code { try receipt.verify(record: changed, logKeys: keys) } == .rootMismatch)
    }
  }

  @Test func requestsWithOneBitFlipped() throws {
    let original = try WitnessRequest(parsing: request.utf8)
    let root = try MerkleTree.root(size: 7, reading: FormatVectors.SampleLog.stored(7).read)
    eachBitFlip(of: request) { bytes in
      guard let changed = try? WitnessRequest(parsing: bytes),
        (try? changed.verifyConsistency(withOldRoot: root)) != nil,
        (try? changed.checkpoint.verify(logKeys: keys, witnesses: witnesses)) != nil
      else { return }
      #expect(changed.oldSize == original.oldSize)
      #expect(changed.proof == original.proof)
      #expect(changed.checkpoint.checkpoint == original.checkpoint.checkpoint)
    }
  }

  @Test func keysWithOneBitFlipped() throws {
    eachBitFlip(of: log.logVkey) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      #expect(code { _ = try VerifierKey(vkey: text) } == .malformedKey)
    }
    eachBitFlip(of: log.logSkeyGo) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self) else { return }
      #expect(code { _ = try SigningKey(text: text) } == .malformedKey)
    }
  }

  /// Random changes: flips, cuts, doublings, and pieces that mean something to the formats.
  private func mutations(of text: String, seed: UInt64, _ body: ([UInt8], String) -> Void) {
    let original = Array(text.utf8)
    let pieces = ["\n", "\n\n", "— ", " ", "+", "=", "0", "99999999999999999999", "\r", "/", ".p/"]
      .map { Array($0.utf8) }
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 1: bytes.removeSubrange(place..<end)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 3: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
        default: bytes.replaceSubrange(place..<end, with: random.bytes(end - place))
        }
      }
      body(bytes, String(decoding: bytes, as: UTF8.self))
    }
  }

  /// What can be read is written as the same bytes.
  @Test func readsOneFormOnly() throws {
    mutations(of: "a\n\n" + log.checkpoint7, seed: 1) { bytes, _ in
      guard let note = try? SignedNote(parsing: bytes) else { return }
      #expect(note.encoded.utf8.elementsEqual(bytes))
    }
    mutations(of: log.checkpoint7, seed: 2) { bytes, _ in
      guard let signed = try? SignedCheckpoint(parsing: bytes) else { return }
      #expect(signed.encoded.utf8.elementsEqual(bytes))
      #expect(signed.checkpoint.text.utf8.elementsEqual(signed.note.text.utf8))
    }
    let extra = log.tlogProofIndex131.replacing("index", with: "extra AAECAw==\nindex")
    mutations(of: extra, seed: 3) { bytes, _ in
      guard let receipt = try? EventReceipt(parsing: bytes) else { return }
      #expect(receipt.encoded.utf8.elementsEqual(bytes))
    }
    mutations(of: request, seed: 4) { bytes, _ in
      guard let request = try? WitnessRequest(parsing: bytes) else { return }
      #expect(request.encoded.utf8.elementsEqual(bytes))
    }
  }

  @Test func readsOneFormOfShortTexts() throws {
    mutations(of: log.logVkey, seed: 5) { _, text in
      guard let key = try? VerifierKey(vkey: text) else { return }
      #expect(key.description == text)
    }
    mutations(of: log.logSkeyGo, seed: 6) { _, text in
      guard let key = try? SigningKey(text: text) else { return }
      #expect(key.text == text)
    }
    mutations(of: "log\n7\n\(MerkleTree.emptyRoot.base64)\nmore\n", seed: 7) { _, text in
      guard let checkpoint = try? Checkpoint(parsing: text) else { return }
      #expect(checkpoint.text.utf8.elementsEqual(text.utf8))
    }
    mutations(of: log.consistency7300.map { $0 + "\n" }.joined(), seed: 8) { _, text in
      guard let proof = try? ProofLines.parse(text) else { return }
      #expect(ProofLines.text(proof) == text)
    }
    mutations(of: "tile/0/x001/x234/067.p/8", seed: 9) { _, text in
      guard let tile = Tile(path: text) else { return }
      #expect(tile.path == text)
    }
    let line = try #require(log.checkpoint7.split(separator: "\n").last)
    mutations(of: String(line), seed: 10) { _, text in
      guard let signature = try? NoteSignature(line: text) else { return }
      #expect(signature.line.utf8.elementsEqual(text.utf8))
    }
    mutations(of: "\u{0}\u{3}abc\u{0}\u{1}d", seed: 11) { bytes, _ in
      guard let entries = try? Tile.entries(ofBundle: bytes, count: 2) else { return }
      #expect((try? Tile.bundle(entries)) == bytes)
    }
  }

  @Test func readsNoise() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<2000 {
      let bytes = random.bytes(Int.random(in: 0...200, using: &random))
      #expect(throws: TransparencyError.self) { _ = try SignedNote(parsing: bytes) }
      #expect(throws: TransparencyError.self) { _ = try EventReceipt(parsing: bytes) }
      #expect(throws: TransparencyError.self) { _ = try WitnessRequest(parsing: bytes) }
    }
  }
}
