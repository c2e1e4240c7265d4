import LMDB

/// The thread that brings the index file up to date, so that no append has to wait for it.
final class IndexKeeper: @unchecked Sendable {
  private let file: LogFile
  private let index: LogIndex
  private let monitor = Monitor()
  private var isDue = false
  private var isClosing = false
  private var hasEnded = false

  /// Starts the thread.
  init(file: LogFile, index: LogIndex) throws(EventLogError) {
    self.file = file
    self.index = index
    try Worker.start { [self] in run() }
  }

  /// Looks soon whether something has to be done.
  func nudge() {
    guard index.isTailLong else { return }
    monitor.withLock {
      isDue = true
      monitor.signal()
    }
  }

  /// Ends the thread, and waits until it has ended.
  func close() {
    monitor.withLock {
      isClosing = true
      monitor.signal()
      while !hasEnded { monitor.wait() }
    }
  }

  private func run() {
    while isWanted() {
      // When this fails nothing is lost: what is missing in the file is kept in memory.
      try? file.environment.read { try index.advance(LogView(file, $0)) }
    }
    monitor.withLock {
      hasEnded = true
      monitor.signal()
    }
  }

  private func isWanted() -> Bool {
    monitor.withLock {
      while !isDue && !isClosing { monitor.wait() }
      defer { isDue = false }
      return !isClosing
    }
  }
}
