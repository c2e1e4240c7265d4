import Registry
import Testing

/// Names compared with what somebody types.
@Suite struct SpellingTests {
  @Test(arguments: [
    ("Timor-Leste", "timor leste", Spelling.Fit.whole), ("Timor-Leste", "TimorL", .beginning),
    ("Government of Timor-Leste", "leste gov", .words), ("Côte d’Ivoire", "cote div", .beginning),
  ])
  func fitsWhateverItsSpelling(name: String, typed: String, fit: Spelling.Fit) {
    #expect(Spelling(name).fit(Spelling(typed)) == fit)
  }

  @Test(arguments: ["", "-", "este", "Timor East"])
  func doesNotFitWhatItDoesNotBegin(typed: String) {
    #expect(Spelling("Timor-Leste").fit(Spelling(typed)) == nil)
  }

  @Test func aNameIsTheSameTurnedRound() {
    let name = Spelling("Jae-hong Lim")
    for turned in ["Lim Jae-hong", "LIM Jaehong", "jae hong lim", "Jae-hong Lim"] {
      #expect(name.isTurned(Spelling(turned)), "\(turned)")
    }
    for other in ["Lim", "Jae Lim", "Lim Hong-jae", ""] {
      #expect(!name.isTurned(Spelling(other)), "\(other)")
    }
  }
}
