import LMDB

/// Finds what is wrong in an index of which the sums say that something is: compares it with the
/// records entry by entry, in both directions. Slow.
struct IndexComparison {
  let subject: VerifiedLog
  let evidence: ReadTransaction
  let index: IndexFile.Snapshot
  private(set) var faults: FaultList

  init(_ subject: VerifiedLog, _ evidence: ReadTransaction, _ index: IndexFile.Snapshot) {
    self.subject = subject
    self.evidence = evidence
    self.index = index
    faults = FaultList(maximum: subject.maximumFaults)
  }

  mutating func run() throws {
    try compareRecords()
    let names = try compareStreams()
    try compareStreamEvents(names)
    try compareCommands()
    if faults.faults.isEmpty { faults.add(.index, "the index does not agree with the records") }
  }

  // MARK: - From the records to the index

  private mutating func compareRecords() throws {
    try evidence.withCursor(subject.file.events) { (cursor) throws in
      var walk = try PositionWalk(cursor, .record, from: 0)
      // What is wrong with the records themselves is known already.
      var ignored = FaultList(maximum: 0)
      var run: CommandRun?
      for position in 0..<subject.indexed where !faults.isFull {
        guard let record = try walk.value(at: position, &ignored),
          let (header, command) = Self.envelope(of: record)
        else { continue }
        try compare(header, record, at: position)
        if run?.id == command {
          run?.count += 1
        } else {
          if let run { try compare(run) }
          run = CommandRun(id: command, first: position, count: 1, check: 0)
        }
      }
      if let run, !faults.isFull { try compare(run) }
    }
  }

  private mutating func compare(
    _ header: RecordHeader, _ record: UnsafeRawBufferPointer, at position: Position
  ) throws {
    let name = UnsafeRawBufferPointer(rebasing: record[header.stream])
    guard let stream = try index.transaction.get(index.file.streams, name), stream.count == 8 else {
      faults.add(.index, at: position, "the index does not know the event's stream")
      return
    }
    let number = stream.number(at: 0, as: UInt32.self)
    guard let place = try streamEvent(number, header.revision) else {
      faults.add(.index, at: position, "the index lacks the event in its stream")
      return
    }
    if place != position {
      faults.add(
        .index, at: position,
        "for the event's place in its stream the index names position \(place)")
    }
  }

  private mutating func compare(_ run: CommandRun) throws {
    guard let value = try index.transaction.get(index.file.ids, run.id.keyBytes), value.count == 16
    else {
      faults.add(.index, at: run.first, "the index does not know the event's command")
      return
    }
    let found = value.withUnsafeBytes { value in
      run.id.keyBytes.withUnsafeBytes { CommandRun(key: $0, value: value) }
    }
    if found.first != run.first {
      let isOutside = found.first < run.first || found.first - run.first >= run.count
      if try isOutside && command(at: found.first) == run.id {
        let (first, again) = (min(run.first, found.first), max(run.first, found.first))
        faults.add(
          .order, at: again, "its command was used before, at position \(first)")
      } else {
        faults.add(
          .index, at: run.first,
          "the index says that the event's command begins at position \(found.first)")
      }
    } else if found.count != run.count {
      faults.add(
        .index, at: run.first,
        "the index says that the event's command has \(found.count) events; it has \(run.count)")
    } else if let fingerprint = try? subject.file.fingerprint(at: run.first, evidence),
      fingerprint.fingerprintCheck != found.check
    {
      faults.add(
        .tree, at: run.first,
        "the fingerprint of the event's command is not the one that was indexed: one of the two"
          + " was changed")
    }
  }

  // MARK: - From the index to the records

  /// Returns the hash of each stream's name by its number.
  private mutating func compareStreams() throws -> [UInt32: UInt64] {
    var names: [UInt32: UInt64] = [:]
    var count = 0
    try index.transaction.forEach(index.file.streams) { key, value in
      count += 1
      let name = String(decoding: key, as: UTF8.self)
      guard value.count == 8 else {
        faults.add(.index, "the index's entry for the stream \(name) has \(value.count) bytes")
        return !faults.isFull
      }
      let number = value.number(at: 0, as: UInt32.self)
      let size = value.number(at: 4, as: UInt32.self)
      if names.updateValue(KeyedHash.of(key), forKey: number) != nil {
        faults.add(.index, "the stream \(name) has the number of another one in the index")
      }
      if try size == 0 || streamEvent(number, size - 1) == nil
        || streamEvent(number, size) != nil
      {
        faults.add(
          .index, "the index says that the stream \(name) has \(size) events, which is not so")
      }
      return !faults.isFull
    }
    if let largest = names.keys.max(), UInt64(largest) >= UInt64(names.count) {
      faults.add(.index, "the numbers of the streams in the index are not dense")
    }
    if try !faults.isFull && count != index.transaction.count(index.file.streams) {
      faults.add(.index, "the index does not have as many streams as it says")
    }
    return names
  }

  private mutating func compareStreamEvents(_ names: [UInt32: UInt64]) throws {
    guard !faults.isFull else { return }
    try index.transaction.forEach(index.file.streamEvents) { key, value in
      guard key.count == 8, value.count == 8 else {
        faults.add(
          .index, "an entry of stream_events has \(key.count) and \(value.count) bytes, not 8")
        return !faults.isFull
      }
      let number = key.number(at: 0, as: UInt32.self)
      let revision = key.number(at: 4, as: UInt32.self)
      let position = value.number(at: 0, as: UInt64.self)
      guard let envelope = try envelope(at: position), envelope.header.revision == revision,
        KeyedHash.of(envelope.stream) == names[number]
      else {
        faults.add(
          .index,
          "for event \(revision) of stream number \(number) the index names position \(position),"
            + " where it is not")
        return !faults.isFull
      }
      return true
    }
  }

  private mutating func compareCommands() throws {
    guard !faults.isFull else { return }
    try index.transaction.forEach(index.file.ids) { key, value in
      guard key.count == 16, value.count == 16 else {
        faults.add(.index, "an entry of ids has \(key.count) and \(value.count) bytes, not 16")
        return !faults.isFull
      }
      let found = CommandRun(key: key, value: value)
      if try command(at: found.first) != found.id {
        faults.add(
          .index,
          "for the command \(found.id) the index names position \(found.first), where it is not")
      }
      return !faults.isFull
    }
  }

  // MARK: - Looking up

  private func streamEvent(_ number: UInt32, _ revision: UInt32) throws -> Position? {
    let key = UInt64(number) << 32 | UInt64(revision)
    guard let value = try index.transaction.get(index.file.streamEvents, key), value.count == 8
    else { return nil }
    return value.number(at: 0, as: UInt64.self)
  }

  private static func envelope(
    of record: UnsafeRawBufferPointer
  ) -> (header: RecordHeader, command: UniqueID)? {
    guard record.count <= RecordEncoder.maximumByteCount, let header = RecordHeader(record),
      let command = header.command(in: record)
    else { return nil }
    return (header, command)
  }

  private func envelope(
    at position: Position
  ) throws -> (header: RecordHeader, stream: UnsafeRawBufferPointer)? {
    guard position < subject.indexed, let record = try evidence.get(subject.file.events, position),
      let (header, _) = Self.envelope(of: record)
    else { return nil }
    return (header, UnsafeRawBufferPointer(rebasing: record[header.stream]))
  }

  private func command(at position: Position) throws -> UniqueID? {
    guard position < subject.indexed, let record = try evidence.get(subject.file.events, position)
    else { return nil }
    return Self.envelope(of: record)?.command
  }
}
