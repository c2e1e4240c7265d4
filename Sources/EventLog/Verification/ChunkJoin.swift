import Transparency

/// Joins the results of the chunks, in order, to what is known of the whole log.
struct ChunkJoin {
  private let subject: VerifiedLog
  private(set) var faults: FaultList
  private(set) var eventsChecked: UInt64 = 0
  private(set) var passed = ChunkResult.Passed()
  private(set) var presentBlobs: UInt64 = 0
  private(set) var absent: [ChunkResult.Absent] = []
  private(set) var sealed: [UInt64: Position] = [:]
  private(set) var destroyed = Destroyed()
  private(set) var roots: [UInt64: Digest] = [:]
  private(set) var unindexed: [(id: UniqueID, first: Position)] = []
  /// The sums of the index entries that the records ask for.
  private(set) var sums = IndexSums()
  private var streams = StreamTable()
  private var pending: CommandRun?
  private var tree = SubtreeCheck()

  init(_ subject: VerifiedLog) {
    self.subject = subject
    faults = FaultList(maximum: subject.maximumFaults)
    if subject.options.sizes.contains(0) { roots[0] = MerkleTree.emptyRoot }
  }

  /// Adds the next chunk.
  mutating func add(_ chunk: ChunkResult) {
    faults.add(chunk.faults)
    eventsChecked += chunk.eventsChecked
    passed.events += chunk.passed.events
    passed.tree += chunk.passed.tree
    passed.blobs += chunk.passed.blobs
    presentBlobs += chunk.presentBlobs
    absent += chunk.absent
    for (person, position) in chunk.sealed where sealed[person] == nil {
      sealed[person] = position
    }
    destroyed.add(chunk.destroyed)
    addCommands(chunk)
    addStreams(chunk)
    addNodes(chunk)
  }

  /// Ends what could have gone on in a further chunk.
  mutating func finish() {
    if let pending { end(pending) }
    pending = nil
  }

  /// The root over all chunks.
  var root: Digest { SubtreeCheck.root(tree.edge) }

  private mutating func addCommands(_ chunk: ChunkResult) {
    pending?.count += chunk.continued
    unindexed += chunk.unindexed
    sums.ids &+= chunk.commandSum
    guard let last = chunk.lastCommand else { return }
    if let pending { end(pending) }
    pending = last
  }

  private mutating func end(_ run: CommandRun) {
    if run.first < subject.indexed {
      sums.ids &+= KeyedHash.command(run)
    } else {
      unindexed.append((run.id, run.first))
    }
  }

  private mutating func addStreams(_ chunk: ChunkResult) {
    var position = chunk.range.lowerBound
    for event in chunk.streams {
      if event.stream != 0 {
        if position < subject.indexed {
          sums.streamEvents &+= KeyedHash.streamEvent(event.stream, event.revision, position)
        }
        let size = streams.update(event.stream, to: event.revision + 1)
        if size != event.revision {
          faults.add(
            .order, at: position,
            "it says that it is number \(event.revision) of its stream; \(size) is due")
        }
      }
      position += 1
      if position == subject.indexed { sums.streams = streams.sum() }
    }
  }

  private mutating func addNodes(_ chunk: ChunkResult) {
    for edge in chunk.edges { roots[edge.size] = SubtreeCheck.root(tree.edge + edge.nodes) }
    for node in chunk.edge { tree.append(node) }
    guard let last = chunk.range.last, (last + 1) % subject.chunkSize == 0 else { return }
    for level in 0..<(~last).trailingZeroBitCount - subject.levels {
      let bytes = chunk.upper.dropFirst(32 * level).prefix(32)
      if !tree.join(stored: Digest(bytes: bytes)) {
        let level = subject.levels + 1 + level
        faults.add(.tree, at: last, SubtreeCheck.fault(level: level, completedBy: last))
      }
    }
  }
}
