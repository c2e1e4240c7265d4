import ProjectionKit
import Registry

/// What filters ask of things by their entries and by what refers to them.
extension Reading {
  func add(_ trait: ThingTrait, _ kind: Kind, to conditions: inout Conditions) throws {
    switch trait {
    case .unanswered: try addUnanswered(to: &conditions)
    case .delivered(let by): try add(deliveredBy: by, to: &conditions)
    case .rated(let priorities, let orNot): try add(rated: priorities, orNot, to: &conditions)
    case .dueThisWeek: try addDueThisWeek(to: &conditions)
    case .unverified:
      try add(["done", "done_with_variation"], status: .followup, to: &conditions)
      conditions.add("t.verified IS NULL")
    case .carriedOver(let meeting): try add(carriedOverTo: meeting, kind, to: &conditions)
    case .attended(let by):
      let ids = try same(.organisation, by)
      conditions.add(
        """
        t.id IN (SELECT p.thing FROM participations p
        WHERE p.standing = 1 AND p.organisation IN (\(marks(ids))))
        """, ids.map { .text($0) })
    case .attendedFrom(let countries):
      conditions.add(
        """
        EXISTS (\(Self.participations) AND (p.country IN (\(marks(countries)))
        OR p.organisation IN (SELECT o.id FROM organisations o
        WHERE o.country IN (\(marks(countries))))))
        """, (countries + countries).map { .text($0) })
    case .withPerson(let people):
      try add("roles", "x.standing = 1", [("person", .person)], people, to: &conditions)
    case .tookPart(let meetings):
      try add(
        organisationsIn: """
          SELECT p.organisation FROM participations p
          WHERE p.standing = 1 AND p.thing IN (\(marks(meetings)))
          """, meetings, to: &conditions)
    case .inNetwork(let networks):
      try add(
        organisationsIn: """
          SELECT e.organisation FROM (
            SELECT thing, organisation FROM memberships WHERE standing = 1 AND \(Self.stays)
            UNION SELECT thing, organisation FROM focal_points WHERE standing = 1) e
          WHERE e.thing IN (\(marks(networks)))
          """, networks, to: &conditions)
    case .countedOnce: addCountedOnce(to: &conditions)
    case .takenUp:
      conditions.add("EXISTS (SELECT 1 FROM uptakes u WHERE u.thing = t.id AND u.standing = 1)")
    case .presented(let meetings):
      conditions.add(
        """
        t.meeting IN (\(marks(meetings))) OR EXISTS (SELECT 1 FROM presentations p
        WHERE p.thing = t.id AND p.standing = 1 AND p.meeting IN (\(marks(meetings))))
        """, (meetings + meetings).map { .text($0) })
    case .awarded: conditions.add("t.award IS NOT NULL")
    case .withMember(let members):
      try add(
        "memberships", "x.standing = 1 AND \(Self.stays)", Self.partners, members,
        to: &conditions)
    case .withFocalPoint(let points):
      try add("focal_points", "x.standing = 1", Self.partners, points, to: &conditions)
    case .withFocalPointStatus(let statuses):
      var part = Conditions("x.thing = t.id AND x.standing = 1")
      try add(statuses, in: "focal_point_status", "x.status", "focal_points", to: &part)
      conditions.add("EXISTS (SELECT 1 FROM focal_points x\(part.clause))", part.arguments)
    case .withoutFocalPoint: try addWithoutFocalPoint(to: &conditions)
    case .preferred: conditions.add("t.preferred = 1")
    }
  }

  // MARK: Entries

  /// The participations of the meeting.
  private static let participations =
    "SELECT 1 FROM participations p WHERE p.thing = t.id AND p.standing = 1"

  /// Who may be a member or a focal point.
  private static let partners: [(column: String, kind: Kind)] = [
    ("organisation", .organisation), ("person", .person),
  ]

  /// That a member has not left.
  static let stays = "COALESCE(\"left\", 0) = 0"

