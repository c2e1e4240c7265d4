/// What can be said of an append without looking at the log.
enum AppendCheck {
  /// The longest stream name in bytes; it is a key of the index.
  static let maximumStreamBytes = 400
  /// The longest name of a field beside a record, in bytes; it is a part of a key.
  static let maximumFieldBytes = 100
  /// The most bytes of one content beside a record.
  static let maximumBesideBytes = 1 << 20

  /// Throws `.invalid` or `.tooLarge` for what no log could take.
  static func check(_ append: Append) throws(EventLogError) {
    guard !append.writes.isEmpty, append.writes.allSatisfy({ !$0.events.isEmpty }) else {
      throw EventLogError(.invalid, "an append needs at least one event for each of its streams")
    }
    try checkText(append.by, "the account")
    try checkName(append.via, "the door", maximum: 100)
    if let batch = append.batch { try checkText(batch, "the batch") }
    var streams: Set<String> = []
    for write in append.writes {
      try checkName(write.stream.text, "the stream", maximum: maximumStreamBytes)
      guard append.writes.count == 1 || streams.insert(write.stream.text).inserted else {
        throw EventLogError(.invalid, "the stream \(write.stream) appears twice in one append")
      }
      for event in write.events { try check(event, in: write.stream) }
    }
  }

  private static func check(_ event: NewEvent, in stream: StreamName) throws(EventLogError) {
    try checkName(event.type, "the type of an event of \(stream)", maximum: 200)
    guard event.version > 0 else {
      throw EventLogError(.invalid, "\(event.type) has version \(event.version); the first is 1")
    }
    for (field, content) in event.beside {
      try checkName(field, "a field of \(event.type)", maximum: maximumFieldBytes)
      guard event.data[field] == nil else {
        throw EventLogError(
          .invalid, "\(event.type) has \(field) both in the record and beside it")
      }
      let count: Int
      switch content {
      case .text(let text): count = text.utf8.count
      case .sealed(let text, let subject):
        try checkName(subject, "the subject of \(field)", maximum: maximumStreamBytes)
        count = text.utf8.count
      case .erased:
        throw EventLogError(.invalid, "\(field) of \(event.type) is erased and cannot be appended")
      }
      guard count <= maximumBesideBytes else {
        throw EventLogError(
          .tooLarge,
          "\(field) of \(event.type) in \(stream) has \(count) bytes; the most is"
            + " \(maximumBesideBytes). Shorten it, or split it")
      }
    }
  }

  /// Names stand in keys and are scanned for without resolving escapes.
  private static func checkName(
    _ name: String, _ what: @autoclosure () -> String, maximum: Int
  ) throws(EventLogError) {
    let isPlain = name.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain, !name.isEmpty, name.utf8.count <= maximum else {
      throw EventLogError(
        .invalid,
        "\(what()) is called \"\(name.prefix(80))\"; a name has 1 to \(maximum) printable ASCII"
          + " characters without blanks, quotation marks and backslashes")
    }
  }

  private static func checkText(
    _ text: String, _ what: @autoclosure () -> String
  ) throws(EventLogError) {
    guard !text.isEmpty, text.utf8.count <= 400 else {
      throw EventLogError(.invalid, "\(what()) must have 1 to 400 bytes")
    }
  }
}
