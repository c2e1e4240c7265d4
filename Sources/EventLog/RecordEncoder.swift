import JSON

/// What the log itself adds to an event.
struct Envelope {
  var position: Position
  var id: UniqueID
  var stream: StreamName
  var revision: UInt32
  /// The text of the instant, made once for a whole command.
  var recorded: String
}

/// What stands beside a record, as the record tells of it.
struct BesideEntry {
  var field: String
  /// SHA-256 of the blob, in base64.
  var hash: String
  var subject: String?
  /// The id of the key, in base64.
  var key: String?
}

/// Writes records: one line of JSON, the envelope in its fixed order, absent parts left out.
/// The order is part of the log's format; see Docs/log-format.md.
enum RecordEncoder {
  /// The most bytes that a record may have.
  static let maximumByteCount = 65_535

  /// Appends the record of `event` to `output`.
  static func append(
    _ event: NewEvent, _ envelope: Envelope, of append: Append, beside: [BesideEntry],
    to output: inout [UInt8]
  ) {
    output.append(plain: #"{"v":"#)
    JSONText.appendInteger(Int64(event.version), into: &output)
    output.append(plain: #","position":"#)
    JSONText.appendInteger(Int64(envelope.position), into: &output)
    output.append(plain: #","id":""#)
    envelope.id.append(to: &output)
    output.append(plain: #"","type":"#)
    JSONText.appendQuoted(event.type, into: &output)
    output.append(plain: #","stream":"#)
    JSONText.appendQuoted(envelope.stream.text, into: &output)
    output.append(plain: #","revision":"#)
    JSONText.appendInteger(Int64(envelope.revision), into: &output)
    output.append(plain: #","recorded":"#)
    JSONText.appendQuoted(envelope.recorded, into: &output)
    output.append(plain: #","by":"#)
    JSONText.appendQuoted(append.by, into: &output)
    output.append(plain: #","via":"#)
    JSONText.appendQuoted(append.via, into: &output)
    output.append(plain: #","command":""#)
    append.command.append(to: &output)
    output.append(UInt8(ascii: "\""))
    if let batch = append.batch {
      output.append(plain: #","batch":"#)
      JSONText.appendQuoted(batch, into: &output)
    }
    if let cause = append.cause {
      output.append(plain: #","cause":""#)
      cause.append(to: &output)
      output.append(UInt8(ascii: "\""))
    }
    appendStatement(event, to: &output)
    if !beside.isEmpty {
      output.append(plain: #","beside":["#)
      for (index, entry) in beside.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        appendEntry(entry, to: &output)
      }
      output.append(UInt8(ascii: "]"))
    }
    output.append(UInt8(ascii: "}"))
  }

  /// Appends what the caller stated in clear: when, where from, and the payload.
  private static func appendStatement(_ event: NewEvent, to output: inout [UInt8]) {
    if let occurred = event.occurred {
      output.append(plain: #","occurred":"#)
      JSONText.appendQuoted(occurred, into: &output)
    }
    if !event.sources.isEmpty {
      output.append(plain: #","sources":["#)
      for (index, source) in event.sources.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        JSONText.appendQuoted(source, into: &output)
      }
      output.append(UInt8(ascii: "]"))
    }
    if !event.data.isEmpty {
      output.append(plain: #","data":"#)
      JSONText.appendObject(event.data, into: &output)
    }
  }

  private static func appendEntry(_ entry: BesideEntry, to output: inout [UInt8]) {
    output.append(plain: #"{"field":"#)
    JSONText.appendQuoted(entry.field, into: &output)
    output.append(plain: #","hash":"#)
    JSONText.appendQuoted(entry.hash, into: &output)
    if let subject = entry.subject {
      output.append(plain: #","subject":"#)
      JSONText.appendQuoted(subject, into: &output)
    }
    if let key = entry.key {
      output.append(plain: #","key":"#)
      JSONText.appendQuoted(key, into: &output)
    }
    output.append(UInt8(ascii: "}"))
  }

  /// The writes in a fixed encoding: what a repeat of a command is compared with when its caller
  /// gave no content. Expectations are no part of it.
  static func content(of append: Append) -> [UInt8] {
    var output: [UInt8] = []
    for address in append.erasing {
      JSONText.appendInteger(Int64(address.position), into: &output)
      JSONText.appendQuoted(address.field, into: &output)
      output.append(UInt8(ascii: "\n"))
    }
    for write in append.writes {
      JSONText.appendQuoted(write.stream.text, into: &output)
      output.append(UInt8(ascii: "\n"))
      for event in write.events {
        output.append(plain: #"{"v":"#)
        JSONText.appendInteger(Int64(event.version), into: &output)
        output.append(plain: #","type":"#)
        JSONText.appendQuoted(event.type, into: &output)
        appendStatement(event, to: &output)
        for (field, content) in event.besideInOrder {
          output.append(UInt8(ascii: ","))
          JSONText.appendQuoted(field, into: &output)
          output.append(UInt8(ascii: ":"))
          switch content {
          case .text(let text): JSONText.appendQuoted(text, into: &output)
          case .sealed(let text, let subject):
            JSONValue.array([.string(subject), .string(text)]).write(into: &output)
          case .erased: JSONValue.null.write(into: &output)
          }
        }
        output.append(plain: "}\n")
      }
    }
    return output
  }
}

extension [UInt8] {
  /// Appends a text that is known when this is compiled.
  fileprivate mutating func append(plain text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension NewEvent {
  /// What stands beside, sorted by the bytes of the field.
  var besideInOrder: [(key: String, value: BesideContent)] {
    beside.count < 2
      ? Array(beside)
      : beside.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}
