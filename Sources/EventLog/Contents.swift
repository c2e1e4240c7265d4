import Sealing
import Transparency

/// Turns what stands beside a record into blobs and back.
struct Contents: Sendable {
  typealias Keys = [String: PersonKey]

  let origin: String
  let keyRing: any KeyRing

  /// The keyed hash of what a command was asked to do.
  func fingerprint(of append: Append) throws -> Digest {
    try fingerprint(content: append.content ?? RecordEncoder.content(of: append))
  }

  /// The keyed hash of a content.
  func fingerprint(content: [UInt8]) throws -> Digest {
    let bytes = try asking("to compare the content of a command") {
      try keyRing.fingerprint(of: content)
    }
    guard let digest = Digest(bytes: bytes) else {
      throw EventLogError(.io, "the key ring's fingerprint has \(bytes.count) bytes instead of 32")
    }
    return digest
  }

  /// The keys of all subjects of an append, made where they are missing and durable on return.
  func keys(for append: Append) -> Result<Keys, EventLogError> {
    var subjects: Set<String> = []
    for write in append.writes {
      for event in write.events where !event.beside.isEmpty {
        for case .sealed(_, let subject) in event.beside.values { subjects.insert(subject) }
      }
    }
    guard !subjects.isEmpty else { return .success([:]) }
    return Result { () throws(EventLogError) in
      let keys = try asking("for keys") {
        try keyRing.keys(for: subjects.sorted(), creating: true)
      }
      if let erased = subjects.first(where: { keys[$0] == nil }) {
        throw EventLogError(.erased, "\(erased) was erased; nothing new can be sealed for them")
      }
      return keys
    }
  }

  /// The blob of a content, and what the record says of it.
  func close(
    _ content: BesideContent, field: String, event: UniqueID, keys: Keys, salt: [UInt8]
  ) throws(EventLogError) -> (BesideEntry, [UInt8]) {
    do {
      switch content {
      case .text(let text):
        let blob = try Blob.text(text, salt: salt)
        return (BesideEntry(field: field, hash: Self.base64(Blob.hash(of: blob))), blob)
      case .sealed(let text, let subject):
        guard let key = keys[subject] else { break }
        let blob = try Blob.seal(
          text, key: key, origin: origin, eventID: event.description, subject: subject,
          field: field)
        let entry = BesideEntry(
          field: field, hash: Self.base64(Blob.hash(of: blob)), subject: subject,
          key: Self.base64(key.keyID))
        return (entry, blob)
      case .erased: break
      }
    } catch {
      throw EventLogError(.invalid, "\(field) cannot be stored: \(error.message)", cause: error)
    }
    throw EventLogError(.invalid, "\(field) cannot be stored: it is erased, or has no key")
  }

  /// The contents beside a record; `.erased` where the blob or its key is gone.
  func open(
    _ entries: [BesideEntry], of event: RecordedEvent, blob: (String) throws -> [UInt8]?
  ) throws -> [String: BesideContent] {
    var contents: [String: BesideContent] = [:]
    let subjects = Set(entries.compactMap(\.subject))
    let keys =
      try subjects.isEmpty
      ? [:] : asking("for keys") { try keyRing.keys(for: Array(subjects), creating: false) }
    for entry in entries {
      contents[entry.field] = .erased
      guard let blob = try blob(entry.field) else { continue }
      do {
        guard let subject = entry.subject else {
          contents[entry.field] = .text(try Blob.openText(blob))
          continue
        }
        guard let key = keys[subject], Self.base64(key.keyID) == entry.key else { continue }
        let text = try Blob.open(
          blob, key: key, origin: origin, eventID: event.id.description, subject: subject,
          field: entry.field)
        contents[entry.field] = .sealed(text, subject: subject)
      } catch {
        throw EventLogError(
          .damaged,
          "\(entry.field) beside the record at position \(event.position) is damaged:"
            + " \(error.message)", cause: error)
      }
    }
    return contents
  }

  private func asking<T>(
    _ purpose: String, _ body: () throws -> T
  ) throws(EventLogError) -> T {
    do { return try body() } catch {
      throw EventLogError(.io, "asking the key ring \(purpose) failed: \(error)", cause: error)
    }
  }

  private static func base64(_ hash: [UInt8]) -> String { Digest(bytes: hash)?.base64 ?? "" }
}
