import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import NIOCore
import Testing
import WebCore

/// What stands around every answer.
@Suite struct FrameTests {
  @Test func everyAnswerCarriesTheHeadersThatProtect() async throws {
    try await TestSite.run { _, visitor in
      for (method, path) in [
        (HTTPRequest.Method.get, "/robots.txt"), (.get, "/nowhere"), (.delete, "/robots.txt"),
        (.get, "/assets/..%2fen.json"),
      ] {
        let answer = try await visitor.send(method, path)
        #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.cacheControl] != nil)
      }
    }
  }

  @Test func aWrongMethodIsToldWhichAreRight() async throws {
    try await TestSite.run { _, visitor in
      let answer = try await visitor.send(.delete, "/robots.txt")
      #expect(answer.status == .methodNotAllowed)
      #expect(answer.headers[.allow] == "GET")
    }
  }

  @Test func programsGetProblemsAndPeoplePages() async throws {
    try await TestSite.run { _, visitor in
      let page = try await visitor.send(.get, "/nowhere")
      #expect(page.status == .notFound)
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      let problem = try await visitor.send(.get, "/nowhere", accept: "application/json")
      #expect(problem.headers[.contentType] == "application/problem+json")
      let json = try JSONValue(parsing: String(buffer: problem.body))
      #expect(json["status"]?.integer == 404)
      #expect(json["code"]?.string == "not_found")
    }
  }
}
