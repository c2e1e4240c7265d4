import ArgumentParser
import Desk
import Interchange
import Registry
import Things

/// `calendar`.
struct CalendarCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calendar",
    abstract: "Print meetings and follow-ups as a calendar (iCalendar) for other programs.",
    discussion: """
      Meetings are whole days. A date that is only a month or a year becomes a span of days, and \
      the title says so. Meetings without a date are left out and counted; follow-ups without one \
      stay. Notes are not in it. The same size of the log gives the same calendar.

      \(example("calendar --meeting m-unpsf-2014 > forum.ics"))
      """)

  @Option(
    help: ArgumentHelp(
      "Only this meeting, all inside it, and what was agreed there.", valueName: "id"))
  var meeting: String?
  @Flag(help: "Only meetings.") var meetings = false
  @Flag(help: "Only follow-ups.") var followups = false
  @OptionGroup(title: "Filters") var period: PeriodFilters<MeetingListFilters>
  @OptionGroup(title: "Reading") var reading: ReadingOptions
  @OptionGroup(title: "Registry") var registry: RegistryOptions

  func validate() throws { try registry.refuseFormat("a calendar") }

  func run() async throws {
    var scope = CalendarScope()
    scope.meeting = meeting
    scope.meetings = meetings || !followups
    scope.followUps = followups || !meetings
    let scoped = scope
    try await registry.withDesk { desk in
      let export = try reading.read(desk) { reading in
        let filter = try period.query.filter(of: .meeting, today: reading.today)
        var scope = scoped
        scope.from = filter.from
        scope.to = filter.to
        return try desk.calendar(scope, reading)
      }
      Output.write(export.calendar.text)
      for (count, what) in [
        (export.undatedMeetings, ("meeting", "meetings")),
        (export.undatedFollowUps, ("follow-up", "follow-ups")),
      ] where count > 0 {
        registry.output.note(
          "\(count) \(count == 1 ? what.0 : what.1) without a date left out")
      }
      if export.calendar.entries.isEmpty { registry.output.note("the calendar is empty") }
    }
  }
}

extension RegistryOptions {
  /// Refuses `--format` where there is but one.
  func refuseFormat(_ what: String) throws {
    guard format == nil else {
      throw ValidationError("There is one format for \(what); leave --format out.")
    }
  }
}
