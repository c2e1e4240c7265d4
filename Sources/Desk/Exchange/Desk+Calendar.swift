import EventLog
public import Interchange
import JSON
import ProjectionKit
public import Registry
public import Things

/// What goes into a calendar.
public struct CalendarScope: Hashable, Sendable {
  /// Whether meetings do.
  public var meetings = true
  /// Whether follow-ups do.
  public var followUps = true
  /// Only this meeting and all inside it, with what was agreed there.
  public var meeting: String?
  /// The period that dates have to overlap.
  public var from: PartialDate?
  /// See `from`.
  public var to: PartialDate?

  /// Everything.
  public init() {}
}

/// A calendar, and what could not be in it.
public struct CalendarExport: Sendable {
  /// The calendar.
  public var calendar: CalendarFile
  /// How many meetings and follow-ups are in it.
  public var counts: (meetings: Int, followUps: Int)
  /// How many meetings have no date.
  public var undatedMeetings = 0
  /// How many follow-ups fell out of a period for having no date.
  public var undatedFollowUps = 0
}

extension Desk {
  /// Meetings and follow-ups as a calendar.
  public func calendar(_ scope: CalendarScope, _ reading: Reading) throws -> CalendarExport {
    var filter = ThingFilter()
    filter.from = scope.from
    filter.to = scope.to
    if let typed = scope.meeting {
      guard let ref = try reading.find(.meeting, typed) else {
        throw try notFound(.meeting, typed, reading)
      }
      filter.under = try reading.winner(ref).id
    }
    var export = CalendarExport(
      calendar: CalendarFile(name: "Rapporteur: \(log.origin)", entries: []), counts: (0, 0))
    try log.read { snapshot in
      if scope.meetings {
        let listing = try reading.list(.meeting, filter)
        export.undatedMeetings = listing.undated
        for meeting in listing.things {
          if let entry = try entry(meeting: meeting, snapshot, reading) {
            export.calendar.entries.append(entry)
            export.counts.meetings += 1
          } else {
            export.undatedMeetings += 1
          }
        }
      }
      if scope.followUps {
        let listing = try reading.list(.followup, filter)
        export.undatedFollowUps = listing.undated
        for followUp in listing.things {
          if let entry = try entry(followUp: followUp, snapshot, reading) {
            export.calendar.entries.append(entry)
            export.counts.followUps += 1
          }
        }
      }
    }
    return export
  }

  /// These meetings and follow-ups as a calendar; other things have no place in one.
  public func calendar(of things: [Thing], _ reading: Reading) throws -> CalendarExport {
    var export = CalendarExport(
      calendar: CalendarFile(name: "Rapporteur: \(log.origin)", entries: []), counts: (0, 0))
    try log.read { snapshot in
      for thing in things {
        let isMeeting = thing.ref.kind == .meeting
        let entry =
          isMeeting
          ? try entry(meeting: thing, snapshot, reading)
          : thing.ref.kind == .followup ? try entry(followUp: thing, snapshot, reading) : nil
        if let entry { export.calendar.entries.append(entry) }
        switch (isMeeting, entry != nil) {
        case (true, true): export.counts.meetings += 1
        case (true, false): export.undatedMeetings += 1
        case (false, true): export.counts.followUps += 1
        case (false, false): break
        }
      }
    }
    return export
  }

  /// The meeting as an event of the calendar; nil when it has no date.
  private func entry(
    meeting: Thing, _ snapshot: any LogSnapshot, _ reading: Reading
  ) throws -> CalendarEntry? {
    guard let period = CalendarPeriod(start: meeting.date("start"), end: meeting.date("end")),
      let stamp = try snapshot.stamp(of: meeting.ref, at: reading.reader.size)
    else { return nil }
    let shape = try reading.shape(meeting)
    let status = meeting.key("status", reading)
    var text = EntryText()
    text.add("Dates", period.stated)
    if meeting.date("end") == nil { text.add("End", "not stated") }
    if meeting.date("start") == nil { text.add("Start", "not stated") }
    text.add("Kind", meeting.label("kind", reading))
    text.add("Status", meeting.label("status", reading))
    text.add("Organisers", try reading.titles("organisers", of: meeting))
    text.add("Participants", meeting.counted("participants"))
    text.add("Countries", meeting.counted("countries"))
    text.add("Part of", try title(meeting.reference("parent"), .meeting, reading))
    text.add("Id", meeting.ref.id)
    text.add("Sources", meeting.sources.joined(separator: "; "))
    let place = [shape["venue"], shape["city"], shape["country_name"]].compactMap { $0?.string }
    return CalendarEntry(
      .event(Self.eventStatus(status)), uid: externalID(of: meeting.ref), changed: stamp.changed,
      revision: stamp.revision, title: meeting.fields["title"]?.written ?? meeting.ref.id,
      period: period, text: text.text,
      place: place.isEmpty ? nil : place.joined(separator: ", "),
      categories: meeting.label("kind", reading).map { [$0] } ?? [],
      parent: meeting.reference("parent").map { externalID(of: ThingRef(.meeting, $0)) })
  }

