public import Foundation
import TOMLKit

/// What `config.toml` says.
public struct Configuration: Sendable {
  /// The log's name, part of every checkpoint.
  public var origin: String
  /// The office's time zone: what "today" means.
  public var timeZone: TimeZone

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
