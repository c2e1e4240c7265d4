import EventLog
public import Foundation
import ProjectionKit
public import Registry
import Sealing

/// A registry on disk.
public struct RegistryFolder: Hashable, Sendable {
  /// The folder.
  public let path: String

  /// The registry in this folder.
  public init(path: String) { self.path = path }

  /// The event log's folder.
  public var log: String { path + "/log" }
  /// The keys' folder.
  public var keys: String { path + "/keys" }
  /// The views, disposable.
  public var views: String { path + "/views.sqlite" }
  /// The settings.
  public var configuration: String { path + "/config.toml" }
  /// The last signed checkpoint.
  public var checkpoint: String { path + "/checkpoint" }
  /// What everybody may know of the keys that sign.
  public var verifierKeys: String { path + "/vkey" }
  /// Checkpoints that witnesses cosigned, by size.
  public var cosigned: String { path + "/cosigned" }
  /// Passwords, sessions and tokens, as hashes, and who had personal data shown.
  public var access: String { path + "/access.sqlite" }
  /// What the last verification found wrong; absent when all was well.
  var fault: String { path + "/fault" }
  /// What the last daily verification found, and when.
  var scrub: String { path + "/scrub" }
  /// Held by all who have the registry open.
  var lock: String { path + "/lock" }
  /// Where a log is made that takes the place of another.
  var restoring: String { path + "/restoring" }
  /// There while a restored log is put in place: until it is gone the folder holds half of two states.
  var placing: String { path + "/placing" }
  /// There while something is being destroyed, so that what a crash interrupts is finished.
  var destroying: String { path + "/destroying" }

  /// Whether there is a registry.
  public var exists: Bool { FileManager.default.fileExists(atPath: configuration) }

  /// Whether there is a log, even without the rest of a registry.
  var hasLog: Bool { FileManager.default.fileExists(atPath: log + "/data.mdb") }

  /// Makes the folder, for its owner alone, if it is missing.
  func make() throws(DeskError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DeskError(.io, "\(path) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Refuses a folder in which a restoration ended halfway; waits for one that is under way.
  func refuseHalfRestored() throws(DeskError) {
    func isHalf() -> Bool { FileManager.default.fileExists(atPath: placing) }
    guard isHalf() else { return }
    try RegistryLease(self).close()
    guard isHalf() else { return }
    throw DeskError(
      .damaged, "a restoration of \(path) was interrupted",
      hint: "give the same `rapporteur restore` again; what was there before is kept beside it")
  }

  /// The error for a registry that has lost its settings.
  var lostSettings: DeskError {
    DeskError(
      .damaged, "\(configuration) is missing, and there is a log",
      hint: "put the file back from a backup of this registry")
  }

  /// Refuses to write a file or folder of the user's into a registry or a backup, where it could take
  /// the place of one of theirs.
  ///
  /// - Parameter option: what named it.
  public static func refuseInside(_ path: String, option: String) throws(DeskError) {
    var folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/" {
      if RegistryFolder(path: folder.path).hasLog {
        throw DeskError(
          .refused, "\(path) lies in \(folder.path), which holds a registry or a backup",
          at: ["option": option], hint: "name a place outside of it")
      }
      folder.deleteLastPathComponent()
    }
  }

  /// The key-encryption key's file: `$RAPPORTEUR_KEK_FILE`, or one beside the keys.
  public static func keyEncryptionKey(of folder: RegistryFolder) -> String {
    ProcessInfo.processInfo.environment["RAPPORTEUR_KEK_FILE"] ?? folder.keys + "/kek"
  }

  /// The signing key's file: `$RAPPORTEUR_SIGNING_KEY_FILE`, or one beside the keys.
  public static func signingKey(of folder: RegistryFolder) -> String {
    ProcessInfo.processInfo.environment["RAPPORTEUR_SIGNING_KEY_FILE"]
      ?? folder.keys + "/signing.key"
  }
}

extension Desk {
  /// Makes a new registry.
  ///
  /// - Parameter origin: the log's name; nil for `localhost/rapporteur/` and a random number.
  /// - Throws: `DeskError` when there is one already, when the origin cannot be one, or when the
  ///   folder cannot be written.
  public static func create(
    _ folder: RegistryFolder, origin: String? = nil, timeZone: TimeZone = .current
  ) async throws -> Desk {
    guard !folder.exists else {
      throw DeskError(
        .refused, "\(folder.path) already holds a registry", at: ["option": "--registry"],
        hint: "give another folder, or use this one as it is")
    }
    try await refuseToTakeOver(folder)
    let origin = origin ?? "localhost/rapporteur/\(Draft.randomHex(16))"
    guard !origin.isEmpty, !origin.contains(where: { $0.isWhitespace || $0 == "+" || $0 == "\"" })
    else {
      throw DeskError(
        .refused, "“\(origin)” cannot name a log", at: ["option": "--origin"],
        hint: "write a name without blanks and +, as in registry.example.org/unpog")
    }
    var configuration = Configuration(origin: origin, timeZone: timeZone)
    try folder.make()
    let desk = try open(folder, configuration, creating: true)
    // A log that an interrupted `init` left keeps its name.
    configuration.origin = desk.log.origin
    do {
      try Data(configuration.text.utf8).write(
        to: URL(fileURLWithPath: folder.configuration), options: .atomic)
    } catch {
      throw DeskError(
        .io, "\(folder.configuration) cannot be written: \(error.localizedDescription)")
    }
    return desk
  }

