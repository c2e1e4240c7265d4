import Testing
import Transparency

/// The values that other implementations of the C2SP formats are tested with.
@Suite struct FormatVectorTests {
  private let vectors: FormatVectors
  private var log: FormatVectors.SampleLog { vectors.sampleLog }

  init() throws { vectors = try FormatVectors.load() }

  @Test func notes() throws {
    #expect(vectors.notes.count == 4)
    for vector in vectors.notes {
      let key = try VerifierKey(vkey: vector.vkey)
      #expect(key.description == vector.vkey)
      let note = try SignedNote(parsing: vector.note.utf8)
      #expect(note.text == vector.text)
      #expect(note.encoded == vector.note)
      #expect(try note.verify(with: [key]).map(\.key) == [key])
      if let text = vector.skeyGo {
        let signer = try SigningKey(text: text)
        #expect(signer.text == text)
        #expect(signer.verifier == key)
        #expect(try signer.sign(vector.text) == note.signatures[0])
      }
    }
  }

  @Test func realTreeHeads() throws {
    let heads = vectors.notes.filter { $0.origin != nil }
    #expect(heads.count == 2)
    for vector in heads {
      let signed = try SignedCheckpoint(parsing: vector.note.utf8)
      #expect(signed.checkpoint.origin == vector.origin)
      #expect(signed.checkpoint.size == vector.size)
      #expect(signed.checkpoint.root.base64 == vector.root)
      #expect(signed.checkpoint.text == vector.text)
      // Its key has another name than the origin, which is only asked of our own logs.
      let key = try VerifierKey(vkey: vector.vkey)
      #expect(code { try signed.verify(logKeys: [key]) } == .unknownOrigin)
    }
  }

  @Test func refusedKeys() {
    #expect(vectors.vkeysBad.count == 4)
    for text in vectors.vkeysBad {
      #expect(code { _ = try VerifierKey(vkey: text) } == .malformedKey, "\(text)")
    }
  }

  @Test func refusedCheckpoints() {
    #expect(vectors.checkpointsBad.count == 12)
    for text in vectors.checkpointsBad {
      #expect(code { _ = try Checkpoint(parsing: text) } == .malformedCheckpoint, "\(text)")
    }
  }

  @Test func sampleRoots() throws {
    let stored = FormatVectors.SampleLog.stored()
    #expect(log.roots.count == 6)
    for (size, root) in log.roots {
      let size = try #require(UInt64(size))
      #expect(try MerkleTree.root(size: size, reading: stored.read).hex == root)
    }
  }

  @Test func sampleCheckpoints() throws {
    let (logKey, witnessKey) = (try log.logKey, try log.witnessKey)
    #expect(logKey.verifier.description == log.logVkey)
    #expect(witnessKey.verifier.description == log.witnessVkey)
    let stored = FormatVectors.SampleLog.stored()
    func sign(_ size: UInt64) throws -> SignedCheckpoint {
      let root = try MerkleTree.root(size: size, reading: stored.read)
      return try SignedCheckpoint(
        Checkpoint(origin: log.origin, size: size, root: root), signedBy: [logKey])
    }
    let small = try sign(7)
    #expect(small.encoded == log.checkpoint7)
    #expect(
      try small.verify(logKeys: [logKey.verifier], witnesses: [witnessKey.verifier]).logKeys
        == [logKey.verifier])

    let large = try sign(300)
    let cosignature = try witnessKey.cosign(large.checkpoint, at: log.cosignatureTimestamp)
    let cosigned = try large.adding(cosignature)
    #expect(cosigned.encoded == log.checkpoint300)
    let verified = try SignedCheckpoint(parsing: log.checkpoint300.utf8)
      .verify(logKeys: [logKey.verifier], witnesses: [witnessKey.verifier])
    #expect(verified.logKeys == [logKey.verifier])
    #expect(verified.cosignatures.map(\.key) == [witnessKey.verifier])
    #expect(verified.cosignatures.map(\.time) == [log.cosignatureTimestamp])
  }

  @Test func sampleReceipt() throws {
    let keys = [try VerifierKey(vkey: log.logVkey)]
    let witnesses = [try VerifierKey(vkey: log.witnessVkey)]
    let receipt = try EventReceipt(parsing: log.tlogProofIndex131.utf8)
    let record = FormatVectors.SampleLog.entries[131]
    #expect(record.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == log.leaf131Hex)
    let verified = try receipt.verify(record: record, logKeys: keys, witnesses: witnesses)
    #expect(verified.cosignatures.map(\.time) == [log.cosignatureTimestamp])
    #expect(receipt.index == 131)
    #expect(receipt.extra == nil)
    #expect(receipt.encoded == log.tlogProofIndex131)
    let proof = try MerkleTree.inclusionProof(
      index: 131, size: 300, reading: FormatVectors.SampleLog.stored().read)
    let made = try EventReceipt(
      index: 131, proof: proof, checkpoint: SignedCheckpoint(parsing: log.checkpoint300.utf8))
    #expect(made == receipt)
    #expect(
      code { try receipt.verify(record: record + [0], logKeys: keys) } == .rootMismatch)
    #expect(code { try receipt.verify(record: record, logKeys: []) } == .unknownOrigin)
  }

  @Test func sampleConsistency() throws {
    let text = log.consistency7300.map { $0 + "\n" }.joined()
    let proof = try ProofLines.parse(text)
    #expect(ProofLines.text(proof) == text)
    #expect(
      try MerkleTree.consistencyProof(
        from: 7, to: 300, reading: FormatVectors.SampleLog.stored().read) == proof)
    let old = try SignedCheckpoint(parsing: log.checkpoint7.utf8).checkpoint
    let request = try WitnessRequest(parsing: "old 7\n\(text)\n\(log.checkpoint300)".utf8)
    #expect(request.proof == proof)
    try request.verifyConsistency(withOldRoot: old.root)
  }
}
