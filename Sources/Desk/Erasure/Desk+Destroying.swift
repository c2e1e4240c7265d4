import EventLog
import Foundation
import ProjectionKit
import Registry
import Sealing
import Things

// Carrying out what was approved. Each step is harmless when repeated, and a mark on disk, there from
// before the first step until after the last, makes the next start go on where a crash interrupted.

extension Desk {
  /// Runs `body` while no other process, and nothing else in this one, asks for or carries out a
  /// destruction.
  func withoutOthersDestroying<T>(_ body: () async throws -> T) async throws -> T {
    let turn = try LockFile(folder.destroying + ".lock")
    guard turn.lock(LOCK_EX, within: .seconds(10)) else {
      throw DeskError(
        .conflict, "another process is destroying contents of \(folder.path)",
        hint: "try again when it has ended")
    }
    defer { turn.unlock() }
    return try await body()
  }

  /// Whether something was begun and not finished.
  var isDestroying: Bool { FileManager.default.fileExists(atPath: folder.destroying) }

  /// Notes, durably, that a destruction has begun.
  func markDestroying() throws { try DurableFile.write([], to: folder.destroying) }

  /// Notes that nothing is left to do.
  func unmarkDestroying() throws { try DurableFile.remove(folder.destroying) }

  /// Goes on with what a crash, or another process that had the registry open, kept from being
  /// finished. Returns nil when there is nothing to do.
  public func resumeDestroying(
    _ progress: (String) throws -> Void = { _ in }
  ) async throws -> Destruction? {
    guard isDestroying else { return nil }
    return try await withoutOthersDestroying {
      isDestroying ? try await finishDestroying(progress) : nil
    }
  }

  /// All steps from the destruction of the keys to the proof that nothing is left.
  func finishDestroying(_ progress: (String) throws -> Void) async throws -> Destruction {
    var destruction = Destruction(
      outcome: Outcome(
        command: newID(), events: [], size: try log.read { $0.size }, repeated: false, warnings: []),
      contents: 0, pending: nil, remarks: [])
    let erasures = try pendingErasures()
    // Known only as long as the keys are there: after a crash it may be gone already.
    let traces = try log.read { snapshot in
      try Traces(of: erasures.flatMap(\.people), in: snapshot)
    }
    for erasure in erasures {
      try progress("destroying keys")
      for person in erasure.people { try keys.destroyKey(of: person.id) }
      try progress("destroying contents")
      destruction.contents += try await erase(erasure)
    }
    try keys.note(destroyed: try destroyedTexts())
    try progress("writing the log anew without what was destroyed")
    let isCompact = try lease.alone {
      try keys.compact()
      try compactLog()
      return true
    }
    try progress("building the views anew")
    try views.startOver(from: log)
    if isCompact == nil {
      destruction.pending =
        "another program has the registry open, so what was destroyed is still in unused parts of"
        + " the log's file; the next command that runs alone finishes this"
      return destruction
    }
    let remains = try remains(of: traces)
    for erasure in erasures {
      try await verify(erasure, knowing: !traces.texts.isEmpty, remains, &destruction)
    }
    try unmarkDestroying()
    return destruction
  }

  // MARK: Erasures

  /// An approved erasure that is not proven yet.
  struct Erasure {
    /// The people who are one. The one that stands for all comes first.
    var people: [ThingRef] = []
    /// Texts that go along.
    var mentions: [BesideAddress] = []
    /// Who approved it.
    var approver = ""
    /// Through which door.
    var via = ""
  }

  /// What was approved and is not proven, by the command that approved it.
  private func pendingErasures() throws -> [Erasure] {
    try log.read { snapshot in
      var approvals: [(command: UniqueID, erasure: Erasure)] = []
      var proven: Set<ThingRef> = []
      let types: Set = [
        EventCatalogue.erasureApproved.name, EventCatalogue.erasureVerified.name,
      ]
      try snapshot.forEachEvent(
        in: 0..<snapshot.size, filter: EventFilter(types: types), backward: false
      ) { recorded in
        guard let person = recorded.thing else { return true }
        if recorded.type == EventCatalogue.erasureVerified.name {
          proven.insert(person)
          return true
        }
        if approvals.last?.command != recorded.command {
          approvals.append((recorded.command, Erasure(approver: recorded.by, via: recorded.via)))
        }
        approvals[approvals.count - 1].erasure.people.append(person)
        return true
      }
      return try approvals.compactMap { _, erasure in
        var erasure = erasure
        erasure.people.removeAll(where: proven.contains)
        guard let first = erasure.people.first else { return nil }
        if case .texts(let texts)? = try snapshot.thing(first).fields["erasure_mentions"] {
          erasure.mentions = texts.compactMap { BesideAddress(text: $0) }
        }
        return erasure
      }
    }
  }

  /// Appends that the people were erased and destroys their contents in the same commit, unless that
  /// was done. Returns how many contents went.
  private func erase(_ erasure: Erasure) async throws -> Int {
    guard let first = erasure.people.first,
      try log.read({ try !$0.thing(first).isMarkedErased })
    else { return 0 }
    var submission = Submission(by: erasure.approver, via: erasure.via)
    for (thing, texts) in try log.read({ try $0.things(of: erasure.mentions) }) {
      guard let type = EventCatalogue.redacted(thing.kind) else { continue }
      submission.steps.append(
        Step(
          thing,
          .happen(
            type, ["texts": .texts(texts.map(\.text)), "erasure": .reference(first.id)])))
    }
    submission.steps += erasure.people.map { Step($0, .happen(EventCatalogue.erased, [:])) }
    submission.erasing =
      try log.read { try $0.contents(sealedFor: Set(erasure.people.map(\.id))) } + erasure.mentions
    // Someone may be recorded about meanwhile: what is sealed must be looked up as of the append.
    submission.expectingSize = try log.read { $0.size }
    _ = try await submit(submission)
    return submission.erasing.count
  }

  /// Every text that the log says was destroyed, by the id of its event and its field.
  private func destroyedTexts() throws -> [String] {
    try log.read { snapshot in
      var texts: [BesideAddress] = []
      let types = Set(EventCatalogue.all.lazy.filter { $0.effect == .redacts }.map(\.name))
      try snapshot.forEachEvent(
        in: 0..<snapshot.size, filter: EventFilter(types: types), backward: false
      ) {
        texts += $0.event?.texts.compactMap { BesideAddress(text: $0) } ?? []
        return true
      }
      return try snapshot.lastingNames(of: texts)
    }
  }

  private func verify(
    _ erasure: Erasure, knowing: Bool, _ remains: Remains, _ destruction: inout Destruction
  ) async throws {
    guard remains.files.isEmpty else {
      throw DeskError(
        .verification,
        "what was erased is still in \(remains.files.joined(separator: ", "))",
        hint: "remove what is not the registry's, and run any command that records: it goes on here"
      )
    }
    var reason =
      knowing
      ? "no file of the registry holds what was erased"
      : "after an interruption: keys and contents are destroyed, files written anew, views built"
        + " from nothing"
    if remains.readable > 0 {
      reason += "; \(remains.readable) of the texts searched for stand elsewhere in the registry"
      destruction.remarks.append(
        "\(remains.readable) of the texts that were searched for (an id, a name or an address) still"
          + " stand elsewhere in the registry, in a record or in a text that was kept")
    }
    var submission = Submission(by: erasure.approver, via: erasure.via, reason: reason)
    submission.steps = erasure.people.map { Step($0, .happen(EventCatalogue.erasureVerified, [:])) }
    _ = try await submit(submission)
  }
}
