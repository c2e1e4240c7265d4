import EventLog
import Foundation
import JSON
import Synchronization

/// A command that the server said it had recorded.
struct Acknowledged: Sendable {
  var command: UniqueID
  /// The positions in its receipt.
  var positions: [UInt64]
}

/// What a writer saw.
struct WriterTally: Sendable {
  var acknowledged: [Acknowledged] = []
  /// Seconds from sending a command to its receipt.
  var durations: [Double] = []
  /// How often a command was sent again, on purpose.
  var repeats = 0
  /// Repeats that were answered otherwise than the first time.
  var otherwise = 0
  /// Answers that were no receipt, with how often each came.
  var refusals: [String: Int] = [:]
}

/// Clients of the API that record bilaterals, each with a token of its own, each one after the other.
/// Every tenth command is sent twice under one key, as by a client that lost the answer.
final class WebWriters: Sendable {
  private let port: UInt16
  private let organisations: [String]
  private let pause: Double
  private let total = Mutex(WriterTally())
  private let isOver = Atomic(false)
  private let group = DispatchGroup()

  /// Starts a client for each token.
  ///
  /// - Parameters:
  ///   - organisations: ids of those to meet.
  ///   - pause: how many seconds a client waits between an answer and its next command.
  init(port: UInt16, tokens: [String], organisations: [String], pause: Double) {
    self.port = port
    self.organisations = organisations
    self.pause = pause
    for (number, token) in tokens.enumerated() {
      group.enter()
      Thread.detachNewThread { [self] in
        let tally = client(number, token)
        total.withLock { $0.add(tally) }
        group.leave()
      }
    }
  }

  /// Lets every client end with the command that it is at, and returns what they saw.
  func finish() -> WriterTally {
    isOver.store(true, ordering: .relaxed)
    group.wait()
    return total.withLock { $0 }
  }

  private func client(_ number: Int, _ token: String) -> WriterTally {
    var random = SeededGenerator(seed: UInt64(100 + number))
    var tally = WriterTally()
    let line = HTTPLine(port: port)
    // Clients do not all come at the same moment.
    usleep(UInt32(Double(random.next() % 1000) / 1000 * pause * 1_000_000))
    while !isOver.load(ordering: .relaxed) {
      let command = UniqueID(high: random.next(), low: random.next())
      let body = Array(bilateral(&random).compactText.utf8)
      let headers = [
        "Authorization: Bearer " + token, "Content-Type: application/json",
        "Idempotency-Key: \(command)",
      ]
      let sent = ContinuousClock.now
      let answer = try? line.ask("POST", "/api/v1/bilaterals", headers, body: body)
      let positions = Self.positions(answer)
      if let positions {
        tally.durations.append((ContinuousClock.now - sent) / .seconds(1))
        tally.acknowledged.append(Acknowledged(command: command, positions: positions))
      } else {
        tally.refusals[Self.refusal(answer), default: 0] += 1
        sleepIfAsked(answer)
      }
      if random.next() % 10 == 0 {
        tally.repeats += 1
        let again = Self.positions(
          try? line.ask("POST", "/api/v1/bilaterals", headers, body: body))
        if let positions, again != positions { tally.otherwise += 1 }
        // The command that had no answer has one now.
        if positions == nil, let again {
          tally.acknowledged.append(Acknowledged(command: command, positions: again))
        }
      }
      usleep(UInt32(pause * 1_000_000))
    }
    return tally
  }

  private func sleepIfAsked(_ answer: HTTPLine.Answer?) {
    let seconds = answer?.header("retry-after").flatMap { UInt32($0) } ?? 0
    usleep(min(seconds, 2) * 1_000_000 + 10_000)
  }

  private static func refusal(_ answer: HTTPLine.Answer?) -> String {
    guard let answer else { return "no answer" }
    return "\(answer.status) " + String(decoding: answer.body.prefix(300), as: UTF8.self)
  }

  /// The positions in a receipt; nil when it is none.
  private static func positions(_ answer: HTTPLine.Answer?) -> [UInt64]? {
    guard let answer, [200, 201].contains(answer.status),
      let receipt = try? JSONValue(parsing: answer.body),
      let events = receipt["events"]?.array
    else { return nil }
    return events.compactMap { $0["position"]?.integer.flatMap { UInt64(exactly: $0) } }
  }

  private func bilateral(_ random: inout SeededGenerator) -> JSONValue {
    let words = (0..<12).map { _ in Self.words[Int(random.next() % UInt64(Self.words.count))] }
    let summary = words.joined(separator: " ")
    let party = organisations[Int(random.next() % UInt64(organisations.count))]
    let day = 10 + random.next() % 18
    return [
      "with": [.string(party)], "on": .string("2026-11-\(day)"), "place": "Room 4",
      "requests": [
        ["summary": .string(summary), "themes": ["e-government"], "support_types": ["training"]]
      ],
      "followups": [["what": .string("Answer: " + summary)]],
      "confirmed": true,
    ]
  }

  private static let words = [
    "training", "portal", "registry", "officials", "visit", "statistics", "curriculum", "draft",
    "island", "service", "audit", "budget", "digital", "review", "regional", "exchange",
  ]
}

extension WriterTally {
  /// Adds what another writer saw.
  mutating func add(_ other: WriterTally) {
    acknowledged += other.acknowledged
    durations += other.durations
    repeats += other.repeats
    otherwise += other.otherwise
    refusals.merge(other.refusals, uniquingKeysWith: +)
  }
}
