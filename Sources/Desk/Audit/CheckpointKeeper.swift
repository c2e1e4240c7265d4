import EventLog
import Synchronization
import Transparency

/// Signs checkpoints as the log grows: at most 256 events or a minute behind, and when the registry
/// is closed.
final class CheckpointKeeper: Sendable {
  /// How many events may be unsigned.
  static let mostEvents: UInt64 = 256
  /// How long an event may be unsigned.
  static let mostTime = Duration.seconds(60)

  private struct State {
    /// The log's size after the last append of this process; 0 before any.
    var appended: UInt64 = 0
    var signed: UInt64
    var timer: Task<Void, Never>?
    /// Whether somebody signs just now; others need not.
    var isSigning = false
    /// How many events have to be unsigned before it is tried again: more after each failure.
    var patience = CheckpointKeeper.mostEvents
    /// Why the last attempt failed.
    var failure: String?

    /// Whether something that this process appended is unsigned.
    var isDirty: Bool { appended > signed }
  }

  private let file: CheckpointFile
  private let log: LMDBEventLog
  private let state: Mutex<State>

  /// - Parameter size: what the last checkpoint says.
  init(_ file: CheckpointFile, _ log: LMDBEventLog, signed size: UInt64) {
    self.file = file
    self.log = log
    state = Mutex(State(signed: size))
  }

  /// Takes note of an append that left the log with this size.
  func appended(upTo size: UInt64) {
    let isDue = state.withLock { state in
      state.appended = max(state.appended, size)
      arm(&state)
      return size >= state.signed + state.patience
    }
    if isDue { sign() }
  }

  /// Sees to it that what is unsigned now does not stay so for long.
  private func arm(_ state: inout State) {
    guard state.isDirty, state.timer == nil else { return }
    state.timer = Task { [weak self] in
      guard (try? await Task.sleep(for: Self.mostTime)) != nil else { return }
      self?.sign()
    }
  }

  /// Why the last attempt to sign failed; nil when it did not.
  var failure: String? { state.withLock { $0.failure } }

  /// Signs what is unsigned, and says why it could not be, if so.
  func close() -> String? {
    if state.withLock({ $0.isDirty }) { sign() }
    return state.withLock { state in
      state.timer?.cancel()
      return state.failure
    }
  }

  /// What is appended is durable already: that it cannot be signed is told, and tried again.
  private func sign() {
    let mayStart = state.withLock { state in
      defer { state.isSigning = true }
      return !state.isSigning
    }
    guard mayStart else { return }
    let outcome = Result { try file.sign(log) }
    state.withLock { state in
      state.isSigning = false
      state.timer?.cancel()
      state.timer = nil
      switch outcome {
      case .success(let checkpoint):
        state.signed = max(state.signed, checkpoint.checkpoint.size)
        state.patience = Self.mostEvents
        state.failure = nil
      case .failure(let error):
        state.patience = state.appended - min(state.appended, state.signed) + Self.mostEvents
        state.failure = "the log is not signed up to its end: \(error)"
      }
      arm(&state)
    }
  }
}