  /// The organisations that a query names, and those that they were merged into.
  private func add(
    organisationsIn query: String, _ ids: [String], to conditions: inout Conditions
  ) throws {
    let named = try reader.rows(query, ids.map { .text($0) }).compactMap { $0[0].text }
    let winners = try named.map { try winner(ThingRef(.organisation, $0)).id }
    conditions.add("t.id", among: Set(named + winners).sorted())
  }

  /// Things with an entry, in table `x` and as `own` asks, that names one of these in one of its columns.
  private func add(
    _ table: String, _ own: String, _ columns: [(column: String, kind: Kind)], _ typed: [String],
    to conditions: inout Conditions
  ) throws {
    var parts: [Conditions] = []
    for (column, kind) in columns {
      var part = Conditions()
      part.add("x.\(column)", among: try same(kind, typed))
      parts.append(part)
    }
    var entry = Conditions(own)
    entry.add(anyOf: parts)
    // Entries are found by whom they name, and the things by them.
    conditions.add("t.id IN (SELECT x.thing FROM \(table) x\(entry.clause))", entry.arguments)
  }

  /// Things of a kind with one of these statuses, as recorded or as mapped since.
  func add(_ statuses: [String], status kind: Kind, to conditions: inout Conditions) throws {
    guard case .term(let vocabulary)? = kind.definition.field("status")?.type else { return }
    let written = try writtenForms(
      of: statuses, in: vocabulary, "t.status", "t.status_written", kind.table)
    conditions.add(
      """
      t.status IN (\(marks(statuses)))
      OR (t.status IS NULL AND t.status_written IN (\(marks(written))))
      """, (statuses + written).map { .text($0) })
  }

  // MARK: Requests

  /// Nothing answers it: neither its status nor a link nor an offer that counts. What was merged into
  /// it answers it too.
  private func addUnanswered(to conditions: inout Conditions) throws {
    try exclude(
      Request.closedStatuses.union(["agreed", "planned", "in_delivery"]), from: "status",
      of: .request, to: &conditions)
    // What was recorded in error answers nothing.
    let retracted = ["offer", "meeting", "practice"].map { field in
      "SELECT 1 FROM \(field)s a WHERE a.id = l.\(field) AND a.retracted IS NOT NULL"
    }
    let answered = """
      SELECT l.thing AS id FROM links l WHERE l.standing = 1
      AND NOT EXISTS (\(retracted.joined(separator: " UNION ALL ")))
      UNION SELECT x.value FROM offers_request_each x JOIN offers o ON o.row = x.row
      WHERE o.standing = 1
      """
    conditions.add("t.id NOT IN (\(answered))")
    let winners = try winners(ofMerged: .request, in: answered)
    conditions.add("t.id NOT IN (\(marks(winners)))", winners.map { .text($0) })
  }

  /// What stands for those things that a query of ids names and that were merged into others.
  func winners(
    ofMerged kind: Kind, in ids: String, _ arguments: [SQLValue] = []
  ) throws -> [String] {
    let merged = try reader.rows(
      """
      SELECT m.\(kind.key) FROM \(kind.table) m
      WHERE m.merged_into IS NOT NULL AND m.\(kind.key) IN (\(ids))
      """, arguments
    ).compactMap { $0[0].text }
    return Set(try merged.map { try winner(ThingRef(kind, $0)).id }).sorted()
  }

