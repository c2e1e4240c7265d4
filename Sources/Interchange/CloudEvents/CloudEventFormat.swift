import JSON

/// How events stand in a file.
public enum CloudEventFormat: String, Hashable, Sendable {
  /// One event a line.
  case lines = "jsonl"
  /// One array of all events (JSON Batch Format, media type `application/cloudevents-batch+json`).
  case batch = "json"

  /// The format of a file by its name: a batch when it ends in `.json`.
  public init(fileName: String) { self = fileName.hasSuffix(".json") ? .batch : .lines }

  /// What stands before the first event.
  public var opening: String { self == .batch ? "[" : "" }

  /// What stands after the last event.
  public var closing: String { self == .batch ? "\n]\n" : "" }

  /// Appends an event.
  public func append(_ event: CloudEvent, isFirst: Bool, to output: inout [UInt8]) {
    if self == .batch { output.append(contentsOf: (isFirst ? "\n" : ",\n").utf8) }
    event.json.write(into: &output)
    if self == .lines { output.append(UInt8(ascii: "\n")) }
  }
}