  /// The follow-up as something to do.
  private func entry(
    followUp: Thing, _ snapshot: any LogSnapshot, _ reading: Reading
  ) throws -> CalendarEntry? {
    guard let stamp = try snapshot.stamp(of: followUp.ref, at: reading.reader.size) else {
      return nil
    }
    let period = CalendarPeriod(start: followUp.date("due"))
    var text = EntryText()
    // Who is to do it stands in the text: an ORGANIZER or ATTENDEE would be sent invitations.
    let owners = try reading.titles("owner", of: followUp)
    text.add("Owner", owners)
    if owners.array?.isEmpty != false { text.add("Owner", "nobody yet") }
    text.add("Due", period?.stated)
    if period == nil { text.add("Due", "not stated") }
    text.add("Status", followUp.label("status", reading))
    text.add("Basis", followUp.label("basis", reading))
    text.add("Agreed at", try title(followUp.reference("meeting"), .meeting, reading))
    text.add("For the request", try title(followUp.reference("request"), .request, reading))
    text.add("Id", followUp.ref.id)
    text.add("Sources", followUp.sources.joined(separator: "; "))
    return CalendarEntry(
      .task(Self.taskStatus(followUp.key("status", reading))), uid: externalID(of: followUp.ref),
      changed: stamp.changed, revision: stamp.revision,
      title: followUp.fields["what"]?.written ?? followUp.ref.id, period: period, text: text.text,
      parent: followUp.reference("meeting").map { externalID(of: ThingRef(.meeting, $0)) })
  }

  private func title(_ id: String?, _ kind: Kind, _ reading: Reading) throws -> String? {
    try id.flatMap { try reading.title(ThingRef(kind, $0)) }
  }

  /// What a calendar can say of a meeting's status. One that is only referred to has none.
  private static func eventStatus(_ status: String?) -> CalendarEntry.EventStatus? {
    switch status {
    case "held": .confirmed
    case "planned", "expected": .tentative
    case "cancelled": .cancelled
    default: nil
    }
  }

  /// What a calendar can say of a follow-up's status. An unknown one has none.
  private static func taskStatus(_ status: String?) -> CalendarEntry.TaskStatus? {
    switch status {
    case "proposed", "open", "planned": .needsAction
    case "done", "done_with_variation": .completed
    case "dropped": .cancelled
    default: nil
    }
  }
}

/// Lines of a name and what it says; what is not stated has no line.
private struct EntryText {
  private var lines: [String] = []

  var text: String { lines.joined(separator: "\n") }

  mutating func add(_ name: String, _ value: String?) {
    if let value, !value.isEmpty { lines.append("\(name): \(value)") }
  }

  mutating func add(_ name: String, _ values: JSONValue) {
    add(name, values.array?.compactMap(\.string).joined(separator: "; "))
  }
}

extension Thing {
  /// The date in a field.
  fileprivate func date(_ field: String) -> PartialDate? {
    if case .date(let date)? = fields[field] { date } else { nil }
  }

  /// The id in a field.
  fileprivate func reference(_ field: String) -> String? {
    if case .reference(let id)? = fields[field] { id } else { nil }
  }

  /// A number with its qualifier, as “around 120”.
  fileprivate func counted(_ field: String) -> String? {
    guard let number = fields[field] else { return nil }
    return [fields["\(field)_qualifier"], number].compactMap { $0?.written }.joined(separator: " ")
  }

  /// The code of the term in a field.
  fileprivate func key(_ field: String, _ reading: Reading) -> String? {
    guard case .term(let term)? = fields[field],
      case .term(let vocabulary)? = ref.kind.definition.field(field)?.type
    else { return nil }
    return reading.code(of: term, in: vocabulary) ?? term.written
  }

  /// What people read for the term in a field.
  fileprivate func label(_ field: String, _ reading: Reading) -> String? {
    guard case .term(let vocabulary)? = ref.kind.definition.field(field)?.type else { return nil }
    return key(field, reading).map { Vocabularies.shared.label(of: $0, in: vocabulary) }
  }
}
