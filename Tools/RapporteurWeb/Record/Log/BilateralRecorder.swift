import Access
import Desk
import EventLog
import Foundation
import JSON
import Registry
import Things
import WebCore

/// Records a bilateral that somebody wrote: the page and the API do it alike.
struct BilateralRecorder {
  /// What became of it.
  enum Result: Sendable {
    /// It is in the registry.
    case recorded(Outcome)
    /// Names that may mean several things.
    case ambiguous(Ambiguity)
    /// What may have been recorded before.
    case similar([LikelyDuplicate])
  }

  let visit: Visit

  /// Records it, or says what has to be decided first.
  ///
  /// - Parameters:
  ///   - written: the bilateral as it was written.
  ///   - command: makes a repeat harmless.
  ///   - confirmed: whether somebody has seen what it may repeat, and goes on.
  func record(
    _ written: JSONValue, command: UniqueID, confirmed: Bool
  ) async throws -> Result {
    let gate = visit.gate
    let account = try gate.require(.record)
    let submission = Submission(command: command, by: account.account)
    if let outcome = try await visit.site.work({ try gate.recorded(written, submission) }) {
      return .recorded(outcome)
    }
    let checked = try await visit.read(asOf: nil) { desk, reading in
      try Self.check(
        written, confirmed: confirmed, named: account.may(.seeNames), desk, reading)
    }
    switch checked {
    case .failure(let ambiguity): return .ambiguous(ambiguity)
    case .success((let bilateral, let duplicates)):
      guard duplicates.isEmpty else { return .similar(duplicates) }
      do { return .recorded(try await gate.record(bilateral, submission)) } catch let error
        as DeskError
      {
        throw Self.pointed(error)
      }
    }
  }

  /// The bilateral with ids in place of names, and what it may repeat.
  private static func check(
    _ written: JSONValue, confirmed: Bool, named: Bool, _ desk: Desk, _ reading: Reading
  ) throws -> Swift.Result<(Bilateral, [LikelyDuplicate]), Ambiguity> {
    let bilateral: Bilateral
    do { bilateral = try desk.bilateral(written, people: named, reading) } catch let ambiguity
      as Ambiguity
    {
      return .failure(ambiguity)
    }
    guard bilateral.on != nil else {
      throw DeskError(
        .refused, "when the bilateral took place is missing", at: ["pointer": "/on"],
        hint: "give a date as well as it is known, as in 2014-06-24 or June 2014")
    }
    guard !bilateral.with.isEmpty || !bilateral.withNew.isEmpty else {
      throw DeskError(
        .refused, "a bilateral is with somebody", at: ["pointer": "/with"],
        hint: "give the other party, or register a new one")
    }
    let duplicates = confirmed ? [] : try desk.likelyDuplicates(of: bilateral, reading)
    return .success((bilateral, duplicates))
  }

  /// The error with the place in the bilateral that the field was made from.
  private static func pointed(_ error: DeskError) -> DeskError {
    let pointers = [
      "--organisers": "/office", "--parent": "/under", "--person": "/present",
      "--venue": "/place", "--start": "/on", "--summary": "/requests", "--what": "/followups",
      "--themes": "/requests", "--support-types": "/requests", "--owner": "/followups",
      "--with": "/with", "--name": "/with_new", "--organisation": "/with",
    ]
    guard error.place["pointer"] == nil,
      let pointer = error.place["option"].flatMap({ pointers[$0] })
    else { return error }
    return DeskError(
      error.code, error.message, at: error.place.merging(["pointer": pointer]) { $1 },
      hint: error.hint)
  }
}

extension Outcome {
  /// The meeting that a bilateral became.
  var meeting: String? {
    events.first { $0.type == "meeting.recorded" }.map { String($0.stream.id) }
  }
}

extension UniqueID {
  /// A new id for a command.
  static var fresh: UniqueID {
    UniqueID(UUID().uuidString)
      ?? UniqueID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
  }
}
