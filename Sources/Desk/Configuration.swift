public import Foundation
import TOMLKit
public import Transparency

/// Somebody else's machine that countersigns this registry's checkpoints.
public struct WitnessAddress: Hashable, Sendable {
  /// Where it is asked: the address before `/add-checkpoint`, without a slash at its end.
  public var url: String
  /// The key it countersigns with.
  public var key: VerifierKey

  /// A witness.
  public init(url: String, key: VerifierKey) {
    self.url = url
    self.key = key
  }
}

/// What `config.toml` says.
public struct Configuration: Sendable {
  /// The log's name, part of every checkpoint.
  public var origin: String
  /// The office's time zone: what "today" means.
  public var timeZone: TimeZone
  /// The witnesses that new checkpoints are sent to.
  public var witnesses: [WitnessAddress] = []

  /// A configuration.
  public init(origin: String, timeZone: TimeZone) {
    self.origin = origin
    self.timeZone = timeZone
  }

  /// Reads the file.
  init(at path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DeskError(
        .damaged, "\(path) cannot be read",
        hint: "a registry has one; `rapporteur init` makes a new registry")
    }
    let table: TOMLTable
    do { table = try TOMLTable(string: String(decoding: data, as: UTF8.self)) } catch {
      throw DeskError(.damaged, "\(path) is no TOML file: \(error)", hint: "mend it")
    }
    guard let origin = table["origin"]?.string, !origin.isEmpty else {
      throw DeskError(
        .damaged, "\(path) does not say `origin`", hint: "write the log's name: origin = \"…\"")
    }
    let zone = table["time_zone"]?.string ?? "UTC"
    guard let timeZone = TimeZone(identifier: zone) else {
      throw DeskError(
        .damaged, "\(path): there is no time zone “\(zone)”",
        hint: "write one of the IANA database, as in Asia/Seoul")
    }
    self.init(origin: origin, timeZone: timeZone)
    witnesses = try Self.witnesses(table, path)
  }

  /// The tables `[[witness]]`.
  private static func witnesses(_ table: TOMLTable, _ path: String) throws -> [WitnessAddress] {
    guard let value = table["witness"] else { return [] }
    func wrong(_ what: String) -> DeskError {
      DeskError(
        .damaged, "\(path): \(what)",
        hint: "write [[witness]], then url = \"https://…\" and vkey = \"name+1234abcd+base64\"")
    }
    guard let array = value.array else { throw wrong("“witness” is no list of tables") }
    var found: [WitnessAddress] = []
    for entry in array {
      guard let entry = entry.table else { throw wrong("“witness” is no list of tables") }
      if let stranger = entry.keys.first(where: { $0 != "url" && $0 != "vkey" }) {
        throw wrong("a witness has no “\(stranger)”")
      }
      guard let text = entry["url"]?.string, let vkey = entry["vkey"]?.string else {
        throw wrong("a witness needs the texts “url” and “vkey”")
      }
      guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host != nil,
        url.query == nil, url.fragment == nil, url.user == nil
      else { throw wrong("“\(text)” is no address that a witness can be asked at") }
      let key: VerifierKey
      do { key = try VerifierKey(vkey: vkey) } catch { throw wrong("\(error.message)") }
      guard key.algorithm == .cosignature else {
        throw wrong("“\(key.name)” is the key of a log, not of a witness")
      }
      guard !found.contains(where: { $0.key == key }) else {
        throw wrong("the witness “\(key.name)” stands there twice")
      }
      found.append(WitnessAddress(url: text.trimmingSuffix("/"), key: key))
    }
    return found
  }

  /// The file's text.
  var text: String {
    """
    # The log's name, part of every checkpoint. Never changes.
    origin = "\(origin)"

    # The office's time zone: decides what "today", "overdue" and a date without a time mean.
    time_zone = "\(timeZone.identifier)"

    """
  }
}

extension String {
  /// The text without such ends.
  fileprivate func trimmingSuffix(_ end: Character) -> String {
    var text = self
    while text.last == end { text.removeLast() }
    return text
  }
}
