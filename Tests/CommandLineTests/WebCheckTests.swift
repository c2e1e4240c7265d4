import Foundation
import Testing

/// The web, as a browser and as a program that knows only its description find it. Both take minutes, so
/// they run where `RAPPORTEUR_BROWSER` is set; `Tools/check-pages` and `Tools/check-api` run them alone.
@Suite(
  .serialized, .enabled(if: ProcessInfo.processInfo.environment["RAPPORTEUR_BROWSER"] != nil))
struct WebCheckTests {
  /// The jobs are done in a real browser, and every page of every role is judged by axe's rules.
  @Test func aBrowserDoesTheJobs() throws {
    try ToolCheck(name: "check-pages").run()
  }

  /// What the API answers is what its document says, whatever it is asked.
  @Test func theAPIIsAsItIsDescribed() throws {
    try ToolCheck(name: "check-api").run("40")
  }
}
