import ProjectionKit
import Registry
import Things

/// One dimension of a matrix: the lines met so far, and those that a request stands in.
struct MatrixAxis {
  private(set) var lines: [Matrix.Line] = []
  /// The lines' numbers, by key.
  private var numbers: [String?: Int] = [:]

  private let source: any LineSource
  private let reading: Reading
  /// The lines of each value of the source, worked out when first met.
  private var known: [[Int]?] = []

  init(_ dimension: MatrixDimension, _ filter: ThingFilter, _ reading: Reading) throws {
    self.reading = reading
    source =
      switch dimension {
      case .country: try ColumnLines("country", reading) { text, _ in countryLines(text) }
      case .region: try ColumnLines("country", reading) { text, _ in regionLines(text) }
      case .requester: try ColumnLines("requester", reading, requesterLines)
      case .theme:
        try ColumnLines("themes", reading) {
          termLines($0, "themes", "theme", $1) { Themes.shared.label(of: $0) }
        }
      case .support:
        try ColumnLines("support_types", reading) {
          termLines($0, "support_types", "support_type", $1) {
            Vocabularies.shared.label(of: $0, in: "support_type")
          }
        }
      case .status: try StatusLines(reading)
      case .year: try ColumnLines("requested_on", reading) { text, _ in yearLines(text) }
      case .group: try GroupLines(filter.groupDay, reading)
      }
  }

  /// The numbers of the lines that the request in this row stands in; "not stated" when there is none.
  mutating func lines(ofRow row: Int64) throws -> [Int] {
    let value = source.value(ofRow: row)
    if known.indices.contains(value), let found = known[value] { return found }
    let stated = try source.lines(ofValue: value)
    let found = (stated.isEmpty ? [Matrix.Line(key: nil, label: "not stated")] : stated).map {
      number(of: $0)
    }
    while known.count <= value { known.append(nil) }
    known[value] = found
    return found
  }

  private mutating func number(of line: Matrix.Line) -> Int {
    if let number = numbers[line.key] { return number }
    numbers[line.key] = lines.count
    lines.append(line)
    return lines.count - 1
  }
}

/// Where the lines of a dimension come from. Requests of the same value have the same lines.
private protocol LineSource: AnyObject {
  func value(ofRow row: Int64) -> Int
  func lines(ofValue value: Int) throws -> [Matrix.Line]
}

/// Lines that follow from one column.
private final class ColumnLines: LineSource {
  private let image: ColumnImage
  private let reading: Reading
  private let lines: (_ text: String, Reading) throws -> [Matrix.Line]

  init(
    _ column: String, _ reading: Reading,
    _ lines: @escaping (_ text: String, Reading) throws -> [Matrix.Line]
  ) throws {
    image = try reading.reader.images("requests", [column])[0]
    self.reading = reading
    self.lines = lines
  }

  func value(ofRow row: Int64) -> Int { image[row] }

  func lines(ofValue value: Int) throws -> [Matrix.Line] {
    try image.values[value].text.map { try lines($0, reading) } ?? []
  }
}

/// Statuses: a code, or the text as written until somebody says what it means.
private final class StatusLines: LineSource {
  private let codes: ColumnImage
  private let written: ColumnImage
  private let reading: Reading

  init(_ reading: Reading) throws {
    let images = try reading.reader.images("requests", ["status", "status_written"])
    (codes, written) = (images[0], images[1])
    self.reading = reading
  }

  func value(ofRow row: Int64) -> Int { codes[row] * written.values.count + written[row] }

  func lines(ofValue value: Int) throws -> [Matrix.Line] {
    let (code, text) = value.quotientAndRemainder(dividingBy: written.values.count)
    guard let written = written.values[text].text else { return [] }
    let term = Term(code: codes.values[code].text, written: written)
    let key = reading.code(of: term, in: "request_status") ?? written
    return [Matrix.Line(key: key, label: key)]
  }
}

/// The groups that the requester's country belonged to on the day that the filter asks about.
private final class GroupLines: LineSource {
  private let countries: ColumnImage
  private let dates: ColumnImage
  private let meetings: ColumnImage
  private let day: ThingFilter.GroupDay
  private let reading: Reading
  /// The groups' lines, and the number of each set of them.
  private var sets: [[Matrix.Line]] = []
  private var numbers: [[Matrix.Line]: Int] = [:]
  /// Of countries that were in the same groups at all times.
  private var unchanging: [Int: Int] = [:]
  private var meetingDays: [Int: DaySpan?] = [:]
  private var ownDays: [Int: DaySpan?] = [:]