  /// Delivered, and linked to what is said to have delivered it or named by that offer. An
  /// organisation delivers by its offers, the meetings it organises and its practices.
  private func add(deliveredBy typed: [String], to conditions: inout Conditions) throws {
    try add(["delivered"], status: .request, to: &conditions)
    let organisations = try same(.organisation, typed)
    let (own, theirs) = (marks(typed), marks(organisations))
    let offers = """
      SELECT o.id FROM offers o WHERE o.id IN (\(own)) OR o.row IN (
        SELECT x.row FROM offers_provider_each x WHERE x.value IN (\(theirs)))
      """
    let meetings = """
      SELECT m.id FROM meetings m WHERE m.id IN (\(own)) OR m.row IN (
        SELECT x.row FROM meetings_organisers_each x WHERE x.value IN (\(theirs)))
      """
    let practices = """
      SELECT p.id FROM practices p WHERE p.id IN (\(own)) OR p.organisation IN (\(theirs))
      """
    let ids = (typed + organisations).map { SQLValue.text($0) }
    let delivered = """
      SELECT l.thing FROM links l WHERE l.standing = 1
      AND (l.offer IN (\(offers)) OR l.meeting IN (\(meetings)) OR l.practice IN (\(practices)))
      UNION SELECT r.value FROM offers_request_each r JOIN offers f ON f.row = r.row
      WHERE f.standing = 1 AND f.id IN (\(offers))
      """
    let arguments = ids + ids + ids + ids
    let winners = try winners(ofMerged: .request, in: delivered, arguments)
    conditions.add(
      "t.id IN (\(delivered)) OR t.id IN (\(marks(winners)))",
      arguments + winners.map { .text($0) })
  }

  /// The latest rating speaks, as in lists.
  private func add(rated: [String], _ orNot: Bool, to conditions: inout Conditions) throws {
    let latest = """
      (SELECT r.priority FROM ratings r WHERE r.thing = t.id AND r.standing = 1
      ORDER BY r.begun DESC LIMIT 1)
      """
    let keys = Set(rated.map { TextFolding.fold($0) })
    let spellings = try texts(in: .entry(.request, .rating, "priority"))
      .filter { keys.contains(TextFolding.fold($0)) }
    conditions.add(
      "\(latest) IN (\(marks(spellings)))" + (orNot ? " OR \(latest) IS NULL" : ""),
      spellings.map { .text($0) })
  }

  // MARK: Follow-ups

  /// The due period, however vague, has a day in the week of today, Monday to Sunday.
  private func addDueThisWeek(to conditions: inout Conditions) throws {
    let monday = today.advanced(by: 1 - today.weekday)
    conditions.add("t.due IS NOT NULL")
    conditions.add(
      "COALESCE(t.due_last, \(Int64.max)) >= ? AND COALESCE(t.due_first, \(Int64(Int32.min))) <= ?",
      [.integer(Int64(monday.number)), .integer(Int64(monday.advanced(by: 6).number))])
    try exclude(FollowUp.closedStatuses, from: "status", of: .followup, to: &conditions)
  }

  // MARK: Recommendations

  /// Of those that are the same, directly or by way of others, the first recorded that counts.
  private func addCountedOnce(to conditions: inout Conditions) {
    conditions.add(
      """
      NOT EXISTS (
        WITH RECURSIVE same(id) AS (
          SELECT t.id
          UNION SELECT r.same_as FROM recommendations r JOIN same ON r.id = same.id
            WHERE r.same_as IS NOT NULL
          UNION SELECT r.id FROM recommendations r JOIN same ON r.same_as = same.id)
        SELECT 1 FROM recommendations r JOIN same ON r.id = same.id
        WHERE r.standing = 1 AND r.begun < t.begun)
      """)
  }

  // MARK: Networks

  /// Proposed is not appointed, and who ended is appointed no more.
  private func addWithoutFocalPoint(to conditions: inout Conditions) throws {
    conditions.add("COALESCE(t.status, '') <> 'closed'")
    var appointed = Conditions("x.thing = t.id AND x.standing = 1")
    try add(["appointed"], in: "focal_point_status", "x.status", "focal_points", to: &appointed)
    var ended = Conditions(
      """
      l.thing = x.thing AND l.standing = 1 AND l.begun > x.begun AND l.person IS x.person
      AND (l.organisation IS x.organisation OR l.organisation IS NULL)
      """)
    try add(["ended"], in: "focal_point_status", "l.status", "focal_points", to: &ended)
    appointed.add("NOT EXISTS (SELECT 1 FROM focal_points l\(ended.clause))", ended.arguments)
    conditions.add(
      "NOT EXISTS (SELECT 1 FROM focal_points x\(appointed.clause))", appointed.arguments)
  }
}
