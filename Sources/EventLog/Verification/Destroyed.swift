import JSON

/// What events say was lawfully destroyed. Of two events the later counts.
struct Destroyed {
  /// The persons, by the hash of their ids, with the event.
  private(set) var subjects: [UInt64: Position] = [:]
  /// Single contents by the hash of their place, with the event.
  private(set) var contents: [UInt64: Position] = [:]
  /// The same contents in clear.
  private(set) var addresses: [(address: BesideAddress, event: Position)] = []

  mutating func add(_ later: Destroyed) {
    if !later.subjects.isEmpty { subjects.merge(later.subjects) { $1 } }
    if !later.contents.isEmpty { contents.merge(later.contents) { $1 } }
    addresses += later.addresses
  }

  /// Whether an event that comes later says so of a content.
  func covers(_ content: ChunkResult.Absent) -> Bool {
    if let event = contents[content.address], event > content.position { return true }
    guard content.subject != 0, let event = subjects[content.subject] else { return false }
    return event > content.position
  }

  /// The hash of a content's place.
  static func hash(_ position: Position, _ field: UnsafeRawBufferPointer) -> UInt64 {
    KeyedHash.of(position, KeyedHash.of(field))
  }

  /// The types of events that say what was destroyed.
  struct Kinds {
    enum Kind { case erasure, redaction }

    private let erasure: [UInt8]
    private let streamStart: [UInt8]
    private let suffix: [UInt8]
    fileprivate let list: [UInt8]

    init(_ options: VerificationOptions) {
      erasure = options.erasure.map { Array($0.type.utf8) } ?? []
      streamStart = options.erasure.map { Array("\($0.streamKind)/".utf8) } ?? []
      suffix = options.redaction.map { Array($0.typeSuffix.utf8) } ?? []
      list = options.redaction.map { Array($0.list.utf8) } ?? []
    }

    var knowsErasure: Bool { !erasure.isEmpty }

    func kind(_ type: UnsafeRawBufferPointer) -> Kind? {
      if type.count == erasure.count, !erasure.isEmpty, type.elementsEqual(erasure) {
        return .erasure
      }
      guard type.count >= suffix.count, !suffix.isEmpty else { return nil }
      if type.suffix(suffix.count).elementsEqual(suffix) { return .redaction }
      return nil
    }

    /// The person in the name of a stream.
    fileprivate func subject(_ stream: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
      guard stream.starts(with: streamStart) else { return nil }
      return UnsafeRawBufferPointer(rebasing: stream[streamStart.count...])
    }
  }

  /// Adds what one event says.
  mutating func read(
    _ kind: Kinds.Kind, _ kinds: Kinds, _ stream: UnsafeRawBufferPointer, _ data: JSONElement?,
    at position: Position
  ) {
    switch kind {
    case .erasure:
      if let subject = kinds.subject(stream) { subjects[KeyedHash.of(subject)] = position }
    case .redaction:
      guard let data else { return }
      for (name, value) in data.members where name.utf8?.elementsEqual(kinds.list) == true {
        for element in value.elements {
          guard let address = element.string.flatMap(BesideAddress.init(listed:)) else { continue }
          var field = address.field
          let hash = field.withUTF8 { Self.hash(address.position, UnsafeRawBufferPointer($0)) }
          contents[hash] = position
          addresses.append((address, position))
        }
      }
    }
  }
}

extension BesideAddress {
  /// Reads the form in which events list contents: the position, a colon, the field.
  init?(listed text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
      let position = Position(text[..<colon])
    else { return nil }
    self.init(position: position, field: String(text[text.index(after: colon)...]))
  }
}