  init(_ day: ThingFilter.GroupDay, _ reading: Reading) throws {
    let images = try reading.reader.images("requests", ["country", "requested_on", "meeting"])
    (countries, dates, meetings) = (images[0], images[1], images[2])
    self.day = day
    self.reading = reading
  }

  func value(ofRow row: Int64) -> Int {
    guard let code = countries.values[countries[row]].text, let days = days(ofRow: row) else {
      return number(of: [])
    }
    if let known = unchanging[countries[row]] { return known }
    let groups = CountryGroups.shared.groups(of: code, in: days)
    let lines =
      groups.isEmpty
      ? [Matrix.Line(key: "none", label: "in no group")]
      : groups.map { Matrix.Line(key: $0, label: $0) }
    let number = number(of: lines)
    let memberships = CountryGroups.shared.groups.flatMap {
      CountryGroups.shared.memberships(of: code, in: $0)
    }
    if memberships.allSatisfy({ $0.span == DaySpan(first: nil, last: nil) }) {
      unchanging[countries[row]] = number
    }
    return number
  }

  func lines(ofValue value: Int) -> [Matrix.Line] { sets[value] }

  private func number(of lines: [Matrix.Line]) -> Int {
    if let number = numbers[lines] { return number }
    numbers[lines] = sets.count
    sets.append(lines)
    return sets.count - 1
  }

  private func days(ofRow row: Int64) -> DaySpan? {
    switch day {
    case .today: DaySpan(first: reading.today, last: reading.today)
    case .date(let date): date.span
    case .event: ownDays(dates[row]) ?? meetingDays(meetings[row])
    }
  }

  private func ownDays(_ number: Int) -> DaySpan? {
    if let known = ownDays[number] { return known }
    let days = dates.values[number].text.flatMap { try? PartialDate($0) }?.span
    ownDays[number] = .some(days)
    return days
  }

  /// When a meeting was: for this question only, it stands in for a request's own date.
  private func meetingDays(_ number: Int) -> DaySpan? {
    if let known = meetingDays[number] { return known }
    let days = meetings.values[number].text.flatMap { id -> DaySpan? in
      guard let meeting = try? reading.thing(ThingRef(.meeting, id)),
        case .date(let start)? = meeting.fields["start"]
      else { return nil }
      guard case .date(let end)? = meeting.fields["end"] else { return start.span }
      return DaySpan(first: start.earliest, last: end.latest)
    }
    meetingDays[number] = .some(days)
    return days
  }
}

// MARK: Lines of a value

private func countryLines(_ code: String) -> [Matrix.Line] {
  [Matrix.Line(key: code, label: Countries.shared[code]?.name ?? code)]
}

private func regionLines(_ code: String) -> [Matrix.Line] {
  // What lies in no smaller region, as Antarctica, lies in the world.
  guard let country = Countries.shared[code],
    let region = Regions.shared[country.smallestRegion ?? Regions.world]
  else { return [] }
  return [Matrix.Line(key: region.m49, label: region.name)]
}

private func requesterLines(_ text: String, _ reading: Reading) throws -> [Matrix.Line] {
  guard case .references(let ids)? = value(text, of: "requester") else { return [] }
  var lines: [Matrix.Line] = []
  for id in ids {
    let winner = try reading.winner(ThingRef(.organisation, id))
    guard !lines.contains(where: { $0.key == winner.id }) else { continue }
    lines.append(Matrix.Line(key: winner.id, label: try reading.title(winner) ?? winner.id))
  }
  return lines
}

private func termLines(
  _ text: String, _ field: String, _ vocabulary: String, _ reading: Reading,
  _ label: (String) -> String?
) -> [Matrix.Line] {
  guard case .terms(let terms)? = value(text, of: field) else { return [] }
  let keys = Set(terms.map { reading.code(of: $0, in: vocabulary) ?? $0.written })
  return keys.sorted().map { Matrix.Line(key: $0, label: label($0) ?? $0) }
}

private func yearLines(_ text: String) -> [Matrix.Line] {
  guard let date = try? PartialDate(text) else { return [] }
  let label: String
  switch (date.earliest?.parts.year, date.latest?.parts.year) {
  case (let first?, let last?): label = first == last ? String(first) : "\(first)–\(last)"
  case (let first?, nil): label = "from \(first)"
  case (nil, let last?): label = "until \(last)"
  case (nil, nil): return []
  }
  return [Matrix.Line(key: label, label: label)]
}

/// The value that a request's column holds as JSON.
private func value(_ text: String, of field: String) -> Value? {
  Kind.request.definition.field(field).flatMap { Reading.value(text, of: $0) }
}
