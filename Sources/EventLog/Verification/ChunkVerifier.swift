import LMDB
import Transparency

/// Verifies a range of positions on its own: the records, the blobs beside them, and the part of
/// the tree above them. What needs the events before is left to `ChunkJoin`.
///
/// Ranges begin at multiples of a power of two, so that each is a subtree.
struct ChunkVerifier {
  let subject: VerifiedLog
  var result: ChunkResult
  var position: Position
  private let isLast: Bool
  private var tree = SubtreeCheck()
  private var run: CommandRun?
  /// The last record that could be read; its time lies in mapped memory.
  private var previous: Previous?
  /// Whether that is the record right before.
  private var isPreviousNext = false

  private struct Previous {
    var id: UniqueID
    var recorded: UnsafeRawBufferPointer
    var command: UniqueID
  }

  init(_ subject: VerifiedLog, chunk: UInt64) {
    self.subject = subject
    let range = subject.range(of: chunk)
    isLast = range.upperBound == subject.size
    position = range.lowerBound
    result = ChunkResult(range: range, maximumFaults: subject.maximumFaults)
    result.streams.reserveCapacity(range.count)
  }

  /// Verifies the whole range.
  mutating func verify(_ transaction: ReadTransaction) throws {
    let file = subject.file
    try readPrevious(transaction)
    try transaction.withCursor(file.events) { (eventCursor) throws in
      try transaction.withCursor(file.tree) { (treeCursor) throws in
        try transaction.withCursor(file.blobs) { (blobCursor) throws in
          var events = try PositionWalk(eventCursor, .record, from: position)
          var nodes = try PositionWalk(treeCursor, .tree, from: position)
          var blobs = try BlobWalk(blobCursor, from: position)
          while position < result.range.upperBound {
            let record = try events.value(at: position, &result.faults)
            let stored = try nodes.value(at: position, &result.faults)
            try check(record, stored, &blobs)
            position += 1
          }
          let end = isLast ? nil : result.range.upperBound
          try events.finish(before: end, &result.faults)
          try nodes.finish(before: end, &result.faults)
          try blobs.finish(before: end, &result.faults)
          result.passed = ChunkResult.Passed(
            events: events.count, tree: nodes.count, blobs: blobs.count)
        }
      }
    }
    finish()
  }

  /// Leaves the rest unverified.
  mutating func giveUp(_ reason: String) {
    let end = result.range.upperBound
    result.faults.add(
      .pages, at: position,
      "the events from here to \(max(position, end &- 1)) could not all be read: \(reason)")
    while result.streams.count < result.range.count { result.streams.append(.unreadable) }
    while position < end {
      appendToTree(nil, nil)
      position += 1
    }
    finish()
  }

  private mutating func finish() {
    result.edge = tree.edge
    result.lastCommand = run
  }

  /// Reads what the first record is compared with.
  private mutating func readPrevious(_ transaction: ReadTransaction) throws {
    guard position > 0, let record = try transaction.get(subject.file.events, position - 1),
      record.count <= RecordEncoder.maximumByteCount, let header = RecordHeader(record),
      let command = header.command(in: record)
    else { return }
    let recorded = UnsafeRawBufferPointer(rebasing: record[header.recorded])
    previous = Previous(id: header.id, recorded: recorded, command: command)
    isPreviousNext = true
  }

  private mutating func check(
    _ record: UnsafeRawBufferPointer?, _ stored: UnsafeRawBufferPointer?, _ blobs: inout BlobWalk
  ) throws {
    var event = ChunkResult.StreamEvent.unreadable
    var isFirst: Bool?
    var leaf: Digest?
    let hasNeighbour = isPreviousNext
    isPreviousNext = false
    if let record, record.count <= RecordEncoder.maximumByteCount {
      if let (header, command) = try checkRecord(record, &blobs) {
        if position == 0 {
          isFirst = true
        } else if hasNeighbour, let previous {
          isFirst = previous.command != command
        }
        let stream = UnsafeRawBufferPointer(rebasing: record[header.stream])
        event = ChunkResult.StreamEvent(
          stream: KeyedHash.of(stream), revision: header.revision)
        follow(header, command, record, stored)
        isPreviousNext = true
        result.eventsChecked += 1
      }
      leaf = MerkleTree.leafHash(record)
    } else {
      result.faults.add(
        .record, at: position,
        record.map { "the record has \($0.count) bytes, more than a record may have" }
          ?? "the record is missing")
    }
    result.streams.append(event)
    checkLength(of: stored, isFirstOfCommand: isFirst)
    appendToTree(leaf, stored)
  }

