import EventLog
import Foundation
import Registry
import Sealing
import Things

/// What came of putting a backup back.
public struct Restoration: Sendable {
  /// The backup.
  public var backup: Backup
  /// The size of the log that it took the place of, when that could be read.
  public var replacedSize: UInt64?
  /// Where the files are kept that it took the place of; nil when there were none.
  public var replaced: String?
  /// How many people and texts were destroyed again.
  public var destroyedAgain: Int
  /// The log's size now.
  public var size: UInt64
}

extension Backup {
  /// Puts the backup in the place of a registry's log. Keys stay those of the registry; a new folder
  /// gets them from a copy of the keys.
  ///
  /// What was erased or redacted since the backup was made is destroyed again before anybody can read
  /// it: the union of what the registry's keys remember, what the backup lists, and `erasures`. One
  /// of the first and the last has to be there, since the backup cannot know what came after it.
  ///
  /// - Parameters:
  ///   - keys: a folder that `backup --keys` wrote, for a registry without keys.
  ///   - erasures: a list that `erasures export` wrote.
  ///   - actor: who restores.
  public func restore(
    to folder: RegistryFolder, keys keysDirectory: String? = nil, erasures file: String? = nil,
    by actor: String
  ) async throws -> Restoration {
    try prepare(folder)
    let lease = try RegistryLease(folder)
    guard lease.begin() else {
      throw DeskError(
        .conflict, "another program has \(folder.path) open",
        hint: "end it, and restore then")
    }
    defer { lease.end() }
    let stage = folder.restoring
    try? FileManager.default.removeItem(atPath: stage)
    defer { try? FileManager.default.removeItem(atPath: stage) }
    try NewFolder.make(stage)
    // Until everything is known to be well, nothing is touched but this folder.
    let hadKeys = try stageKeys(folder, keysDirectory, in: stage)
    let keys = try KeyStore(
      directory: hadKeys ? folder.keys : stage + "/keys",
      keyFile: RegistryFolder.keyEncryptionKey(of: folder), creating: false)
    defer { keys.close() }
    let list = try destroyed(keys, hadKeys: hadKeys, file)
    let again = try await makeLog(in: stage, keys, list, actor)
    // The new log is whole; only now is anything destroyed for good, keys in free pages included.
    for person in list.people { try keys.destroyKey(of: person) }
    try keys.note(destroyed: list.texts.sorted())
    try keys.compact()
    keys.close()
    try DurableFile.write([], to: folder.placing)
    if !hadKeys { try putKeysInPlace(stage, folder) }

    var restoration = Restoration(
      backup: self, replacedSize: nil, replaced: nil, destroyedAgain: again, size: 0)
    try await putInPlace(stage, folder, &restoration)
    // What was approved when the backup was made, and not done yet, is done at the next start.
    try DestroyingMark(folder).put()
    let audit = try LogAudit.open(folder, sharing: false)
    let size = Result {
      if try !audit.keys.signing().isEmpty { _ = try audit.checkpoint(renewing: true) }
      return try audit.log.read { $0.size }
    }
    await audit.close()
    restoration.size = try size.get()
    try DurableFile.remove(folder.placing)
    return restoration
  }

  private func prepare(_ folder: RegistryFolder) throws {
    if folder.exists {
      let origin = try Configuration(at: folder.configuration).origin
      guard origin == self.origin else {
        throw DeskError(
          .refused, "the backup is of \(self.origin), and \(folder.path) is \(origin)",
          at: ["option": "--registry"], hint: "name the registry that the backup was made of")
      }
    }
    try folder.make()
  }

  /// Says whether the registry has keys; when it has none, copies those given into the stage.
  private func stageKeys(
    _ folder: RegistryFolder, _ copy: String?, in stage: String
  ) throws -> Bool {
    if FileManager.default.fileExists(atPath: folder.keys + "/data.mdb") {
      // They may come from an earlier attempt that did not end.
      guard copy == nil || FileManager.default.fileExists(atPath: folder.placing) else {
        throw DeskError(
          .refused, "\(folder.path) has its keys", at: ["option": "--keys"],
          hint: "leave --keys out: keys remember what was erased and are never put back to an older"
            + " state")
      }
      return true
    }
    guard let copy, FileManager.default.fileExists(atPath: copy + "/data.mdb") else {
      throw DeskError(
        .refused, "\(folder.path) has no keys", at: ["option": "--keys"],
        hint:
          "give the folder that `rapporteur backup --keys` wrote, and put the key-encryption key"
          + " where $RAPPORTEUR_KEK_FILE says, or into \(folder.keys)/kek")
    }
    try NewFolder.make(stage + "/keys")
    for name in ["data.mdb", "signing.key"] {
      try NewFolder.copy(copy + "/" + name, to: stage + "/keys/" + name)
    }
    return false
  }

  private func putKeysInPlace(_ stage: String, _ folder: RegistryFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.keys, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    for name in ["signing.key", "data.mdb"]
    where FileManager.default.fileExists(atPath: stage + "/keys/" + name) {
      try move(stage + "/keys/" + name, to: folder.keys + "/" + name)
    }
    try DurableFile.sync(folderOf: folder.keys + "/data.mdb")
  }

