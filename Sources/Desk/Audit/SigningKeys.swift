import EventLog
import Foundation
public import Transparency

/// The keys that sign the log's checkpoints: a secret file with one key a line, and the file `vkey`
/// with what everybody may know of them.
///
/// More than one key signs while a rotation overlaps, so that auditors have time to learn the new
/// one. Keys that sign no more stay in `vkey` behind the word `retired` and a time: checkpoints of
/// their days can still be checked.
public struct SigningKeys: Sendable {
  /// The secret file.
  let secrets: String
  /// The public file.
  let publics: String
  /// The log's name, which the keys bear.
  let origin: String

  /// What the public file says.
  struct Published {
    var active: [VerifierKey] = []
    var retired: [(key: VerifierKey, at: String)] = []

    /// All of them, those that sign now first.
    var all: [VerifierKey] { active + retired.map(\.key) }
  }

  /// The keys that sign; none when there is no file. Throws when others may read it.
  func signing() throws(DeskError) -> [SigningKey] {
    guard let bytes = try DurableFile.read(secrets) else { return [] }
    var status = stat()
    guard stat(secrets, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw DeskError(
        .refused, "others may read the signing key in \(secrets)",
        hint: "chmod 600 \(secrets), and think of a new key: `rapporteur audit key rotate`")
    }
    var keys: [SigningKey] = []
    for line in Self.lines(bytes) {
      do { keys.append(try SigningKey(text: line)) } catch {
        throw DeskError(
          .damaged, "\(secrets) holds no signing key: \(error.message)",
          hint:
            "put it back from the backup of the keys, or make another: `rapporteur audit key new`")
      }
    }
    guard keys.allSatisfy({ $0.verifier.name == origin }) else {
      throw DeskError(
        .damaged, "\(secrets) holds a key of another log than \(origin)",
        hint: "put the right file there, or name it in $RAPPORTEUR_SIGNING_KEY_FILE")
    }
    return keys
  }

  /// What the public file says; nil when there is none.
  func published() throws(DeskError) -> Published? {
    guard let bytes = try DurableFile.read(publics) else { return nil }
    var published = Published()
    for line in Self.lines(bytes) {
      let words = line.split(separator: " ")
      do {
        if words.count == 3, words[0] == "retired" {
          published.retired.append((try VerifierKey(vkey: words[2]), String(words[1])))
        } else {
          published.active.append(try VerifierKey(vkey: line))
        }
      } catch {
        throw DeskError(
          .damaged, "\(publics) holds what is no verifier key: \(error.message)",
          hint: "put it back from a backup or an export")
      }
    }
    return published
  }

  /// The text of a public file with these keys.
  static func text(_ keys: [VerifierKey]) -> String { keys.map { "\($0)\n" }.joined() }

  private static func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { String($0).trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  // MARK: Changing them

  /// Makes the first key. Throws when there is one.
  public func makeFirst() throws -> SigningKey {
    let turn = try turn()
    defer { turn.unlock() }
    guard try signing().isEmpty else {
      throw DeskError(
        .refused, "there is a signing key in \(secrets) already",
        hint: "`rapporteur audit key rotate` begins to sign with another one")
    }
    let key = try SigningKey(name: origin, algorithm: .ed25519)
    var published = try published() ?? Published()
    // Whatever signed before is lost with its file.
    published.retired += published.active.map { ($0, Self.now) }
    published.active = [key.verifier]
    try write([key], published)
    return key
  }

  /// Begins to sign with a new key beside the one that signs now.
  public func beginRotation() throws -> SigningKey {
    let turn = try turn()
    defer { turn.unlock() }
    let keys = try signing()
    guard keys.count < 2 else {
      throw DeskError(
        .refused, "a rotation is under way: two keys sign",
        hint: "`rapporteur audit key rotate --finish` ends it, once auditors know the new key")
    }
    guard !keys.isEmpty else { throw Self.missing(secrets) }
    let key = try SigningKey(name: origin, algorithm: .ed25519)
    var published = try published() ?? Published(active: keys.map(\.verifier))
    published.active.append(key.verifier)
    try write(keys + [key], published)
    return key
  }

  /// Ends the overlap: only the newest key signs from now on, and the others are gone.
  public func finishRotation() throws -> SigningKey {
    let turn = try turn()
    defer { turn.unlock() }
    let keys = try signing()
    guard keys.count > 1, let last = keys.last else {
      throw DeskError(
        .refused, "no rotation is under way",
        hint: "`rapporteur audit key rotate` begins one")
    }
    var published = try published() ?? Published()
    published.retired += published.active.filter { $0 != last.verifier }.map { ($0, Self.now) }
    published.active = [last.verifier]
    try write([last], published)
    return last
  }

  /// Waits until nobody else changes the keys.
  private func turn() throws -> LockFile {
    let turn = try LockFile(publics + ".lock")
    guard turn.lock(LOCK_EX, within: .seconds(10)) else {
      throw DeskError(.conflict, "another process changes the keys of \(origin)")
    }
    return turn
  }

  /// The public file is written first: a key that nobody knows must not be the only one that signs.
  private func write(_ keys: [SigningKey], _ published: Published) throws(DeskError) {
    let retired = published.retired.map { "retired \($0.at) \($0.key)\n" }.joined()
    try DurableFile.write(
      Array((Self.text(published.active) + retired).utf8), to: publics, mode: 0o644)
    try DurableFile.write(Array(keys.map { $0.text + "\n" }.joined().utf8), to: secrets)
  }

  private static var now: String { String(LMDBEventLog.systemClock().description.prefix(19)) + "Z" }

  static func missing(_ path: String) -> DeskError {
    DeskError(
      .refused, "there is no signing key in \(path)",
      hint: "`rapporteur audit key new` makes one; or name it in $RAPPORTEUR_SIGNING_KEY_FILE")
  }
}