  /// Only a log that an interrupted `init` left, without an event, may be taken over and signed anew.
  private static func refuseToTakeOver(_ folder: RegistryFolder) async throws {
    try folder.refuseHalfRestored()
    guard folder.hasLog else { return }
    let audit = try LogAudit.open(folder)
    let size = Result { try audit.log.read { $0.size } }
    await audit.close()
    if try size.get() > 0 { throw folder.lostSettings }
  }

  /// Opens a registry.
  public static func open(_ folder: RegistryFolder) throws -> Desk {
    try folder.refuseHalfRestored()
    guard folder.exists else {
      if folder.hasLog { throw folder.lostSettings }
      throw DeskError(
        .damaged, "there is no registry in \(folder.path)", at: ["option": "--registry"],
        hint: "`rapporteur init` makes one, `rapporteur demo` one with a sample month")
    }
    return try open(folder, try Configuration(at: folder.configuration), creating: false)
  }

  private static func open(
    _ folder: RegistryFolder, _ configuration: Configuration, creating: Bool
  ) throws -> Desk {
    let lease = try RegistryLease(folder)
    try removeRemains(of: folder, lease)
    let keys = try KeyStore(
      directory: folder.keys, keyFile: RegistryFolder.keyEncryptionKey(of: folder),
      creating: creating)
    let log = try openLog(folder, configuration, keys, creating: creating)
    if creating { try signFirst(LogAudit(folder, log)) }
    let views = try ViewStore(
      path: folder.views, projections: Catalogue.projections,
      knownTypes: Set(EventCatalogue.all.map(\.name)))
    return Desk(
      folder: folder, configuration: configuration, lease: lease, keys: keys, log: log,
      views: views)
  }

  /// Removes what a restoration has left that was interrupted: it may hold what was erased since.
  private static func removeRemains(of folder: RegistryFolder, _ lease: RegistryLease) throws {
    guard FileManager.default.fileExists(atPath: folder.restoring) else { return }
    _ = try lease.alone(within: .zero) {
      try FileManager.default.removeItem(atPath: folder.restoring)
    }
  }

  /// Signs a new log, so that one without a checkpoint is always one that has lost it.
  static func signFirst(_ audit: LogAudit) throws {
    if try audit.keys.published() == nil { _ = try audit.keys.makeFirst() }
    _ = try audit.checkpoint(renewing: true)
  }

  private static func openLog(
    _ folder: RegistryFolder, _ configuration: Configuration, _ keys: KeyStore, creating: Bool
  ) throws -> LMDBEventLog {
    guard creating else { return try LMDBEventLog(openingAt: folder.log, keyRing: keys) }
    do {
      return try LMDBEventLog.create(
        at: folder.log, origin: configuration.origin, keyRing: keys)
    } catch let error as EventLogError where error.code == .invalid {
      return try LMDBEventLog(openingAt: folder.log, keyRing: keys)
    }
  }

  /// Today in the office's time zone.
  public var today: Day { day(of: Date()) }

  /// The day that a moment falls on in the office's time zone.
  func day(of date: Date) -> Day {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = configuration.timeZone
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    return Day(year: parts.year ?? 1970, month: parts.month ?? 1, day: parts.day ?? 1)
      ?? Day(number: 0)
  }
}