  private func destroyed(
    _ keys: KeyStore, hadKeys: Bool, _ file: String?
  ) throws -> ErasureList {
    var list = try ErasureList(origin: origin, keys)
    if let own = try ErasureList(file: erasures) { try list.formUnion(own) }
    if let file {
      guard let given = try ErasureList(file: file) else {
        throw DeskError(.notFound, "there is no file \(file)", at: ["option": "--erasures"])
      }
      try list.formUnion(given)
    } else if !hadKeys {
      throw DeskError(
        .refused, "nothing here knows what was erased since the backup was made",
        at: ["option": "--erasures"],
        hint: "give the last list that `rapporteur erasures export` wrote")
    }
    return list
  }

  /// Copies the log and destroys in the copy what has to be gone. Returns how many people and texts
  /// that were.
  private func makeLog(
    in stage: String, _ keys: KeyStore, _ list: ErasureList, _ actor: String
  ) async throws -> Int {
    try NewFolder.make(stage + "/log")
    let source = try LMDBEventLog(openingAt: log, keyRing: MemoryKeyRing())
    let copied = Result { try source.copy(to: stage + "/log/data.mdb") }
    await source.close()
    Self.tidy(RegistryFolder(path: directory))
    try copied.get()
    let copy = try LMDBEventLog(openingAt: stage + "/log", keyRing: keys)
    let outcome: Result<Int, any Error>
    do {
      let count = try await Self.destroyAgain(list, in: copy, actor)
      if count > 0 { try copy.compact() }
      outcome = .success(count)
    } catch { outcome = .failure(error) }
    await copy.close()
    return try outcome.get()
  }

  /// Appends, beside the rules that decided once, that what the list names was destroyed, and destroys
  /// it in the same commit.
  private static func destroyAgain(
    _ list: ErasureList, in log: LMDBEventLog, _ actor: String
  ) async throws -> Int {
    let reason = "destroyed before; destroyed again after a backup was put back"
    let circumstances = Circumstances(by: actor)
    let (writes, erasing) = try log.read { snapshot in
      var events: [ThingRef: [NewEvent]] = [:]
      let texts = try list.texts.sorted().compactMap { try snapshot.address(ofLastingName: $0) }
        .filter { try snapshot.blob(at: $0) != nil }
      for (thing, own) in try snapshot.things(of: texts) {
        guard let type = EventCatalogue.redacted(thing.kind) else { continue }
        let event = Event(type, fields: ["texts": .texts(own.map(\.text))], reason: reason)
        events[thing, default: []].append(NewEvent(event, of: thing, about: nil, circumstances))
      }
      let people = try list.people.filter { person in
        let ref = ThingRef(.person, person)
        return try snapshot.contains(ref) && !snapshot.thing(ref).isMarkedErased
      }
      for person in people.sorted() {
        let ref = ThingRef(.person, person)
        let event = Event(EventCatalogue.erased, reason: reason)
        events[ref, default: []].append(NewEvent(event, of: ref, about: ref, circumstances))
      }
      let sealed = people.isEmpty ? [] : try snapshot.contents(sealedFor: people)
      return (
        events.sorted { $0.key.description < $1.key.description }.map {
          StreamWrite(to: StreamName($0.key), expecting: .any, events: $0.value)
        }, texts + sealed
      )
    }
    guard !writes.isEmpty else { return 0 }
    var generator = SystemRandomNumberGenerator()
    let command = UniqueID(at: LMDBEventLog.systemClock(), using: &generator)
    _ = try await log.append(
      Append(command: command, by: actor, via: "cli", writes: writes, erasing: erasing))
    return writes.reduce(0) { $0 + $1.events.count }
  }

  /// Moves what is there aside, and the new log with what belongs to it to its place.
  private func putInPlace(
    _ stage: String, _ folder: RegistryFolder, _ restoration: inout Restoration
  ) async throws {
    let files = FileManager.default
    if folder.hasLog,
      (try? LogAudit.damage(of: folder, keeping: false) == nil) == true,
      let old = try? LogAudit.open(folder, sharing: false)
    {
      restoration.replacedSize = try? old.log.read { $0.size }
      await old.close()
    }
    let moved = ["log", "config.toml", "checkpoint", "cosigned", "fault"]
      .filter { files.fileExists(atPath: folder.path + "/" + $0) }
    if !moved.isEmpty {
      let aside = folder.path + ".replaced-" + Draft.randomHex(8)
      try NewFolder.make(aside)
      for name in moved { try move(folder.path + "/" + name, to: aside + "/" + name) }
      restoration.replaced = aside
    }
    for name in ["", "-wal", "-shm"] { try? files.removeItem(atPath: folder.views + name) }
    try move(stage + "/log", to: folder.log)
    for name in ["config.toml", "cosigned"] {
      try NewFolder.copy(directory + "/" + name, to: folder.path + "/" + name)
    }
    // Keys that sign now may be newer than the backup; a registry without any keeps what it had.
    if !files.fileExists(atPath: folder.verifierKeys) {
      try NewFolder.copy(directory + "/vkey", to: folder.verifierKeys)
    }
    let audit = try LogAudit.open(folder, sharing: false)
    let canSign = Result { try !audit.keys.signing().isEmpty }
    await audit.close()
    if try !canSign.get() {
      try NewFolder.copy(directory + "/checkpoint", to: folder.checkpoint)
    }
    try DurableFile.sync(folderOf: folder.log)
  }

  private func move(_ from: String, to: String) throws(DeskError) {
    guard rename(from, to) == 0 else {
      throw DeskError(
        .io, "\(from) cannot be moved to \(to): \(String(cString: strerror(errno)))")
    }
  }
}
