import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import WebCore

/// Which language a visitor gets.
@Suite struct LanguageChoiceTests {
  @Test func theAddressGoesBeforeTheCookieAndTheCookieBeforeTheBrowser() async throws {
    try await TestSite.run { _, visitor in
      let wishes: HTTPFields = [.acceptLanguage: "ko;q=0.4, fr-CA, en;q=0.1"]
      let wished = try await visitor.send(.get, "/login", headers: wishes)
      #expect(wished.headers[.contentLanguage] == "fr")
      #expect(String(buffer: wished.body).contains(#"<html lang="fr" dir="ltr">"#))

      var remembered = wishes
      remembered[.cookie] = "__Host-language=ko"
      let cookie = try await visitor.send(.get, "/login", headers: remembered)
      #expect(cookie.headers[.contentLanguage] == "ko")

      let asked = try await visitor.send(.get, "/login?lang=en", headers: remembered)
      #expect(asked.headers[.contentLanguage] == "en")
      let set = try #require(asked.headers[.setCookie])
      #expect(set.contains("__Host-language=en"))
      #expect(set.contains("Secure") && set.contains("SameSite=Lax"))
    }
  }

  @Test func unknownLanguagesAreEnglish() async throws {
    try await TestSite.run { _, visitor in
      for address in ["/login?lang=xx", "/login"] {
        let page = try await visitor.send(.get, address, headers: [.acceptLanguage: "tlh, *;q=0.5"])
        #expect(page.headers[.contentLanguage] == "en")
      }
    }
  }

  @Test func problemsSpeakTheSameLanguage() async throws {
    try await TestSite.run { _, visitor in
      let page = try await visitor.page("/nowhere?lang=fr")
      #expect(page.contains(#"<html lang="fr""#))
      #expect(page.contains("Introuvable"))
    }
  }
}
