import Synchronization

/// One line on standard error that says what is being done.
struct Progress: Sendable {
  private let isShown: Bool

  init(_ isShown: Bool) { self.isShown = isShown }

  func say(_ text: String) {
    if isShown { Output.remark("\r\u{1B}[K\(text) …") }
  }

  func clear() {
    if isShown { Output.remark("\r\u{1B}[K") }
  }
}

/// Progress that several threads report, a few times a second at the most.
final class SharedProgress: Sendable {
  private let line: Progress
  private let next = Mutex(ContinuousClock.now)

  init(_ isShown: Bool) { line = Progress(isShown) }

  func say(_ text: @autoclosure () -> String) {
    let isDue = next.withLock { next in
      let now = ContinuousClock.now
      guard now >= next else { return false }
      next = now + .milliseconds(100)
      return true
    }
    if isDue { line.say(text()) }
  }

  func clear() { line.clear() }
}
