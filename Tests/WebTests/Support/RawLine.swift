import Foundation

/// A connection that sends whatever it is given, also what no client library would.
final class RawLine: Sendable {
  /// What came back.
  struct Answer: Sendable {
    /// All of it, as it came.
    var text = ""

    /// The status; nil when nothing came that looks like an answer.
    var status: Int? {
      let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
      return words.count > 1 && words[0].hasPrefix("HTTP/1.") ? Int(words[1]) : nil
    }

    /// The headers' names, in lower case, and values.
    var headers: [String: String] {
      let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
      return lines.dropFirst().prefix { !$0.isEmpty }.reduce(into: [:]) { headers, line in
        let parts = line.split(separator: ":", maxSplits: 1)
        headers[parts[0].lowercased()] = parts.last?.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  private let socket: CInt

  /// Opens a connection to a port of this machine.
  init(port: Int) throws {
    socket = Foundation.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let done = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard done == 0 else { throw CocoaError(.fileReadUnknown) }
  }

  deinit { close(socket) }

  /// Sends bytes; false when the other side has hung up.
  @discardableResult
  func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
          CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Whether an answer, or the end of the connection, is there to be read.
  var isAnswered: Bool {
    var state = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0
  }

  /// Reads until the other side hangs up, or has been silent for so many seconds.
  func receive(silence seconds: Int = 8) -> (answer: Answer, isClosed: Bool) {
    var patience = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(socket, &piece, piece.count, 0)
      guard count > 0 else {
        let isClosed = count == 0 || errno == ECONNRESET
        return (Answer(text: String(decoding: bytes, as: UTF8.self)), isClosed)
      }
      bytes += piece[..<count]
    }
  }

  /// Runs what blocks its thread on one of its own.
  static func blocking<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }

  /// Sends a text on a connection of its own and reads the answer.
  static func ask(_ port: Int, _ text: String) async throws -> Answer {
    try await blocking {
      let line = try RawLine(port: port)
      line.send(text)
      return line.receive().answer
    }
  }

  /// A request for a target exactly as it is written, after which the server is to hang up.
  static func ask(
    _ port: Int, target: String, method: String = "GET", host: String = "localhost",
    headers: [String] = [], body: String = ""
  ) async throws -> Answer {
    let head = ["\(method) \(target) HTTP/1.1", "Host: \(host)", "Connection: close"] + headers
    return try await ask(port, head.map { $0 + "\r\n" }.joined() + "\r\n" + body)
  }
}
