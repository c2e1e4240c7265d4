import Foundation
import Testing

/// The auditor's manual, Docs/auditors.md, typed as it stands: one block after the other, in an empty
/// folder.
@Suite struct ManualTests {
  @Test func everyStepOfTheAuditorsManualWorks() throws {
    let manual = try Manual("Docs/auditors.md")
    #expect(manual.blocks.count >= 20)
    let run = try manual.run()
    #expect(run.code == 0, "\(run.end)")
    try #require(run.printed.count == manual.blocks.count)

    // What was tampered with is found, and nothing is recorded until a backup is put back.
    let tampered = try run.said(by: "cp -r registry tampered")
    let changed = "the record's hash is not the one in the tree"
    #expect(tampered.contains(changed) && tampered.contains("nothing is recorded until"))
    #expect(tampered.occurrences(of: "exit code 6") == 2)
    #expect(try run.said(by: "restore monday --registry tampered").contains("\"ok\": true"))

    // A folder that was put back verifies by itself, and not against a checkpoint kept elsewhere.
    let older = try run.said(by: "cp -r registry older")
    #expect(older.occurrences(of: "\"ok\": true") == 1)
    #expect(older.contains("says 649 events, and the log has 648"))
    #expect(older.occurrences(of: "exit code 6") == 1)

    // Over the web: the same tree, and records for those only who may read them.
    let served = try run.said(by: "curl -sf $site/checkpoint")
    #expect(served.contains("the tile is that of the export") && served.contains("\n401\n"))
    let asked = try run.said(by: "audit witness --listen")
    #expect(asked.contains("witness.example.org/listening") && asked.contains("647\n409\n"))

    let refused = try run.said(by: "witness --once request-1 ||")
    #expect(refused.contains("is shown with 646 events, and this witness saw 647"))
    let asleep = try run.said(by: "key rotate --finish")
    #expect(asleep.contains("none of the given keys is among them"))
    #expect(asleep.contains("\"ok\": true"))

    let erasing = try run.said(by: "approve-erasure p-kim-jina --actor auditor-1")
    #expect(erasing.contains("let another account approve it\nexit code 1"))
    let erased = try run.said(by: "grep -rail")
    #expect(erased.contains("no file holds the name"))
    #expect(erased.contains("\"ok\": true"))
    #expect(!erased.contains("\"erased\": 0"))
    #expect(try run.said(by: "--registry elsewhere").contains("there is no person “p-kim-jina”"))
    // Not in backups, receipts and exports either.
    #expect(try run.files(holding: ["jina kim", "kim-jina"]) == [])

    // Tools of others, where they are.
    let skipped = run.printed.flatMap { $0.split(separator: "\n") }
      .first { $0.hasPrefix("SKIPPED: ") }
    if let skipped {
      // Not a failure of the program; not to be overlooked either.
      print("!!! Docs/auditors.md: \(skipped) !!!")
      return
    }
    #expect(try run.said(by: "openssl").contains("Signature Verified Successfully"))
    let others = try run.said(by: "check-tiles for-the-auditor")
    #expect(others.hasSuffix("646 records, 158 proofs: all verified by Go's sumdb packages\n"))
    #expect(erased.contains("receipt of record 146 verified by Go's sumdb packages"))
  }
}
