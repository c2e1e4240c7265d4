import Testing
import Transparency

@Suite struct CheckpointTests {
  private let log: SigningKey
  private let next: SigningKey
  private let witnesses: [SigningKey]

  init() throws {
    log = try SigningKey(name: "log", algorithm: .ed25519)
    next = try SigningKey(name: "log", algorithm: .ed25519)
    witnesses = try ["w1", "w2", "w3"].map { try SigningKey(name: $0, algorithm: .cosignature) }
  }

  @Test func roundTrip() throws {
    for size in [1, 7, 10, .max] as [UInt64] {
      for extensions in [[], ["a"], ["a b", "é", "+"]] {
        for origin in ["log", "go.sum database tree", " ", "ö"] {
          let checkpoint = try Checkpoint(
            origin: origin, size: size, root: MerkleTree.emptyRoot, extensions: extensions)
          #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
        }
      }
    }
    #expect(
      try Checkpoint(origin: "log", size: 0, root: MerkleTree.emptyRoot).text
        == "log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
  }

  @Test func refusesParts() throws {
    let root = MerkleTree.emptyRoot
    for line in ["", "a\nb", "a\r", "a\r\nb", "\t"] {
      #expect(
        code { _ = try Checkpoint(origin: line, size: 1, root: root) } == .malformedCheckpoint)
      #expect(
        code { _ = try Checkpoint(origin: "log", size: 1, root: root, extensions: [line]) }
          == .malformedCheckpoint)
    }
    let other = MerkleTree.nodeHash(root, root)
    #expect(
      code { _ = try Checkpoint(origin: "log", size: 0, root: other) } == .malformedCheckpoint)
    for text in ["", "log\n", "log\n1\n", "log\n+1\n\(root.base64)\n", "log\n1 \n\(root.base64)\n"]
    {
      #expect(code { _ = try Checkpoint(parsing: text) } == .malformedCheckpoint)
    }
  }

  @Test func needsTheLogsSignature() throws {
    let checkpoint = try Checkpoint(origin: "log", size: 1, root: MerkleTree.emptyRoot)
    let signed = try SignedCheckpoint(checkpoint, signedBy: [log])
    let parsed = try SignedCheckpoint(parsing: signed.encoded.utf8)
    #expect(parsed == signed)
    #expect(try parsed.verify(logKeys: [log.verifier]).cosignatures.isEmpty)
    #expect(code { try parsed.verify(logKeys: [next.verifier]) } == .unknownSigner)
    #expect(code { try parsed.verify(logKeys: []) } == .unknownOrigin)
    let stranger = try SigningKey(name: "stranger", algorithm: .ed25519)
    #expect(code { try parsed.verify(logKeys: [stranger.verifier]) } == .unknownOrigin)
    #expect(
      code { _ = try SignedCheckpoint(checkpoint, signedBy: [stranger]) } == .unknownOrigin)
    #expect(code { _ = try SignedCheckpoint(checkpoint, signedBy: []) } == .malformedNote)
    // A witness's word alone is not the log's, nor does a stranger's key stand for the log's.
    let cosignature = try witnesses[0].cosign(checkpoint, at: 1)
    let cosigned = try SignedCheckpoint(
      note: SignedNote(
        text: checkpoint.text, signatures: [cosignature, try stranger.sign(checkpoint.text)]))
    #expect(
      code {
        try cosigned.verify(
          logKeys: [log.verifier, stranger.verifier],
          witnesses: [witnesses[0].verifier, stranger.verifier])
      } == .unknownSigner)
    #expect(
      code { try cosigned.verify(logKeys: [witnesses[0].verifier]) } == .unknownOrigin)
  }

  @Test func aWitnessOfTheLogsNameIsNotTheLog() throws {
    let witness = try SigningKey(name: "log", algorithm: .cosignature)
    let checkpoint = try Checkpoint(origin: "log", size: 1, root: MerkleTree.emptyRoot)
    let signed = try SignedCheckpoint(checkpoint, signedBy: [log])
      .adding(try witness.cosign(checkpoint, at: 1))
    #expect(code { try signed.verify(logKeys: [witness.verifier]) } == .unknownOrigin)
    let keys = [log.verifier, witness.verifier]
    #expect(try signed.verify(logKeys: keys).cosignatures.isEmpty)
    #expect(try signed.verify(logKeys: keys, witnesses: keys).cosignatures.count == 1)
  }

  @Test func twoKeysWhileOneReplacesTheOther() throws {
    let checkpoint = try Checkpoint(origin: "log", size: 1, root: MerkleTree.emptyRoot)
    let signed = try SignedCheckpoint(checkpoint, signedBy: [log, next])
    for keys in [[log], [next], [log, next]] {
      let keys = keys.map(\.verifier)
      #expect(try signed.verify(logKeys: keys).logKeys == keys)
    }
  }

  @Test func gathersCosignatures() throws {
    let checkpoint = try Checkpoint(origin: "log", size: 1, root: MerkleTree.emptyRoot)
    var signed = try SignedCheckpoint(checkpoint, signedBy: [log])
    for (time, witness) in witnesses.enumerated() {
      signed = try signed.adding(try witness.cosign(checkpoint, at: UInt64(time)))
    }
    signed = try signed.adding(try witnesses[1].cosign(checkpoint, at: 9))
    #expect(signed.note.signatures.count == 4)
    let keys = witnesses.map(\.verifier)
    let verified = try signed.verify(logKeys: [log.verifier], witnesses: keys)
    #expect(verified.cosignatures.map(\.key) == keys)
    #expect(verified.cosignatures.map(\.time) == [0, 9, 2])
    #expect(
      try signed.verify(logKeys: [log.verifier], witnesses: [keys[2]]).cosignatures.map(\.time)
        == [2])
    // A cosignature of another checkpoint is wrong here, not merely missing.
    let other = try Checkpoint(origin: "log", size: 2, root: MerkleTree.emptyRoot)
    let moved = try signed.adding(try witnesses[0].cosign(other, at: 1))
    #expect(code { try moved.verify(logKeys: [log.verifier], witnesses: keys) } == .badSignature)
    try moved.verify(logKeys: [log.verifier])
  }
}
