import Transparency

/// What the verification of one chunk leaves for those that join the chunks in order.
struct ChunkResult {
  /// An event of a stream.
  struct StreamEvent {
    /// The hash of the stream's name; 0 when the record could not be read.
    var stream: UInt64
    var revision: UInt32

    static let unreadable = StreamEvent(stream: 0, revision: 0)
  }

  /// A content that a record names and that is not there.
  struct Absent {
    var position: Position
    /// The hash of position and field.
    var address: UInt64
    /// The hash of the person's id; 0 when it was not sealed.
    var subject: UInt64
  }

  /// The nodes at the right edge when the log had a size that was asked for.
  struct Edge {
    var size: UInt64
    var nodes: [SubtreeCheck.Node]
  }

  /// How many entries were passed.
  struct Passed {
    var events: UInt64 = 0
    var tree: UInt64 = 0
    var blobs: UInt64 = 0
  }

  let range: Range<Position>
  var faults: FaultList
  var eventsChecked: UInt64 = 0
  var passed = Passed()
  /// One for each position.
  var streams: [StreamEvent] = []
  /// How many events at the start belong to the command of the chunk before.
  var continued: UInt64 = 0
  /// The last command that begins here. The next chunk may go on with it.
  var lastCommand: CommandRun?
  /// The sums of the index entries that the records ask for, `lastCommand` left out.
  var streamEventSum: UInt64 = 0
  var commandSum: UInt64 = 0
  /// The commands that begin behind what is indexed.
  var unindexed: [(id: UniqueID, first: Position)] = []
  /// The roots of the complete subtrees; the last leaf's stored hashes for the levels above.
  var edge: [SubtreeCheck.Node] = []
  var upper: [UInt8] = []
  var edges: [Edge] = []
  var presentBlobs: UInt64 = 0
  var absent: [Absent] = []
  /// The first sealed content that is there, for each person.
  var sealed: [UInt64: Position] = [:]
  var destroyed = Destroyed()

  /// Takes down a command that has no more events.
  mutating func end(_ run: CommandRun, indexed: UInt64) {
    if run.first < indexed {
      commandSum &+= KeyedHash.command(run)
    } else {
      unindexed.append((run.id, run.first))
    }
  }

  init(range: Range<Position>, maximumFaults: Int) {
    self.range = range
    faults = FaultList(maximum: maximumFaults)
  }
}
