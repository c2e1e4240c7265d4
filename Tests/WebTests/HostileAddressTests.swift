import Access
import Foundation
import HummingbirdTesting
import Testing

/// Addresses that nobody types, on real connections.
@Suite struct HostileAddressTests {
  @Test(arguments: [
    "/assets/../en.json", "/assets/%2e%2e/en.json", "/assets/..%2fen.json",
    "/assets/%2e%2e%2fen.json",
    "/assets/..%5cen.json", "/assets/..\\en.json", "/assets/%00", "/assets/site.css%00.json",
    "//assets/site.css", "/assets//site.css", "/%2f%2fexample.org", "/assets/%c0%ae%c0%ae/en.json",
    "/assets/%ff", "/assets/%zz", "/assets/%", "/assets/./site.css", "/tile/entries/../../keys/kek",
    "/tile/%2e%2e/%2e%2e/keys/kek", "/request/..%2f..%2fkeys", "/request/%0d%0aSet-Cookie:%20a=b",
    "/assets/en.json", "/assets/layout.mustache",
  ])
  func pathsLeadNowhereElse(target: String) async throws {
    try await TestSite.run(.live) { site, visitor in
      let port = try #require(visitor.client.port)
      let session = try await site.visitor("auditor-1", visitor).session
      let cookie = "Cookie: __Host-rapporteur=\(session?.secret ?? "")"
      for headers in [[], [cookie]] {
        let answer = try await RawLine.ask(port, target: target, headers: headers)
        let status = try #require(answer.status, "\(answer.text)")
        #expect([303, 400, 403, 404].contains(status), "\(target): \(answer.text.prefix(400))")
        #expect(answer.headers["set-cookie"]?.contains("a=b") != true)
        if status == 303 { #expect(answer.headers["location"]?.hasPrefix("/login") == true) }
      }
    }
  }

  @Test func longAddressesAreRefused() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let long = "/search?q=" + String(repeating: "a", count: 9_000)
      #expect(try await RawLine.ask(port, target: long).status == 414)
      let longer = "/search?q=" + String(repeating: "a", count: 200_000)
      let answer = try await RawLine.ask(port, target: longer)
      #expect([400, 414, 431].contains(answer.status), "\(answer.text.prefix(300))")
    }
  }

  /// A name that was made to point at this machine is not this site.
  @Test(arguments: [
    "evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.evil.example",
    "", "localhost:80:80", "[::2]", "local\u{200B}host",
  ])
  func foreignHostsAreRefused(host: String) async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let answer = try await RawLine.ask(port, target: "/login", host: host)
      #expect([400, 421].contains(answer.status), "\(host): \(answer.text.prefix(300))")
      #expect(!answer.text.contains("<form"))
    }
  }

  @Test func ourHostsAreAnswered() async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      for host in ["localhost", "LOCALHOST:\(port)", "127.0.0.1:\(port)", "[::1]"] {
        #expect(try await RawLine.ask(port, target: "/robots.txt", host: host).status == 200)
      }
    }
  }

  /// What two programs on the way could understand differently is refused.
  @Test(arguments: [
    "GET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n",
    "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
      + "Connection: close\r\n\r\n0\r\n\r\n",
    "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 5\r\n"
      + "Connection: close\r\n\r\nabcde",
    "GET /robots.txt HTTP/9.9\r\nHost: localhost\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u{0}b\r\nConnection: close\r\n\r\n",
  ])
  func requestsThatAreNotSoundAreRefused(text: String) async throws {
    try await TestSite.run(.live) { _, visitor in
      let port = try #require(visitor.client.port)
      let answer = try await RawLine.ask(port, text)
      #expect(answer.status.map { (400...499).contains($0) } ?? true, "\(answer.text.prefix(300))")
      // The server goes on.
      #expect(try await RawLine.ask(port, target: "/robots.txt").status == 200)
    }
  }
}
