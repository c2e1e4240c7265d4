import Access
import Desk
import EventLog
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import WebCore

extension Call {
  /// Every record from a position on, as server-sent events.
  func follow() async throws -> Reply {
    let gate = visit.gate
    _ = try gate.recordScope()
    let stream = LogStream(
      site: visit.site, gate: gate, filter: try recordFilter(), start: try firstPosition())
    let (service, reader) = (service, APIService.name(of: visit))
    try service.refuseMoreStreams(of: reader)
    return Reply(
      content: .stream(
        ResponseBody { writer in
          service.begin(streamOf: reader)
          defer { service.end(streamOf: reader) }
          try await stream.write(to: &writer)
          try await writer.finish(nil)
        }))
  }

  /// Behind the last position seen: as the browser says after a break, else as the address says; from
  /// now on when neither does.
  private func firstPosition() throws -> Position {
    if let seen = visit.head.headerFields[.lastEventID], !seen.isEmpty {
      guard let position = UInt64(seen) else {
        throw Problem(
          .badRequest, "parameter", "Last-Event-ID is “\(seen.prefix(100))”, which is no position",
          faults: [.init("Last-Event-ID", "is no position")])
      }
      return position == .max ? .max : position + 1
    }
    return try number("after").map { $0 == .max ? .max : $0 + 1 } ?? visit.site.size()
  }
}

/// The records from a position on, written as they come (the format is the HTML standard's:
/// https://html.spec.whatwg.org/multipage/server-sent-events.html).
struct LogStream: Sendable {
  let site: Site
  let gate: Gate
  let filter: RecordFilter
  let start: Position

  /// After so long the client has to come again, and show again who it is; it goes on where it was.
  private static let longest = Duration.seconds(600)
  /// A sign of life, so that whatever stands between does not take silence for death.
  private static let heartbeat = Duration.seconds(15)
  /// So many positions are looked at in one go.
  private static let chunk: UInt64 = 4_096

  /// Writes records until the client goes, the server stops, or it has been long enough.
  func write(to writer: inout any ResponseBodyWriter) async throws {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: Self.longest)
    try await writer.write(ByteBuffer(string: "retry: 2000\n\n"))
    var next = start
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      let size = try site.size()
      while next < size, !Task.isShuttingDownGracefully {
        let range = next..<min(size, next + Self.chunk)
        let found = try await site.work { [gate, filter] in
          try gate.records(filter, in: range, limit: Int(Self.chunk)).records
        }
        if !found.isEmpty { try await writer.write(Self.events(found)) }
        next = range.upperBound
      }
      guard clock.now < end else { return }
      switch await more(beyond: max(next, size)) {
      case .grown: continue
      case .silence: try await writer.write(ByteBuffer(string: ":\n\n"))
      case .over: return
      }
    }
  }

  private static func events(_ records: [StoredRecord]) -> ByteBuffer {
    var buffer = ByteBuffer()
    for record in records {
      buffer.writeString("id: \(record.event.position)\nevent: \(record.event.type)\ndata: ")
      buffer.writeBytes(record.bytes)
      buffer.writeString("\n\n")
    }
    return buffer
  }

  private enum News: Sendable { case grown, silence, over }

  /// Waits until the log is larger, for a while.
  private func more(beyond size: UInt64) async -> News {
    let gate = gate
    do {
      return try await cancelWhenGracefulShutdown {
        try await withThrowingTaskGroup(of: News.self) { group in
          group.addTask {
            _ = try await gate.wait(beyond: size)
            return .grown
          }
          group.addTask {
            try await Task.sleep(for: Self.heartbeat)
            return .silence
          }
          defer { group.cancelAll() }
          return try await group.next() ?? .over
        }
      }
    } catch { return .over }
  }
}

extension APIService {
  /// So many streams somebody may have open at once.
  private static let mostStreams = 8

  func refuseMoreStreams(of reader: String) throws {
    guard streams.withLock({ $0[reader, default: 0] }) >= Self.mostStreams else { return }
    throw Problem(
      .tooManyRequests, "throttled", "you have \(Self.mostStreams) streams open already",
      hint: "close one of them", headers: [.retryAfter: "10"])
  }

  func begin(streamOf reader: String) { streams.withLock { $0[reader, default: 0] += 1 } }

  func end(streamOf reader: String) {
    streams.withLock { streams in
      let left = streams[reader, default: 1] - 1
      streams[reader] = left > 0 ? left : nil
    }
  }
}
