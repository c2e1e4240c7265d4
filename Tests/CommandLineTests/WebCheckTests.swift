import Testing

/// The web, as a browser and as a program that knows only its description find it.
@Suite(.serialized) struct WebCheckTests {
  /// The jobs are done in a real browser, and every page of every role is judged by axe's rules.
  @Test func aBrowserDoesTheJobs() throws {
    try ToolCheck(name: "check-pages").run()
  }

  /// What the API answers is what its document says, whatever it is asked.
  @Test func theAPIIsAsItIsDescribed() throws {
    try ToolCheck(name: "check-api").run("40")
  }
}
