public import EventLog
public import JSON
public import Registry

/// What somebody asks the Desk to record: one command, all of it or nothing.
public struct Submission: Sendable {
  /// Makes a repeat harmless; a new id when nil.
  public var command: UniqueID?
  /// The account that records.
  public var by: String
  /// The door it comes through.
  public var via: String
  /// When it happened, for steps that do not say themselves.
  public var occurred: PartialDate?
  /// Where we know it from, for steps that do not say themselves.
  public var sources: [String]
  /// Why.
  public var reason: String?
  /// The import it belongs to.
  public var batch: String?
  /// When set, nothing may have been appended since the log had this size.
  public var expectingSize: UInt64?
  /// When set, nothing may have happened to the things of the steps since the log had this size.
  public var unchangedSince: UInt64?
  /// What to do, in order.
  public var steps: [Step]
  /// Contents beside earlier records that are destroyed together with what the steps record.
  public var erasing: [BesideAddress] = []
  /// What was asked for, when the steps hold more than that: ids made anew each time, or the rows of
  /// a file. By this a repeat is told from another command under the same id.
  public var input: JSONValue?

  /// What somebody asks the Desk to record.
  public init(
    command: UniqueID? = nil, by: String, via: String = "cli", occurred: PartialDate? = nil,
    sources: [String] = [], reason: String? = nil, batch: String? = nil,
    expectingSize: UInt64? = nil, steps: [Step] = []
  ) {
    self.command = command
    self.by = by
    self.via = via
    self.occurred = occurred
    self.sources = sources
    self.reason = reason
    self.batch = batch
    self.expectingSize = expectingSize
    self.steps = steps
  }
}

/// A command for one thing, as a user gave it: people are named by the ids that people type.
public struct Step: Hashable, Sendable {
  /// The thing. Of a person, the id is the typed one.
  public var thing: ThingRef
  /// What to do.
  public var command: Command
  /// When it happened; nil = as the submission says.
  public var occurred: PartialDate?
  /// Where we know it from; nil = as the submission says.
  public var sources: [String]?

  /// A command for one thing.
  public init(
    _ thing: ThingRef, _ command: Command, occurred: PartialDate? = nil, sources: [String]? = nil
  ) {
    self.thing = thing
    self.command = command
    self.occurred = occurred
    self.sources = sources
  }
}

/// What became of a submission.
public struct Outcome: Sendable {
  /// The command's id.
  public var command: UniqueID
  /// The events it made, oldest first; empty when everything was so already.
  public var events: [Recorded]
  /// The log's size after it.
  public var size: UInt64
  /// The import that its events belong to.
  public var batch: String?
  /// Whether the same command had been recorded before.
  public var repeated: Bool
  /// What is worth a second look.
  public var warnings: [Warning]

  /// The thing that its first event happened to. Of a person, with the log's id.
  public var thing: ThingRef? { events.first.flatMap { ThingRef(stream: $0.stream.text) } }

  /// An event of the command.
  public struct Recorded: Hashable, Sendable {
    /// Its position.
    public var position: Position
    /// Its type.
    public var type: String
    /// Its stream.
    public var stream: StreamName
  }
}

extension Outcome {
  /// The receipt in the shape of the command-line contract.
  ///
  /// - Parameter id: the thing, entry or import that the command was about, as people call it.
  public func json(id: String?) -> JSONValue {
    var receipt: [String: JSONValue] = [
      "command": .string(command.description),
      "events": .array(
        events.map {
          [
            "position": .integer(Int64($0.position)), "type": .string($0.type),
            "stream": .string($0.stream.text),
          ]
        }),
      "size": .integer(Int64(size)), "repeated": .bool(repeated),
      "warnings": .array(warnings.map { .string($0.message) }),
    ]
    receipt["id"] = id.map { .string($0) }
    return .object(receipt)
  }
}
