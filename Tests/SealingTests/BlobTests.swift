import Testing

@testable import Sealing

@Suite struct BlobTests {
  private let key = PersonKey()

  private func seal(_ text: String) throws -> [UInt8] {
    try Blob.seal(
      text, key: key, origin: "localhost/rapporteur/0", eventID: "e-1", subject: "person/1",
      field: "name")
  }

  private func open(
    _ blob: [UInt8], key: PersonKey? = nil, origin: String = "localhost/rapporteur/0",
    eventID: String = "e-1", subject: String = "person/1", field: String = "name"
  ) throws -> String {
    try Blob.open(
      blob, key: key ?? self.key, origin: origin, eventID: eventID, subject: subject, field: field)
  }

  private func code(_ body: () throws -> Void) -> SealingError.Code? {
    do { try body() } catch { return (error as? SealingError)?.code }
    return nil
  }

  @Test(arguments: ["", "a", "Ayşe Kabasakal", "\u{0}\n", String(repeating: "ü", count: 5000)])
  func opensWhatWasMade(text: String) throws {
    let blob = try Blob.text(text)
    #expect(blob[0] == 0 && blob.count == 17 + text.utf8.count)
    #expect(try Blob.openText(blob) == text)
    #expect(try open(try seal(text)) == text)
    #expect(Blob.kind(of: blob) == .text)
    #expect(Blob.kind(of: try seal(text)) == .sealed)
  }

  @Test func textHasTheStatedBytes() throws {
    let salt = [UInt8](1...16)
    #expect(try Blob.text("hé", salt: salt) == [0] + salt + [0x68, 0xC3, 0xA9])
    #expect(code { _ = try Blob.text("", salt: Array(salt.dropLast())) } == .malformedKey)
    #expect(try Blob.text("x") != Blob.text("x"), "the salt is new each time")
    #expect(
      Hex.text(Blob.hash(of: Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  /// Made with another implementation of the layout, from a fixed key and nonce.
  @Test func sealedHasTheStatedBytes() throws {
    let key = try PersonKey(bytes: [UInt8](0..<32))
    let vector = SealedVector.self
    #expect(Hex.text(key.keyID) == vector.keyID)
    let blob = try #require(Hex.bytes(Array(vector.blob.utf8)))
    #expect(
      try Blob.open(
        blob, key: key, origin: vector.origin, eventID: vector.eventID, subject: vector.subject,
        field: vector.field) == vector.text)
  }

  @Test func paddingHidesTheLength() throws {
    for count in 0...200 {
      let blob = try seal(String(repeating: "x", count: count))
      #expect(blob.count == 1 + 12 + (count + 4 + 63) / 64 * 64 + 16)
    }
  }

  @Test func opensNowhereElse() throws {
    let blob = try seal("Ayşe")
    #expect(code { _ = try open(blob, key: PersonKey()) } == .wrongKeyOrPlace)
    #expect(code { _ = try open(blob, origin: "localhost/rapporteur/1") } == .wrongKeyOrPlace)
    #expect(code { _ = try open(blob, eventID: "e-2") } == .wrongKeyOrPlace)
    #expect(code { _ = try open(blob, subject: "person/2") } == .wrongKeyOrPlace)
    #expect(code { _ = try open(blob, field: "contact") } == .wrongKeyOrPlace)
    #expect(code { _ = try open(blob, field: "na\nme") } == .unsealable)
  }

  @Test func refusesEveryFlippedBit() throws {
    let blob = try seal("Ayşe")
    for index in blob.indices {
      for bit in 0..<8 {
        var changed = blob
        changed[index] ^= 1 << bit
        #expect(throws: SealingError.self) { try open(changed) }
      }
    }
  }

  @Test func refusesEveryOtherLength() throws {
    let blob = try seal("Ayşe")
    for count in 0..<blob.count {
      #expect(throws: SealingError.self) { try open(Array(blob[..<count])) }
    }
    #expect(code { _ = try open(blob + [0]) } == .malformedBlob)
    #expect(code { _ = try open([1]) } == .malformedBlob)
    #expect(code { _ = try open([]) } == .malformedBlob)
  }

  @Test func refusesTheOtherKindAndNonsense() throws {
    #expect(code { _ = try open(try Blob.text("x")) } == .wrongKind)
    #expect(code { _ = try Blob.openText(try seal("x")) } == .wrongKind)
    #expect(code { _ = try Blob.openText([]) } == .malformedBlob)
    #expect(code { _ = try Blob.openText([2, 3]) } == .malformedBlob)
    #expect(code { _ = try Blob.openText([UInt8](repeating: 0, count: 16)) } == .malformedBlob)
    #expect(
      code { _ = try Blob.openText([UInt8](repeating: 0, count: 17) + [0xFF]) } == .malformedBlob)
  }

  @Test func keysNeverShowThemselves() throws {
    let bytes = [UInt8](repeating: 0xAB, count: 32)
    let key = try PersonKey(bytes: bytes)
    #expect(!"\(key)".contains("abab") && !String(reflecting: key).contains("abab"))
    #expect(code { _ = try PersonKey(bytes: Array(bytes.dropLast())) } == .malformedKey)
  }
}
