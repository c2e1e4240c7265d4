import Testing

@testable import WebAPI

/// Which media type somebody gets.
@Suite struct MediaRangeTests {
  private let offers = ["application/json", "text/plain"]

  @Test(arguments: [
    ("text/plain", "text/plain"), ("*/*", "application/json"), ("text/*", "text/plain"),
    ("application/json;q=0.1, text/plain;q=0.9", "text/plain"),
    ("application/json; q=0, */*", "text/plain"), ("TEXT/PLAIN", "text/plain"),
    ("text/html, */*;q=0.1", "application/json"),
  ])
  func theBestOfWhatThereIsIsGiven(header: String, best: String) {
    #expect(MediaRange.best(of: offers, for: [header]) == best)
  }

  @Test func withoutAWishTheFirstIsGiven() {
    #expect(MediaRange.best(of: offers, for: []) == "application/json")
    #expect(MediaRange.best(of: offers, for: [" "]) == "application/json")
  }

  @Test(arguments: ["text/html", "image/*", ";q=1", "json", "*/*;q=0"])
  func whatThereIsNotIsNotGiven(header: String) {
    #expect(MediaRange.best(of: offers, for: [header]) == nil)
  }
}
