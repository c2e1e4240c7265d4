public import JSON

/// A position in the log: the number of events before this one; also its Merkle leaf index.
public typealias Position = UInt64

/// The name of a stream: the kind of a thing, `/`, and its id, as in `request/r-fiji-1`.
public struct StreamName: Hashable, Sendable, CustomStringConvertible {
  /// The name as it stands in a record.
  public let text: String

  /// A stream by its whole name.
  public init(_ text: String) { self.text = text }

  /// The stream of the thing of this kind with this id.
  public init(kind: String, id: String) { text = "\(kind)/\(id)" }

  /// What stands before the first `/`.
  public var kind: Substring { text.prefix { $0 != "/" } }

  /// What stands after the first `/`.
  public var id: Substring { text.drop { $0 != "/" }.dropFirst() }

  /// The whole name.
  public var description: String { text }
}

/// What stands beside a record, which holds only its hash.
public enum BesideContent: Hashable, Sendable {
  /// Free text.
  case text(String)
  /// A field of a person's own, encrypted under the key of `subject` (the person's id in the log).
  case sealed(String, subject: String)
  /// Content whose blob or key was destroyed. Readers print "[erased]". Never appended.
  case erased
}

/// An event that a caller wants to append.
public struct NewEvent: Hashable, Sendable {
  /// What happened, as spelled in the catalogue of event types: `request.raised`.
  public var type: String
  /// The version of that type.
  public var version: Int
  /// When it happened, as an EDTF partial date; nil when not stated.
  public var occurred: String?
  /// Where we know it from, each `document:place`.
  public var sources: [String]
  /// The payload: what may stand in the record in clear. Always an object.
  public var data: [String: JSONValue]
  /// The payload's remaining fields by name: what may name a person.
  public var beside: [String: BesideContent]

  /// An event to append.
  public init(
    type: String, version: Int = 1, occurred: String? = nil, sources: [String] = [],
    data: [String: JSONValue] = [:], beside: [String: BesideContent] = [:]
  ) {
    self.type = type
    self.version = version
    self.occurred = occurred
    self.sources = sources
    self.data = data
    self.beside = beside
  }
}

/// An event as it stands in the log, put together with what stands beside it.
public struct RecordedEvent: Sendable {
  /// The place in the log.
  public var position: Position
  /// The event's own id, unique for ever.
  public var id: UniqueID
  /// What happened, as spelled in the catalogue of event types.
  public var type: String
  /// The version of that type.
  public var version: Int
  /// The thing it happened to.
  public var stream: StreamName
  /// The place in the stream, from 0.
  public var revision: UInt32
  /// When the registry learned it.
  public var recorded: Instant
  /// The account that recorded it.
  public var by: String
  /// The door it came through: `cli`, `web` or `token`.
  public var via: String
  /// The command it belongs to.
  public var command: UniqueID
  /// The import it belongs to.
  public var batch: String?
  /// The event that made a follower act.
  public var cause: UniqueID?
  /// When it happened, as an EDTF partial date; nil when not stated.
  public var occurred: String?
  /// Where we know it from, each `document:place`.
  public var sources: [String]
  /// The payload's fields that stand in the record.
  public var data: [String: JSONValue]
  /// The payload's fields that stand beside it.
  public var beside: [String: BesideContent]
}
