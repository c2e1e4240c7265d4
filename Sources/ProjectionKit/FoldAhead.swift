import Dispatch
internal import EventLog
import Synchronization

/// A fold with all its rows in memory, on threads of its own, that hands over what is to be
/// written.
///
/// Sendable by hand: between `start` and the end of the pieces only the fold's threads touch the
/// fold's rows and checkpoints, each those of its projections, and only the receiver touches the
/// stores they are written to.
final class FoldAhead: @unchecked Sendable {
  /// What one step gave: per projection and table, the versions to write.
  struct Piece {
    var finished: [[FinishedVersions]]
    var size: UInt64
  }

  private struct Pieces {
    var waiting: [Piece] = []
    var isStopped = false
    var error: (any Error)?
  }

  /// How many pieces may wait to be written.
  private static let lead = 2

  private let fold: Fold
  private let halves: [Fold]
  private let log: any EventLog
  private let pace: ViewPace
  private let target: UInt64
  private let pieces = Mutex(Pieces())
  private let room = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)

  init(_ fold: Fold, _ log: any EventLog, _ pace: ViewPace, target: UInt64) {
    self.fold = fold
    halves = fold.halves
    self.log = log
    self.pace = pace
    self.target = target
    // A semaphore must not go away below the value it was made with.
    for _ in 0..<Self.lead { room.signal() }
  }

  func start() {
    DispatchQueue(label: "rapporteur.fold").async {
      do {
        while try self.step() {}
      } catch {
        self.pieces.withLock { $0.error = error }
      }
      self.filled.signal()
    }
  }

  /// The next piece; nil when there are no more.
  func next() -> Piece? {
    filled.wait()
    let piece = pieces.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    if piece != nil { room.signal() }
    return piece
  }

  /// Makes the fold end, and waits until it has.
  func stop() {
    pieces.withLock { $0.isStopped = true }
    while next() != nil {}
  }

  /// Throws what ended the fold early. Called when there are no more pieces.
  func result() throws {
    if let error = pieces.withLock({ $0.error }) { throw error }
  }

  /// Folds some events; false when it is time to end.
  private func step() throws -> Bool {
    room.wait()
    guard !pieces.withLock({ $0.isStopped }) else { return false }
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: halves.count) { index in
      do {
        try log.read { try halves[index].advance($0, by: pace.building, limit: target) }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock(\.self) { throw error }
    let size = fold.size ?? target
    let piece = Piece(finished: fold.runs.map { $0.takeFinished() }, size: size)
    pieces.withLock { $0.waiting.append(piece) }
    filled.signal()
    return size < target && fold.cost <= pace.memory
  }
}
