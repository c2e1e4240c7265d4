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

  /// Runs `record`, with a mark on disk that something is being destroyed. When nothing was recorded,
  /// the mark goes again, unless it was there for another reason.
  func marking(_ command: UniqueID, _ record: () async throws -> Outcome) async throws -> Outcome {
    let mark = DestroyingMark(folder)
    let wasThere = mark.isThere
    try mark.put()
    do { return try await record() } catch {
      if !wasThere, try log.read({ try $0.receipt(of: command) }) == nil,
        try pendingErasures().isEmpty
      {
        try mark.remove()
      }
      throw error
    }
  }

  /// Goes on with what a crash, or another process that had the registry open, kept from being
  /// finished. Returns nil when there is nothing to do, or when another process is doing it.
  public func resumeDestroying(
    _ progress: (String) throws -> Void = { _ in }
  ) async throws -> Destruction? {
    guard DestroyingMark(folder).isThere else { return nil }
    let turn = try LockFile(folder.destroying + ".lock")
    guard turn.lock(LOCK_EX, within: .zero) else { return nil }
    defer { turn.unlock() }
    guard DestroyingMark(folder).isThere else { return nil }
    // Everybody else waits for views that are built anew; so that is done only when it ends something.
    let erasures = try pendingErasures()
    let isUndone = try log.read { snapshot in
      try erasures.contains { try !snapshot.thing($0.people[0]).isMarkedErased }
    }
    guard isUndone || lease.begin(within: .zero) else {
      var waiting = Destruction(outcome: try nothingRecorded)
      waiting.pending = Self.heldOpen
      return waiting
    }
    if !isUndone { lease.end() }
    return try await finishDestroying(progress)
  }

  private static let heldOpen =
    "another program has the registry open, so what was destroyed is still in unused parts of the"
    + " log's file; the next command that runs alone finishes this"

  private var nothingRecorded: Outcome {
    get throws {
      Outcome(
        command: newID(), events: [], size: try log.read { $0.size }, repeated: false,
        warnings: [])
    }
  }

  /// All steps from the destruction of the keys to the proof that nothing is left.
  func finishDestroying(_ progress: (String) throws -> Void) async throws -> Destruction {
    let mark = DestroyingMark(folder)
    var destruction = Destruction(outcome: try nothingRecorded)
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
    guard isCompact != nil else {
      destruction.pending = Self.heldOpen
      return destruction
    }
    let remains = try remains(of: traces)
    let finds = remains.files + (try mark.unchangedFinds())
    guard finds.isEmpty else {
      try mark.put(found: finds)
      throw DeskError(
        .verification, "what was erased is still in \(Set(finds).sorted().joined(separator: ", "))",
        at: ["file": finds[0]],
        hint: "remove what is not the registry's; the next command finishes the erasure")
    }
    for erasure in erasures {
      try await verify(erasure, knowing: !traces.texts.isEmpty, remains, &destruction)
    }
    try mark.remove()
    return destruction
  }

  // MARK: Erasures

  /// An approved erasure that is not proven yet.
  struct Erasure {
    /// The people who are one. The one that stands for all comes first.
    var people: [ThingRef] = []
    /// Texts that go along, with the person for whom they were listed.
    var mentions: [(person: ThingRef, texts: [BesideAddress])] = []
    /// Who approved it.
    var approver = ""
    /// Through which door.
    var via = ""
  }

  /// What was approved and is not proven, by the command that approved it.
  func pendingErasures() throws -> [Erasure] {
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
        for person in erasure.people {
          if case .texts(let texts)? = try snapshot.thing(person).fields["erasure_mentions"] {
            erasure.mentions.append((person, texts.compactMap { BesideAddress(text: $0) }))
          }
        }
        return erasure.people.isEmpty ? nil : erasure
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
    var mentioned: [BesideAddress] = []
    for (person, listed) in erasure.mentions {
      for (thing, texts) in try log.read({ try $0.things(of: listed) }) {
        guard let type = EventCatalogue.redacted(thing.kind) else { continue }
        mentioned += texts
        submission.steps += texts.pieces(of: Self.mostTexts).map { piece in
          Step(
            thing,
            .happen(
              type, ["texts": .texts(piece.map(\.text)), "erasure": .reference(person.id)]))
        }
      }
    }
    submission.steps += erasure.people.map { Step($0, .happen(EventCatalogue.erased, [:])) }
    let people = Set(erasure.people.map(\.id))
    var sealed: [BesideAddress] = []
    var seen: UInt64 = 0
    while true {
      // What is appended meanwhile may be sealed for these people, too: nothing of it is left out.
      (sealed, seen) = try log.read { snapshot in
        (sealed + (try snapshot.contents(sealedFor: people, from: seen)), snapshot.size)
      }
      submission.erasing = sealed + mentioned
      submission.expectingSize = seen
      do {
        _ = try await submit(submission)
        return submission.erasing.count
      } catch let error as DeskError where error.code == .conflict { continue }
    }
  }

  /// How many texts one event names at the most, so that its record stays small enough.
  static let mostTexts = 1_000

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

extension Array {
  /// The elements in pieces of so many at the most.
  func pieces(of count: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
  }
}
