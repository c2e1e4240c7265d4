import Crypto
import Foundation
import Testing

@testable import Sealing

@Suite struct KeyStoreTests {
  private let directory: TemporaryDirectory
  private var folder: String { directory.path + "/keys" }
  private var keyFile: String { directory.path + "/keys/kek" }

  init() throws { directory = try TemporaryDirectory() }

  private func withStore<T>(
    keyFile: String? = nil, creating: Bool = true, _ body: (KeyStore) throws -> T
  ) throws -> T {
    let store = try KeyStore(
      directory: folder, keyFile: keyFile ?? self.keyFile, creating: creating)
    defer { store.close() }
    return try body(store)
  }

  private func refusal(keyFile: String? = nil, creating: Bool = true) -> SealingError? {
    do { try withStore(keyFile: keyFile, creating: creating) { _ in } } catch {
      return error as? SealingError
    }
    return nil
  }

  @Test func everythingSurvivesReopening() throws {
    let (key, print, generation) = try withStore { (store) throws in
      try store.destroyKey(of: "person/2")
      return (
        try #require(try store.key(for: "person/1", creating: true)),
        try store.fingerprint(of: [1]), try store.generation()
      )
    }
    try withStore(creating: false) { (store) throws in
      #expect(try store.key(for: "person/1", creating: false) == key)
      #expect(try store.fingerprint(of: [1]) == print)
      #expect(try store.generation() == generation)
      #expect(try store.tombstones() == ["person/2"])
      #expect(try store.key(for: "person/2", creating: true) == nil)
    }
  }

  @Test func keyFileIsForItsOwnerOnly() throws {
    try withStore { _ in }
    let mode = try FileManager.default.attributesOfItem(atPath: keyFile)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let content = try String(contentsOfFile: keyFile, encoding: .utf8)
    #expect(content.utf8.count == 65 && content.last == "\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["data.mdb", "kek", "lock.mdb"], "no draft is left behind")
  }

  @Test func takesAKeyFileThatIsThere() throws {
    let elsewhere = directory.path + "/secret"
    try (String(repeating: "5A", count: 32) + "\r\n")
      .write(toFile: elsewhere, atomically: true, encoding: .utf8)
    let key = try withStore(keyFile: elsewhere) { try $0.key(for: "person/1", creating: true) }
    #expect(!FileManager.default.fileExists(atPath: keyFile))
    try (String(repeating: "5a", count: 32))
      .write(toFile: elsewhere, atomically: true, encoding: .utf8)
    #expect(
      try withStore(keyFile: elsewhere) { try $0.key(for: "person/1", creating: false) } == key)
  }

  @Test func wrongKeyFileIsNamed() throws {
    try withStore { _ = try $0.key(for: "person/1", creating: true) }
    let other = directory.path + "/other"
    try String(repeating: "ab", count: 32)
      .write(toFile: other, atomically: true, encoding: .utf8)
    let error = try #require(refusal(keyFile: other))
    #expect(error.code == .wrongKeyFile)
    #expect(error.message.contains(other))
    #expect(error.message.contains("RAPPORTEUR_KEK_FILE"))
    #expect(!error.message.contains("abab"))
    try withStore { (store) throws in
      #expect(try store.key(for: "person/1", creating: false) != nil)
    }
  }

  @Test func missingKeyFileIsNamedAndNotMadeAnew() throws {
    try withStore { _ = try $0.key(for: "person/1", creating: true) }
    try FileManager.default.moveItem(atPath: keyFile, toPath: directory.path + "/kept")
    let error = try #require(refusal())
    #expect(error.code == .missingKeyFile)
    #expect(error.message.contains(keyFile))
    #expect(!FileManager.default.fileExists(atPath: keyFile))
    try withStore(keyFile: directory.path + "/kept") { (store) throws in
      #expect(try store.key(for: "person/1", creating: false) != nil)
    }
  }

  @Test(arguments: ["", "abc", "zz" + String(repeating: "ab", count: 31), "ab cd"])
  func refusesWhatIsNoKeyFile(content: String) throws {
    let file = directory.path + "/nonsense"
    try content.write(toFile: file, atomically: true, encoding: .utf8)
    let error = try #require(refusal(keyFile: file))
    #expect(error.code == .badKeyFile)
    #expect(error.message.contains(file))
  }

  @Test func refusesAFolderAsKeyFile() throws {
    #expect(refusal(keyFile: directory.path)?.code == .badKeyFile)
  }

  @Test func makesNothingUnlessAsked() {
    #expect(throws: (any Error).self) { try withStore(creating: false) { _ in } }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func storesNoKeyInClear() throws {
    let made = try withStore { try $0.key(for: "person/1", creating: true) }
    let key = try #require(made)
    let file = try Data(contentsOf: URL(fileURLWithPath: folder + "/data.mdb"))
    let bytes = key.key.withUnsafeBytes { Data($0) }
    #expect(file.range(of: Data("person/1".utf8)) != nil)
    #expect(file.range(of: bytes) == nil)
  }

  @Test func damagedKeyIsRefused() throws {
    try withStore { _ = try $0.key(for: "person/1", creating: true) }
    let path = folder + "/data.mdb"
    var file = try Data(contentsOf: URL(fileURLWithPath: path))
    var start = file.startIndex
    while let found = file.range(of: Data("person/1".utf8), in: start..<file.endIndex) {
      file[found.upperBound + 20] ^= 1
      start = found.upperBound
    }
    try file.write(to: URL(fileURLWithPath: path))
    try withStore { (store) throws in
      #expect(throws: SealingError.self) { try store.key(for: "person/1", creating: false) }
      #expect(throws: SealingError.self) { try store.key(for: "person/1", creating: true) }
    }
  }

  @Test func copyHoldsNothingOfDestroyedKeys() throws {
    let copy = directory.path + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    let name = Data("person/to-be-erased".utf8)
    let kept = try withStore { store in
      _ = try store.keys(for: ["person/1", "person/to-be-erased"], creating: true)
      // In the file a value stands right behind its key.
      let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/data.mdb"))
      let start = try #require(before.range(of: name)).upperBound
      let wrapped = before[start..<start + 60]
      try store.destroyKey(of: "person/to-be-erased")
      try store.copy(to: copy + "/data.mdb")
      let after = try Data(contentsOf: URL(fileURLWithPath: copy + "/data.mdb"))
      #expect(after.range(of: name) != nil, "its tombstone")
      #expect(after.range(of: wrapped) == nil)
      return try store.key(for: "person/1", creating: false)
    }
    let store = try KeyStore(directory: copy, keyFile: keyFile, creating: false)
    defer { store.close() }
    #expect(try store.key(for: "person/1", creating: false) == kept)
    #expect(try store.isErased("person/to-be-erased"))
  }

  @Test func closedStoreRefuses() throws {
    let store = try withStore { $0 }
    #expect(throws: (any Error).self) { try store.key(for: "person/1", creating: true) }
  }
}
