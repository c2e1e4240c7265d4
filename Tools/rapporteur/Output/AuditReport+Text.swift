import Desk
import EventLog
import Foundation
import JSON
import Transparency

extension AuditReport {
  /// Prints the report, and throws when something is wrong.
  func print(_ output: Output, _ what: String) throws {
    if output.format == .table { Output.write(text(what)) } else { output.page(json) }
    guard let fault = faults.first else { return }
    let place = fault.position.map { ["position": String($0)] } ?? [:]
    throw FailureInResult(
      DeskError(
        .verification, fault.message, at: place,
        hint: "keep the files as they are; Docs/auditors.md says what to do next"))
  }

  private func text(_ what: String) -> String {
    var lines: [String] = []
    func say(_ name: String, _ text: String) { lines.append(name.padded(to: 12) + text) }
    if !isSound {
      say(what, "NOT whole")
    } else if checkpoint == nil {
      say(what, "agrees with itself; nothing is signed that it could be compared with")
    } else {
      say(what, "whole: nothing that was signed was altered or removed")
    }
    say("events", "\(eventsChecked) checked of \(size)")
    say("root", root.base64)
    if let checkpoint {
      say("checkpoint", "size \(checkpoint.checkpoint.size), signature \(signature)")
    } else {
      say("checkpoint", signature)
    }
    if blobs.present + blobs.erased + blobs.missing > 0 {
      say(
        "contents",
        "\(blobs.present) there, \(blobs.erased) lawfully erased, \(blobs.missing) missing")
    }
    for held in continued { say("continues", held) }
    for fault in faults.prefix(20) {
      say("fault", (fault.position.map { "position \($0): " } ?? "") + fault.message)
    }
    if faults.count > 20 { say("", "… and \(faults.count - 20) more") }
    for remark in remarks { say("remark", remark) }
    return lines.map { $0.hanging(first: 0, rest: 12) + "\n" }.joined()
  }
}
