public import EventLog
import JSON
public import Registry
import Synchronization
import Things

/// An erasure or a redaction that somebody asked for.
public struct DestructionRequest: Hashable, Sendable {
  /// How far it has come.
  public enum State: String, Hashable, Sendable {
    /// Nobody has approved it yet.
    case asked
    /// It was approved, and what was asked for is destroyed, or being destroyed.
    case done
  }

  /// The event that asks; by it the request is named.
  public var position: Position
  /// The person to erase, or the thing whose texts are to go. Of a person, with the log's id.
  public var thing: ThingRef
  /// Whether a person is erased, and not single texts destroyed.
  public var isErasure: Bool
  /// Who asked.
  public var by: String
  /// When.
  public var asked: Instant
  /// Why.
  public var reason: String?
  /// The texts that go: of a redaction the texts, of an erasure those that mention the person.
  public var texts: [BesideAddress]
  /// How far it has come.
  public var state: State
  /// Who approved it; nil while nobody has.
  public var approvedBy: String?
  /// When; nil while nobody has.
  public var approved: Instant?
}

extension Desk {
  /// Every erasure and redaction that was ever asked for, the newest first.
  public func destructionRequests() throws -> [DestructionRequest] {
    try log.read { snapshot in
      var list = RequestList()
      for position in try destructions.positions(in: snapshot) {
        try snapshot.forEachEvent(
          in: position..<position + 1, filter: EventFilter(), backward: false
        ) {
          list.take($0)
          return true
        }
      }
      return list.requests.sorted { $0.asked > $1.asked }
    }
  }
}

/// Where in the log the events about destroying are: few among many, and looked for once. What they
/// say is read each time, since it may be destroyed itself.
final class DestructionPlaces: Sendable {
  private let known = Mutex((size: UInt64(0), positions: [Position]()))

  private static let filter = EventFilter(
    types: Set(EventCatalogue.all.filter(\.isAboutDestroying).map(\.name)))

  func positions(in snapshot: any LogSnapshot) throws -> [Position] {
    let before = known.withLock { $0 }
    guard snapshot.size > before.size else {
      return before.positions.filter { $0 < snapshot.size }
    }
    var positions = before.positions
    try snapshot.forEachEvent(
      in: before.size..<snapshot.size, filter: Self.filter, backward: false
    ) {
      positions.append($0.position)
      return true
    }
    let (size, found) = (snapshot.size, positions)
    known.withLock { if size > $0.size { $0 = (size, found) } }
    return positions
  }
}

extension Desk {
  /// Refuses a text that is kept when a person is erased, and that names this person.
  public func refuseNaming(_ person: ThingRef, in reason: String) throws {
    let people = try reading { try same(as: person, $0) }
    let traces = try log.read { try Traces(of: people, in: $0) }
    try traces.refuseNaming(in: Submission(by: "", reason: reason))
  }
}

/// Requests and what became of them, event by event.
private struct RequestList {
  private(set) var requests: [DestructionRequest] = []

  mutating func take(_ recorded: RecordedEvent) {
    guard let event = recorded.event, let thing = recorded.thing else { return }
    switch event.type {
    case EventCatalogue.erasureRequested:
      // Asked once more, it takes the place of what was asked before.
      requests.removeAll { $0.thing == thing && $0.isErasure && $0.state == .asked }
      add(recorded, event, thing, texts: event.fields["erasure_mentions"], isErasure: true)
    case EventCatalogue.erasureExtended:
      change(isErasure: true, thing) {
        $0.texts += Self.addresses(event.fields["erasure_mentions"])
      }
    case EventCatalogue.erasureApproved:
      change(isErasure: true, thing) { Self.approve(&$0, recorded) }
    default: takeRedaction(recorded, event, thing)
    }
  }

  private mutating func takeRedaction(
    _ recorded: RecordedEvent, _ event: Event, _ thing: ThingRef
  ) {
    switch event.type.effect {
    case .asksRedaction:
      add(recorded, event, thing, texts: .texts(event.texts), isErasure: false)
    case .redacts:
      let gone = Set(event.texts.compactMap { BesideAddress(text: $0) })
      for index in requests.indices
      where requests[index].thing == thing && !requests[index].isErasure
        && requests[index].state == .asked
        && !gone.isDisjoint(with: requests[index].texts)
      {
        Self.approve(&requests[index], recorded)
      }
    default: break
    }
  }

  private mutating func add(
    _ recorded: RecordedEvent, _ event: Event, _ thing: ThingRef, texts: Value?, isErasure: Bool
  ) {
    requests.append(
      DestructionRequest(
        position: recorded.position, thing: thing, isErasure: isErasure, by: recorded.by,
        asked: recorded.recorded,
        reason: event.reason, texts: Self.addresses(texts), state: .asked))
  }

  private mutating func change(
    isErasure: Bool, _ thing: ThingRef, _ change: (inout DestructionRequest) -> Void
  ) {
    let place = requests.lastIndex { $0.thing == thing && $0.isErasure == isErasure }
    if let place { change(&requests[place]) }
  }

  private static func approve(_ request: inout DestructionRequest, _ recorded: RecordedEvent) {
    request.state = .done
    request.approvedBy = recorded.by
    request.approved = recorded.recorded
  }

  private static func addresses(_ texts: Value?) -> [BesideAddress] {
    guard case .texts(let texts)? = texts else { return [] }
    return texts.compactMap { BesideAddress(text: $0) }
  }
}
