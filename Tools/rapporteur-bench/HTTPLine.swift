import Foundation

/// One connection to a server on this machine that is kept alive: one request at a time, answers
/// read to their end. It blocks its thread, so that nothing but the server and the system's
/// scheduler is measured.
final class HTTPLine {
  /// What came back.
  struct Answer {
    var status = 0
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// The value of a header, whose name is given in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  private let port: UInt16
  private var socket: CInt = -1
  private var buffer: [UInt8] = []
  private var start = 0

  /// A line to this port; it is opened at the first request.
  init(port: UInt16) { self.port = port }

  deinit { hangUp() }

  /// Closes the connection.
  func hangUp() {
    if socket >= 0 { close(socket) }
    socket = -1
    buffer = []
    start = 0
  }

  /// Sends a request and reads the answer. A connection that the server closed while nothing was
  /// asked is opened again.
  func ask(
    _ method: String, _ path: String, _ headers: [String], body: [UInt8] = []
  ) throws -> Answer {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\n"
    for header in headers { text += header + "\r\n" }
    if !body.isEmpty || method != "GET" { text += "Content-Length: \(body.count)\r\n" }
    let request = Array((text + "\r\n").utf8) + body
    let isFresh = socket < 0
    do {
      if isFresh { try open() }
      try send(request)
      return try receive()
    } catch {
      hangUp()
      guard !isFresh else { throw error }
      try open()
      try send(request)
      return try receive()
    }
  }

  // MARK: The socket

  private func open() throws {
    socket = Foundation.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var yes: CInt = 1
    setsockopt(
      socket, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
    }
    guard connected == 0 else { throw BenchError("nobody listens at port \(port)") }
  }

  private func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(
          socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
          CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw BenchError("the server hung up") }
      sent += count
    }
  }

  /// Reads more into the buffer.
  private func fill() throws {
    if start > 0, start == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      start = 0
    }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &piece, piece.count, 0)
    guard count > 0 else { throw BenchError("the server hung up") }
    buffer += piece[..<count]
  }

  // MARK: Answers

  private func line() throws -> String {
    var end = start
    while true {
      while end < buffer.count {
        if buffer[end] == UInt8(ascii: "\n") {
          let text = String(decoding: buffer[start..<max(start, end - 1)], as: UTF8.self)
          start = end + 1
          return text
        }
        end += 1
      }
      let read = end - start
      try fill()
      end = start + read
    }
  }

  private func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count - start < count { try fill() }
    defer { start += count }
    return Array(buffer[start..<start + count])
  }

  private func receive() throws -> Answer {
    var answer = Answer()
    let first = try line().split(separator: " ", maxSplits: 2)
    guard first.count >= 2, let status = Int(first[1]) else {
      throw BenchError("the server does not speak HTTP")
    }
    answer.status = status
    while case let header = try line(), !header.isEmpty {
      let parts = header.split(separator: ":", maxSplits: 1)
      answer.headers.append(
        (parts[0].lowercased(), parts.last?.trimmingCharacters(in: .whitespaces) ?? ""))
    }
    if answer.header("transfer-encoding")?.lowercased() == "chunked" {
      while let size = Int(try line(), radix: 16), size > 0 {
        answer.body += try bytes(size)
        _ = try line()
      }
      _ = try line()
    } else if let length = answer.header("content-length").flatMap({ Int($0) }) {
      answer.body = try bytes(length)
    }
    if answer.header("connection")?.lowercased() == "close" { hangUp() }
    return answer
  }
}
