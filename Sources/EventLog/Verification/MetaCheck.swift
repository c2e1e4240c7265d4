import LMDB
import Transparency

/// Checks what the log says of itself: `meta`.
struct MetaCheck {
  let subject: VerifiedLog
  let transaction: ReadTransaction
  private(set) var faults: FaultList
  private var found: Set<String> = []

  init(_ subject: VerifiedLog, _ transaction: ReadTransaction) {
    self.subject = subject
    self.transaction = transaction
    faults = FaultList(maximum: subject.maximumFaults)
  }

  /// Checks all entries, and the index's hash of them.
  mutating func run(_ index: IndexFile.Snapshot?) throws {
    try transaction.forEach(subject.file.meta) { key, value in
      guard value.count <= 4096 else {
        faults.add(.meta, "an entry of meta has \(value.count) bytes")
        return true
      }
      if key.starts(with: ClockNote.prefix.utf8) {
        try checkNote(key, value)
      } else {
        try checkText(String(decoding: key, as: UTF8.self), String(decoding: value, as: UTF8.self))
      }
      return true
    }
    for name in ["format", "origin", "created"] where !found.contains(name) {
      faults.add(.meta, "meta does not say the log's \(name)")
    }
    guard let index, subject.indexed > 0,
      let digest = try index.transaction.get(index.file.meta, IndexFile.evidenceKey)
    else { return }
    let now = try EvidenceMeta.digest(subject.file, transaction, below: subject.indexed)
    if now.bytes != digest {
      faults.add(
        .meta,
        "what meta says is not what it said when the index was built: the log's format, origin,"
          + " time of making or a note of the clock was changed, or the index was")
    }
  }

  private mutating func checkText(_ name: String, _ text: String) throws {
    found.insert(name)
    switch name {
    case "format":
      if text != LogFile.format { faults.add(.meta, "the log's format is \"\(text)\"") }
    case "origin":
      if text.isEmpty || !text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
        faults.add(.meta, "the log's origin \"\(text)\" is no name of a log")
      }
    case "created":
      guard let created = Instant(text), created.microseconds >= 0 else {
        faults.add(.meta, "the time \"\(text)\" when the log was made is none")
        return
      }
      // A clock may be set right between the making of a log and its first event.
      let limit = try recorded(at: 0) ?? LMDBEventLog.systemClock()
      if created.microseconds > limit.microseconds + 86_400_000_000 {
        faults.add(.meta, "the log was made at \(created), long after its first event")
      }
    default: faults.add(.meta, "meta holds \"\(name)\", which means nothing")
    }
  }

  private mutating func checkNote(
    _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
  ) throws {
    guard let jump = ClockNote.jump(key, value), value[27] == UInt8(ascii: " ") else {
      faults.add(.meta, at: ClockNote.position(key), "a note of the clock cannot be read")
      return
    }
    guard jump.position < subject.size else {
      faults.add(.meta, at: jump.position, "a note of the clock is for no event")
      return
    }
    if try recorded(at: jump.position) != jump.recorded || jump.clock >= jump.recorded {
      faults.add(
        .meta, at: jump.position,
        "a note says that the event was recorded at \(jump.recorded) with the clock at"
          + " \(jump.clock), which cannot be")
    }
  }

  private func recorded(at position: Position) throws -> Instant? {
    guard let record = try transaction.get(subject.file.events, position),
      record.count <= RecordEncoder.maximumByteCount, let header = RecordHeader(record)
    else { return nil }
    return Instant(UnsafeRawBufferPointer(rebasing: record[header.recorded]))
  }
}
