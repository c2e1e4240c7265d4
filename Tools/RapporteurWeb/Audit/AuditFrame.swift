import HTTPTypes
import Access
import Desk
import EventLog
import Foundation
import Hummingbird
import ProjectionKit
import Things
import Transparency
import WebCore

extension Visit {
  /// A page of the audit, under its tabs.
  func auditPage(
    _ template: String, _ current: String, title: String, _ content: [String: Any],
    scripts: [String] = []
  ) throws -> Response {
    var content = content
    content["tabs"] = auditTabs(current)
    return try page(template, title: title, content, scripts: scripts)
  }

  private func auditTabs(_ current: String) -> [[String: Any]] {
    let reads = mayReadRecords
    let tabs: [(name: String, path: String, isShown: Bool)] = [
      ("overview", "/audit", true), ("events", "/audit/events", reads),
      ("checkpoints", "/audit/checkpoints", reads), ("verify", "/audit/verify", true),
      ("diff", "/audit/diff", may(.readThings)), ("views", "/audit/views", may(.verify)),
    ]
    return tabs.filter(\.isShown).map { tab in
      [
        "href": link(tab.path), "label": text("audit.tab.\(tab.name)"),
        "current": tab.name == current,
      ]
    }
  }

  /// Whether the visitor has a right.
  func may(_ right: Right) -> Bool { principal?.may(right) == true }

  /// Whether the visitor may read records, even if only their own.
  var mayReadRecords: Bool { may(.readRecords) || may(.readOwnRecords) }

  /// A moment in words.
  func words(_ instant: Instant) -> String { DateText(language, site).moment(instant) }

  /// A moment in words.
  func words(_ date: Date) -> String {
    words(Instant(microseconds: Int64((date.timeIntervalSince1970 * 1_000_000).rounded())))
  }

  /// A moment in words.
  func words(seconds: UInt64) -> String {
    words(Instant(microseconds: Int64(clamping: seconds) &* 1_000_000))
  }

  /// A number as the language writes it.
  func words(_ number: UInt64) -> String {
    number.formatted(.number.locale(Locale(identifier: language.code)))
  }

  /// A number that stands in the address; nil when it is not there.
  ///
  /// - Throws: `Problem` when it is no number.
  func number(_ name: String) throws(Problem) -> UInt64? {
    guard let value = value(name) else { return nil }
    guard let number = UInt64(value) else {
      throw Problem(
        .badRequest, "number", "“\(value)” is no number", at: ["option": "--" + name],
        faults: [.init(name, "“\(value)” is no number")])
    }
    return number
  }

  /// The size of the log that the page is about.
  func logSize() async throws -> UInt64 {
    let (gate, asOf, site) = (self.gate, self.asOf, self.site)
    return try await site.work {
      if asOf != nil, gate.principal?.may(.readThings) == true {
        return try gate.logState(asOf: asOf).size
      }
      return try site.upkeep.size()
    }
  }

  /// The last verification in words: when, how large, what was found.
  func words(_ result: Scrub.Result) -> [String: Any] {
    var words: [String: Any] = [
      "ended": self.words(result.ended), "size": self.words(result.size),
      "seconds": result.seconds.formatted(
        .number.precision(.fractionLength(1)).locale(Locale(identifier: language.code))),
      "sound": result.isSound,
    ]
    if let fault = result.fault { words["fault"] = fault }
    if let position = result.position {
      words["position"] = String(position)
      if mayReadRecords { words["href"] = "/audit/events/\(position)" }
    }
    return words
  }
}
