public import ArgumentParser
import Desk
import Registry
public import Things

extension Reading.NameDay: ExpressibleByArgument {}

/// What every reading command takes.
struct ReadingOptions: ParsableArguments, Sendable {
  @Option(
    help: ArgumentHelp(
      "Read the views as they stood at this log size (digits) or recorded time (2026-11-20T12:00Z; a date alone means its end).",
      valueName: "size|time"))
  var asOf: String?

  @Option(
    help: ArgumentHelp(
      "What “today” means for overdue and country groups.", valueName: "date"))
  var today: String?

  @Option(
    help: ArgumentHelp(
      "Call organisations as they were called when it happened, or as today. (default: today)",
      valueName: "event|today"))
  var names: Reading.NameDay?

  /// Reads the views as asked for.
  func read<T>(_ desk: Desk, _ body: (Reading) throws -> T) throws -> T {
    let moment = try asOf.map { try Moment($0, in: desk.configuration.timeZone) }
    if case .time? = moment, let moment, try desk.size(at: moment) == 0,
      let first = try desk.firstRecorded()
    {
      Output.note(
        "nothing was recorded by then: the log begins at \(first); --as-of is about when the "
          + "registry learned things, --from and --to about when they happened")
    }
    return try desk.reading(asOf: moment, today: try day()) { reading in
      reading.names = names ?? .today
      return try body(reading)
    }
  }

  private func day() throws -> Day? {
    guard let today else { return nil }
    let date = try option(today, "--today")
    guard date.precision == .day, let day = date.earliest else {
      throw DeskError(
        .refused, "“\(today)” is no single day", at: ["option": "--today"],
        hint: "write it as 2026-11-20")
    }
    return day
  }
}

/// Reads an option that is a partial date.
func option(_ text: String, _ name: String) throws -> PartialDate {
  do { return try PartialDate(text) } catch {
    throw DeskError(
      .refused, "“\(text)” \(error.reason)", at: ["option": name], hint: error.hint)
  }
}
