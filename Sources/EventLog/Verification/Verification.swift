import Glibc
public import Transparency

/// What a verification is told about the log, beyond what the log says itself.
public struct VerificationOptions: Sendable {
  /// The type of event that says that all sealed contents of a person were lawfully destroyed, and
  /// the kind of stream it stands in: the person is what follows in the stream's name.
  public var erasure: (type: String, streamKind: String)?
  /// How the types of events end that say that single contents were lawfully destroyed, and the
  /// name in their data of the list of these contents, each `position:field`.
  public var redaction: (typeSuffix: String, list: String)?
  /// How many faults are told of.
  public var maximumFaults = 100
  /// How many threads work.
  public var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  /// How many levels of the tree one thread recomputes on its own, above the leaves. Chunks of
  /// 16,384 events keep threads apart and fit a processor's cache.
  package var levels = 14
  /// Asked now and then from any thread; when it says yes, the verification ends with a
  /// `CancellationError`.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Sizes at which the root is wanted too, for checkpoints that are held elsewhere.
  public var sizes: Set<UInt64> = []

  /// The usual options.
  public init(
    erasure: (type: String, streamKind: String)? = nil,
    redaction: (typeSuffix: String, list: String)? = nil, sizes: Set<UInt64> = []
  ) {
    self.erasure = erasure
    self.redaction = redaction
    self.sizes = sizes
  }
}

/// What a verification of a whole log has found.
public struct Verification: Sendable {
  /// How many contents that records name there are.
  public struct BlobCount: Hashable, Sendable {
    /// They are there.
    public var present: UInt64 = 0
    /// They are gone, and an event says that they were lawfully destroyed.
    public var erased: UInt64 = 0
    /// They are gone, and nothing says why.
    public var missing: UInt64 = 0

    /// So many of each.
    public init(present: UInt64 = 0, erased: UInt64 = 0, missing: UInt64 = 0) {
      self.present = present
      self.erased = erased
      self.missing = missing
    }
  }

  /// The number of events that the log had when the verification began.
  public var size: UInt64
  /// The root over all events, recomputed from the records. Of no meaning when records are missing.
  public var root: Digest
  /// How many records could be read and were checked.
  public var eventsChecked: UInt64
  /// What stands beside the records.
  public var blobs: BlobCount
  /// What is wrong: the smallest position first, at the end what has none.
  public var faults: [LogFault]
  /// The recomputed roots at the sizes that were asked for, as far as the log reaches.
  public var rootsAt: [UInt64: Digest]

  /// Whether nothing is wrong.
  public var isSound: Bool { faults.isEmpty }
}

/// Something in a log that is not as the log wrote it.
public struct LogFault: Sendable, Hashable {
  /// Which part of the log.
  public enum Part: String, Sendable, Hashable {
    /// A record itself.
    case record
    /// The hashes of the Merkle tree, or the fingerprint of a command behind them.
    case tree
    /// How records follow each other.
    case order
    /// What stands beside a record.
    case blob
    /// The derived index.
    case index
    /// What the log says of itself.
    case meta
    /// The file below: pages that cannot be read.
    case pages
    /// A checkpoint, or the log compared with it.
    case checkpoint
    /// When events say that they were recorded.
    case time
  }

  /// The event, where it is one.
  public var position: Position?
  /// The part of the log.
  public var part: Part
  /// What is wrong there.
  public var message: String

  /// Something that is wrong.
  public init(position: Position?, part: Part, message: String) {
    self.position = position
    self.part = part
    self.message = message
  }
}

/// Collects faults up to a number.
struct FaultList {
  let maximum: Int
  private(set) var faults: [LogFault] = []

  init(maximum: Int) { self.maximum = maximum }

  var isFull: Bool { faults.count >= maximum }

  mutating func add(
    _ part: LogFault.Part, at position: Position? = nil, _ message: @autoclosure () -> String
  ) {
    guard !isFull else { return }
    faults.append(LogFault(position: position, part: part, message: message()))
  }

  mutating func add(_ other: FaultList) {
    faults += other.faults.prefix(maximum - faults.count)
  }

  /// The smallest positions first, those without one last; in the order of finding otherwise.
  func sorted() -> [LogFault] {
    faults.enumerated().sorted { a, b in
      let (first, second) = (a.element.position ?? .max, b.element.position ?? .max)
      return first != second ? first < second : a.offset < b.offset
    }.map(\.element)
  }
}
