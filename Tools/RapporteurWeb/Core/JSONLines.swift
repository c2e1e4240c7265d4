import Foundation
import JSON
public import Logging

/// Writes a line of JSON for each message to standard error, for journals and collectors.
public struct JSONLines: LogHandler {
  /// What is added to every message.
  public var metadata: Logger.Metadata = [:]
  /// The least that is written.
  public var logLevel: Logger.Level
  private let label: String

  /// A handler for a label.
  public init(_ label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  /// What is added to every message under one name.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a message.
  public func log(event: LogEvent) {
    var members: [String: JSONValue] = [
      "time": .string(Date.now.ISO8601Format(.init(includingFractionalSeconds: true))),
      "level": .string(event.level.rawValue), "source": .string(label),
      "message": .string("\(event.message)"),
    ]
    for (name, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
      members[name] = .string("\(value)")
    }
    FileHandle.standardError.write(Data((JSONValue.object(members).compactText + "\n").utf8))
  }
}
