import Foundation
import Synchronization

/// A server of its own for a benchmark, and the memory that it takes.
final class ServerProcess: Sendable {
  /// Where it listens.
  let port: UInt16
  private let process: Process
  private let mostOwn = Mutex(0)
  private let isWatched = Mutex(true)

  /// Starts `program serve` on a registry and waits until it is ready.
  init(program: String, registry: String, port: UInt16, options: [String]) throws {
    self.port = port
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--registry", registry, "--port", String(port)] + options
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try waitUntilReady()
    Thread.detachNewThread { [self] in
      while isWatched.withLock({ $0 }) {
        let now = memory("RssAnon", of: String(process.processIdentifier))
        mostOwn.withLock { $0 = max($0, now) }
        usleep(50_000)
      }
    }
  }

  private func waitUntilReady() throws {
    let line = HTTPLine(port: port)
    for _ in 0..<1200 {
      guard process.isRunning else { throw BenchError("the server ended before it was ready") }
      if let answer = try? line.ask("GET", "/ready", []), answer.status == 200 { return }
      usleep(100_000)
    }
    stop()
    throw BenchError("the server is not ready after two minutes")
  }

  /// The most memory of its own that it had at once, in MiB; files that are mapped are not counted.
  var peakOwnMemory: Int { mostOwn.withLock { $0 } }

  /// The most memory that it had at once with the pages of mapped files, in MiB.
  var peakMemory: Int { memory("VmHWM", of: String(process.processIdentifier)) }

  /// Stops it as a service manager does.
  func stop() {
    isWatched.withLock { $0 = false }
    process.terminate()
    process.waitUntilExit()
  }
}
