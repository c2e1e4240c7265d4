import Foundation
import HummingbirdTesting
import RapporteurWeb
import Testing

/// Requests that are too large, or too slow, on real connections.
@Suite struct HostileBodyTests {
  private static let form = "Content-Type: application/x-www-form-urlencoded"

  private static var impatient: WebServer.Options {
    var options = WebServer.Options()
    options.patience = .seconds(1)
    return options
  }

  @Test func aBodyThatSaysItIsTooLargeIsRefusedUnread() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let answer = try await RawLine.ask(
        port, target: "/login", method: "POST",
        headers: [Self.form, "Content-Length: 99999999999"], body: "account=a")
      #expect(answer.status == 413, "\(answer.text.prefix(300))")
    }
  }

  @Test func aBodyWithoutAnEndIsCutOff() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let (answer, sent) = try await RawLine.blocking {
        let line = try RawLine(port: port)
        line.send(
          "POST /login HTTP/1.1\r\nHost: localhost\r\n\(Self.form)\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n")
        let chunk = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
        var sent = 0
        // A server that reads on for ever would take all of a gigabyte.
        while sent < 1 << 30, line.send(chunk) { sent += chunk.utf8.count }
        return (line.receive().answer, sent)
      }
      #expect(sent < 64 << 20, "\(sent) bytes were taken")
      #expect(answer.status == nil || answer.status == 413, "\(answer.text.prefix(300))")
      #expect(try await RawLine.ask(port, target: "/robots.txt").status == 200)
    }
  }

  @Test func headersThatAreTooLargeAreRefused() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let long = "X-Long: " + String(repeating: "a", count: 100_000)
      #expect(try await RawLine.ask(port, target: "/robots.txt", headers: [long]).status == 431)
      let many = (0..<2_000).map { "X-\($0): a" }
      #expect(try await RawLine.ask(port, target: "/robots.txt", headers: many).status == 431)
    }
  }

  /// Who sends a letter every now and then is not waited for.
  @Test(.enabled(if: Alone.isSaid)) func slowClientsAreHungUpOn() async throws {
    try await TestSite.run(.live, options: Self.impatient) { _, visitor in
      let port = try #require(visitor.client.port)
      async let head = Self.drip(port, "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
      async let body = Self.drip(
        port,
        "POST /login HTTP/1.1\r\nHost: localhost\r\n\(Self.form)\r\nContent-Length: 5000\r\n\r\n")
      async let silence = Self.drip(port, "GET /robots.txt HTTP/1.1\r\n", letters: 0)
      let ends = try await [head, body, silence]
      for end in ends { #expect(end.seconds < 8, "\(end)") }
      #expect(ends[1].answer.status == 408, "\(ends[1].answer.text.prefix(300))")
    }
  }

  /// Many slow clients do not keep a quick one waiting.
  @Test(.enabled(if: Alone.isSaid)) func slowClientsHoldUpNobody() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let slow = try (0..<200).map { number in
        let line = try RawLine(port: port)
        line.send(
          number % 2 == 0
            ? "GET / HTTP/1.1\r\nHost: localhost\r\nX: "
            : "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nabc")
        return line
      }
      for _ in 0..<5 {
        #expect(try await RawLine.ask(port, target: "/robots.txt").status == 200)
      }
      #expect(slow.count == 200)
    }
  }

  /// Sends a letter every fifth of a second until the server hangs up.
  private static func drip(
    _ port: Int, _ start: String, letters: Int = 100
  ) async throws -> (answer: RawLine.Answer, seconds: Double) {
    try await RawLine.blocking {
      let line = try RawLine(port: port)
      let begin = ContinuousClock.now
      line.send(start)
      for _ in 0..<letters {
        guard line.send("a") else { break }
        usleep(200_000)
        if line.isAnswered { break }
      }
      let end = line.receive(silence: 15)
      return (end.answer, (ContinuousClock.now - begin) / .seconds(1))
    }
  }
}
