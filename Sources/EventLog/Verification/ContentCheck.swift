import JSON
import LMDB

/// Tells lawful absence from loss, and finds contents that should be gone.
struct ContentCheck {
  let subject: VerifiedLog
  let transaction: ReadTransaction
  private(set) var faults: FaultList
  private(set) var erased: UInt64 = 0
  private(set) var missing: UInt64 = 0

  init(_ subject: VerifiedLog, _ transaction: ReadTransaction) {
    self.subject = subject
    self.transaction = transaction
    faults = FaultList(maximum: subject.maximumFaults)
  }

  mutating func run(_ join: ChunkJoin) throws {
    for content in join.absent {
      if join.destroyed.covers(content) {
        erased += 1
        continue
      }
      missing += 1
      guard !faults.isFull else { continue }
      let field = try name(of: content).map { "\"\($0)\"" } ?? "a content"
      faults.add(
        .blob, at: content.position,
        "\(field) beside the record is missing, and no later event says that it was destroyed")
    }
    for (address, event) in join.destroyed.addresses where !faults.isFull {
      if event > address.position,
        try transaction.get(subject.file.blobs, LogFile.blobKey(address)) != nil
      {
        faults.add(
          .blob, at: address.position,
          "\"\(address.field)\" is still there, though the event at position \(event) says that it"
            + " was destroyed")
      }
    }
    for (person, event) in join.destroyed.subjects {
      guard let position = join.sealed[person], position < event else { continue }
      faults.add(
        .blob, at: position,
        "a sealed content is still there, though the event at position \(event) says that all of"
          + " its person's were destroyed")
    }
  }

  /// The field of a content, which was kept as a hash only.
  private func name(of content: ChunkResult.Absent) throws -> String? {
    guard let record = try transaction.get(subject.file.events, content.position),
      let document = try? JSONDocument(parsing: record)
    else { return nil }
    return document.read { root in
      for element in root["beside"]?.elements ?? root.elements {
        guard let field = element["field"]?.utf8 else { continue }
        if Destroyed.hash(content.position, field) == content.address {
          return String(decoding: field, as: UTF8.self)
        }
      }
      return nil
    }
  }
}
