import HTTPTypes
import Access
import Desk
import EventLog
import Foundation
import Hummingbird
import Transparency
import WebCore

/// `/audit`: where the log stands, who vouches for it, and what was found.
struct OverviewPage: Sendable {
  let rounds: WitnessRounds
  let state: ServiceState

  var routes: [Route] {
    [Route(.get, "/audit", .page, for: auditReaders) { try await page($0) }]
  }

  /// What is read for the page.
  private struct Facts: Sendable {
    var size: UInt64
    var root: Digest
    var signed: SignedCheckpoint?
    var fault: String?
    var active: [VerifierKey] = []
    var retired: [VerifierKey] = []
    var cosignatures: [Cosignature] = []
  }

  private func page(_ visit: Visit) async throws -> Response {
    let size = try await visit.logSize()
    let (gate, site, witnesses) = (visit.gate, visit.site, rounds.standings.map(\.witness.key))
    let facts = try await site.work {
      var facts = Facts(size: size, root: try site.upkeep.root(at: size))
      facts.active = try gate.verifierKeys()
      facts.retired = try gate.publishedKeys().filter { !facts.active.contains($0) }
      do { facts.signed = try gate.lastCheckpoint() } catch let error as DeskError {
        facts.fault = error.message
      }
      if let signed = facts.signed {
        facts.cosignatures =
          (try? signed.verify(logKeys: facts.active + facts.retired, witnesses: witnesses))?
          .cosignatures ?? []
      }
      return facts
    }
    var content: [String: Any] = [
      "size": visit.words(facts.size), "root": facts.root.base64, "origin": site.upkeep.origin,
      "keys": facts.active.map { ["vkey": $0.description] },
      "retired": facts.retired.map { ["vkey": $0.description] },
      "witnesses": rounds.standings.map { standing($0, visit) },
      "scrub": try scrub(visit), "canVerify": visit.may(.verify),
      "canRead": visit.mayReadRecords, "hasWitnesses": !witnesses.isEmpty,
    ]
    if let signed = facts.signed { content["signed"] = self.signed(signed, facts, visit) }
    let refusal = try gate.refusal()
    var faults = [facts.fault, refusal?.description, site.upkeep.signingFailure]
      .compactMap(\.self)
    if let alarm = site.alarm, !faults.contains(where: { $0.hasPrefix(alarm) }) {
      faults.append(alarm)
    }
    content["faults"] = faults.map { ["words": $0] }
    content["sound"] = faults.isEmpty
    return try visit.auditPage(
      "audit", "overview", title: visit.text("audit.title"), content)
  }

  private func signed(
    _ signed: SignedCheckpoint, _ facts: Facts, _ visit: Visit
  ) -> [String: Any] {
    let checkpoint = signed.checkpoint
    var content: [String: Any] = [
      "size": visit.words(checkpoint.size), "root": checkpoint.root.base64,
      "note": signed.encoded,
      "cosignatures": facts.cosignatures.map {
        ["name": $0.key.name, "time": visit.words(seconds: $0.time)]
      },
    ]
    if let written = visit.site.upkeep.checkpointWritten { content["time"] = visit.words(written) }
    if facts.size > checkpoint.size {
      content["unsigned"] = visit.text(
        "audit.unsigned", ["count": Int(clamping: facts.size - checkpoint.size)])
    }
    return content
  }

  private func standing(_ standing: WitnessRounds.Standing, _ visit: Visit) -> [String: Any] {
    var content: [String: Any] = [
      "name": standing.witness.key.name, "url": standing.witness.url,
    ]
    if let size = standing.size { content["size"] = visit.words(size) }
    if let time = standing.cosigned { content["time"] = visit.words(time) }
    if let trouble = standing.trouble {
      content["trouble"] = Self.words(trouble, visit)
      content["alarming"] = trouble.isAlarming
    }
    return content
  }

  private static func words(_ trouble: WitnessRounds.Trouble, _ visit: Visit) -> String {
    switch trouble {
    case .unreachable(let why): visit.text("audit.witness.unreachable", ["why": why])
    case .refused(let status): visit.text("audit.witness.refused", ["status": status])
    case .sawMore(let size): visit.text("audit.witness.more", ["size": visit.words(size)])
    case .sawAnother(let size): visit.text("audit.witness.another", ["size": visit.words(size)])
    }
  }

  private func scrub(_ visit: Visit) throws -> [String: Any] {
    let status = try visit.gate.scrubStatus()
    var content: [String: Any] = [
      "next": visit.words(visit.site.upkeep.nextScrub(startedAt: state.started)),
      "running": status.running != nil,
    ]
    if let last = status.last { content["last"] = visit.words(last) }
    if let failure = status.failure { content["failure"] = failure }
    return content
  }
}
