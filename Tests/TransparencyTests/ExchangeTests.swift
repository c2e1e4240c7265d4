import Foundation
import Testing
import Transparency

/// Receipts, proof lines and requests to a witness.
@Suite struct ExchangeTests {
  private let key: SigningKey
  private let stored = FormatVectors.SampleLog.stored()

  init() throws { key = try SigningKey(name: "log", algorithm: .ed25519) }

  private func checkpoint(_ size: UInt64) throws -> SignedCheckpoint {
    let root = try MerkleTree.root(size: size, reading: stored.read)
    return try SignedCheckpoint(
      Checkpoint(origin: "log", size: size, root: root), signedBy: [key])
  }

  @Test func receiptsOfRandomRecords() throws {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<150 {
      let size = UInt64.random(in: 1...300, using: &random)
      let index = UInt64.random(in: 0..<size, using: &random)
      let extra =
        Bool.random(using: &random) ? random.bytes(Int.random(in: 1...99, using: &random)) : nil
      let receipt = try EventReceipt(
        index: index,
        proof: MerkleTree.inclusionProof(index: index, size: size, reading: stored.read),
        extra: extra, checkpoint: checkpoint(size))
      let again = try EventReceipt(parsing: receipt.encoded.utf8)
      #expect(again == receipt)
      #expect(again.extra == extra)
      if let extra {
        #expect(receipt.encoded.contains("\nextra \(Data(extra).base64EncodedString())\nindex "))
      }
      for (place, record) in FormatVectors.SampleLog.entries[..<Int(size)].enumerated()
      where place % 40 == 0 || place == Int(index) {
        let refusal = code { try again.verify(record: record, logKeys: [key.verifier]) }
        #expect(refusal == (place == Int(index) ? nil : .rootMismatch))
      }
    }
  }

  @Test func refusesReceipts() throws {
    let checkpoint = try checkpoint(1)
    let header = "c2sp.org/tlog-proof@v1\n"
    let root = MerkleTree.emptyRoot.base64
    _ = try EventReceipt(parsing: "\(header)index 0\n\n\(checkpoint.encoded)".utf8)
    for text in [
      "", header, "index 0\n", "\(header)index 0\n", "\(header)index 0\n\n",
      "\(header)index 0\n\(checkpoint.encoded)", "\(header)index 00\n\n\(checkpoint.encoded)",
      "\(header)index -1\n\n\(checkpoint.encoded)", "\(header)index 0 \n\n\(checkpoint.encoded)",
      "\(header)index 18446744073709551616\n\n\(checkpoint.encoded)",
      "\(header)index \n\n\(checkpoint.encoded)",
      "\(header)extra \nindex 0\n\n\(checkpoint.encoded)",
      "\(header)extra AA=\nindex 0\n\n\(checkpoint.encoded)",
      "\(header)index 0\nextra AAAA\n\n\(checkpoint.encoded)",
      "\(header)extra AAAA\nextra AAAA\nindex 0\n\n\(checkpoint.encoded)",
      "\(header)index 0\n\(root)\n\(checkpoint.encoded)",
      "\(header)index 0\n\(root.dropLast())\n\n\(checkpoint.encoded)",
      "\(header)index 0\n\n\n\(checkpoint.encoded)", "\(header)index 0\n\n\(checkpoint.encoded)\n",
      "\u{FEFF}\(header)index 0\n\n\(checkpoint.encoded)",
      "c2sp.org/tlog-proof@v2\nindex 0\n\n\(checkpoint.encoded)",
    ] {
      #expect(throws: TransparencyError.self, "\(text)") {
        _ = try EventReceipt(parsing: text.utf8)
      }
    }
    #expect(
      try EventReceipt(index: 0, proof: [], extra: [], checkpoint: checkpoint).extra == nil)
  }

  @Test func proofLines() throws {
    let hash = MerkleTree.emptyRoot
    for count in [0, 1, 2, 63] {
      let proof = [Digest](repeating: hash, count: count)
      #expect(try ProofLines.parse(ProofLines.text(proof)) == proof)
    }
    let line = hash.base64
    let tooMany = [Digest](repeating: hash, count: 64)
    for text in [
      "\n", line, line + "\n\n", "\n\(line)\n", " \(line)\n", "\(line)\r\n", "\(line) \n",
    ] {
      #expect(code { _ = try ProofLines.parse(text) } == .malformedProof)
    }
    let signed = try checkpoint(1)
    #expect(code { _ = try ProofLines.parse(ProofLines.text(tooMany)) } == .malformedProof)
    #expect(
      code { _ = try WitnessRequest(oldSize: 0, proof: tooMany, checkpoint: signed) }
        == .malformedProof)
    #expect(
      code { _ = try EventReceipt(index: 0, proof: tooMany, checkpoint: signed) }
        == .malformedProof)
  }

  @Test func requestsOfRandomSizes() throws {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<150 {
      let size = UInt64.random(in: 1...300, using: &random)
      let old = UInt64.random(in: 0...size, using: &random)
      let proof =
        old == 0
        ? [] : try MerkleTree.consistencyProof(from: old, to: size, reading: stored.read)
      let request = try WitnessRequest(oldSize: old, proof: proof, checkpoint: checkpoint(size))
      let again = try WitnessRequest(parsing: request.encoded.utf8)
      #expect(again == request)
      let root = try MerkleTree.root(size: old, reading: stored.read)
      try again.verifyConsistency(withOldRoot: root)
      let other = MerkleTree.nodeHash(root, root)
      #expect(code { try again.verifyConsistency(withOldRoot: other) } == .rootMismatch)
      let longer = try WitnessRequest(
        oldSize: old, proof: proof + [root], checkpoint: checkpoint(size))
      #expect(code { try longer.verifyConsistency(withOldRoot: root) } == .wrongProofLength)
    }
  }

  @Test func refusesRequests() throws {
    let note = try checkpoint(3).encoded
    _ = try WitnessRequest(parsing: "old 3\n\n\(note)".utf8)
    for text in [
      "", "old 0", "old 0\n", "old 0\n\n", "old 0\n\(note)", "old 4\n\n\(note)",
      "old 01\n\n\(note)",
      "old\n\n\(note)", "old 0\n \n\(note)", "size 0\n\n\(note)", "old 0\n\n\n\(note)",
      "old 0\r\n\r\n\(note)", "old 0\n\n\(note)\n", "\n\(note)",
    ] {
      #expect(throws: TransparencyError.self, "\(text)") {
        _ = try WitnessRequest(parsing: text.utf8)
      }
    }
    #expect(
      code { _ = try WitnessRequest(oldSize: 4, proof: [], checkpoint: checkpoint(3)) }
        == .malformedRequest)
  }
}
