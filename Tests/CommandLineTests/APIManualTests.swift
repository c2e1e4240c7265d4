import Foundation
import Testing

/// The manual of the API, Docs/api.md, typed as it stands against a server of its own; what is
/// printed is compared with what the manual shows.
@Suite struct APIManualTests {
  @Test func everyStepOfTheManualPrintsWhatItShows() throws {
    // Others may use the manual's port.
    let port = String(18_200 + Int.random(in: 0..<800))
    let manual = try Manual("Docs/api.md").replacing("8180", with: port)
    #expect(manual.blocks.count >= 15)
    #expect(manual.blocks.count { $0.shown != nil } >= 15)
    let run = try manual.run()
    #expect(run.code == 0, "\(run.end)")
    #expect(run.printed.count == manual.blocks.count)
    #expect(run.surprises == [])
  }
}