  /// Compares a record with the one before it, and counts the events of its command.
  private mutating func follow(
    _ header: RecordHeader, _ command: UniqueID, _ record: UnsafeRawBufferPointer,
    _ stored: UnsafeRawBufferPointer?
  ) {
    let recorded = UnsafeRawBufferPointer(rebasing: record[header.recorded])
    let order = previous.map { ByteOrder.compare($0.recorded, recorded) }
    if order != 0, Instant(recorded) == nil {
      result.faults.add(.record, at: position, "the time when it was recorded is none")
    } else if let order, order > 0 {
      result.faults.add(.order, at: position, "it was recorded before the event before it")
    }
    if let previous, !UniqueID.precedes(previous.id, header.id) {
      result.faults.add(.order, at: position, "its id is not larger than the one before it")
    }
    if let previous, previous.command == command {
      if run == nil { result.continued += 1 } else { run?.count += 1 }
    } else {
      if let run { result.end(run, indexed: subject.indexed) }
      let check = fingerprint(in: stored)?.fingerprintCheck ?? 0
      run = CommandRun(id: command, first: position, count: 1, check: check)
    }
    previous = Previous(id: header.id, recorded: recorded, command: command)
  }

  // MARK: - The tree

  /// How many nodes the leaf at `position` completes above itself.
  private var completed: Int { (~position).trailingZeroBitCount }

  private func hash(_ place: Int, in stored: UnsafeRawBufferPointer?) -> Digest? {
    guard let stored, stored.count >= 32 * (place + 1) else { return nil }
    return Digest(copying: UnsafeRawBufferPointer(rebasing: stored[32 * place..<32 * (place + 1)]))
  }

  private func fingerprint(in stored: UnsafeRawBufferPointer?) -> Digest? {
    hash(completed + 1, in: stored)
  }

  private mutating func checkLength(
    of stored: UnsafeRawBufferPointer?, isFirstOfCommand: Bool?
  ) {
    guard let stored else {
      result.faults.add(.tree, at: position, "the tree has no entry for the event")
      return
    }
    let nodes = 32 * (completed + 1)
    let isRight =
      switch isFirstOfCommand {
      case true?: stored.count == nodes + 32
      case false?: stored.count == nodes
      case nil: stored.count == nodes || stored.count == nodes + 32
      }
    if !isRight {
      result.faults.add(
        .tree, at: position,
        "the tree's entry has \(stored.count) bytes; \(nodes) of nodes are due, and 32 of a"
          + " fingerprint when the event is the first of its command")
    }
  }

  private mutating func appendToTree(_ leaf: Digest?, _ stored: UnsafeRawBufferPointer?) {
    if !tree.append(leaf, stored: hash(0, in: stored)) {
      result.faults.add(
        .record, at: position,
        "the record's hash is not the one in the tree: one of the two was changed")
    }
    let levels = completed
    for level in 0..<min(levels, subject.levels) {
      if !tree.join(stored: hash(level + 1, in: stored)) {
        result.faults.add(
          .tree, at: position, SubtreeCheck.fault(level: level + 1, completedBy: position))
      }
    }
    if levels > subject.levels, let stored, stored.count >= 32 * (levels + 1) {
      result.upper = Array(stored[32 * (subject.levels + 1)..<32 * (levels + 1)])
    }
    if !subject.options.sizes.isEmpty, subject.options.sizes.contains(position + 1) {
      result.edges.append(ChunkResult.Edge(size: position + 1, nodes: tree.edge))
    }
  }
}
