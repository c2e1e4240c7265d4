import Foundation
import Synchronization
import Transparency

/// Notices what is found wrong with a log while it is open, by this process or another one.
///
/// Costs a look at the times of a few files each time it is asked.
final class Soundness: Sendable {
  /// A state of a file, or that it is missing.
  private struct Stamp: Hashable {
    var inode: UInt64 = 0
    var seconds = 0
    var nanoseconds = 0

    init(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return }
      inode = UInt64(status.st_ino)
      seconds = Int(status.st_mtim.tv_sec)
      nanoseconds = Int(status.st_mtim.tv_nsec)
    }
  }

  private struct State {
    /// The files by which the last answer was given.
    var fault: Stamp
    var checkpoint: [Stamp]
    /// What the last verification found.
    var found: DeskError?
    /// What the comparison with the checkpoint found.
    var compared: DeskError?
  }

  private let audit: LogAudit
  private let state: Mutex<State>
  /// What the checkpoint said when the log was opened.
  let signedSize: UInt64

  init(_ audit: LogAudit) {
    self.audit = audit
    // The files first: what changes while they are read is read again.
    let (fault, checkpoint) = (Stamp(audit.folder.fault), Self.checkpoint(audit.folder))
    let compared = Result { try audit.checkpoints.check(audit.log) }
    signedSize = (try? compared.get())?.checkpoint.size ?? 0
    state = Mutex(
      State(
        fault: fault, checkpoint: checkpoint, found: Self.found(audit),
        compared: Self.error(compared)))
  }

  /// Why nothing may be recorded; nil when all is well.
  var refusal: DeskError? {
    state.withLock { state in
      let fault = Stamp(audit.folder.fault)
      if fault != state.fault {
        state.fault = fault
        state.found = Self.found(audit)
      }
      // The checkpoint changes whenever the log is signed, which compares both. Only one that was
      // wrong is looked at again here.
      if state.compared != nil {
        let checkpoint = Self.checkpoint(audit.folder)
        if checkpoint != state.checkpoint {
          state.checkpoint = checkpoint
          state.compared = Self.error(Result { try audit.checkpoints.check(audit.log) })
        }
      }
      return state.found ?? state.compared
    }
  }

  private static func checkpoint(_ folder: RegistryFolder) -> [Stamp] {
    [Stamp(folder.checkpoint), Stamp(folder.verifierKeys)]
  }

  private static func found(_ audit: LogAudit) -> DeskError? {
    do { return try FaultFile(audit.folder).refusal() } catch { return asDeskError(error) }
  }

  private static func error<T>(_ result: Result<T, any Error>) -> DeskError? {
    if case .failure(let error) = result { return asDeskError(error) }
    return nil
  }

  private static func asDeskError(_ error: any Error) -> DeskError {
    error as? DeskError
      ?? DeskError(.damaged, "the log cannot be compared with its checkpoint: \(error)")
  }
}
