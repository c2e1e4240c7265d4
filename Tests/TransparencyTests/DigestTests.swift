import Testing
import Transparency

@Suite struct DigestTests {
  @Test func hexAndBase64RoundTrip() throws {
    for seed in UInt8(0)...40 {
      let bytes = (0..<32).map { UInt8(truncatingIfNeeded: Int(seed) * 37 + $0 * 11) }
      let digest = try #require(Digest(bytes: bytes))
      #expect(digest.bytes == bytes)
      #expect(Digest(hex: digest.hex) == digest)
      #expect(Digest(hex: digest.hex.uppercased()) == digest)
      #expect(Digest(base64: digest.base64) == digest)
    }
    #expect(MerkleTree.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
  }

  @Test(arguments: [0, 1, 9, 31, 33, 64])
  func refusesOtherLengths(count: Int) {
    #expect(Digest(bytes: [UInt8](repeating: 7, count: count)) == nil)
    #expect(Digest(hex: String(repeating: "ab", count: count)) == nil)
  }

  @Test func refusesMalformedText() {
    let hex = MerkleTree.emptyRoot.hex
    #expect(Digest(hex: hex.dropLast()) == nil)
    #expect(Digest(hex: hex.dropLast() + "g") == nil)
    #expect(Digest(hex: hex.dropLast() + "\u{15}") == nil)
    #expect(Digest(hex: hex + "0") == nil)
    let base64 = MerkleTree.emptyRoot.base64
    #expect(Digest(base64: base64.dropLast()) == nil)
    #expect(Digest(base64: base64 + "\n") == nil)
    #expect(Digest(base64: base64.dropLast(2) + "V=") == nil, "spare bits must be zero")
    #expect(Digest(base64: base64.dropLast(2) + "-=") == nil)
    #expect(Digest(base64: base64.dropLast(2) + "==") == nil)
  }
}
