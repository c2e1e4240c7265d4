import ProjectionKit
import Registry
public import Things

extension Desk {
  /// What was recorded already and may be what this bilateral says: meetings with the same party on a
  /// day that may be the same, and requests of the same parties that nearly agree in words or themes.
  /// Whoever logs it decides; nothing is refused.
  public func likelyDuplicates(
    of bilateral: Bilateral, _ reading: Reading
  ) throws -> [LikelyDuplicate] {
    guard let date = bilateral.on, !bilateral.with.isEmpty else { return [] }
    let parties = try reading.same(.organisation, bilateral.with)
    return try meetings(with: parties, on: date, reading)
      + requests(like: bilateral.requests, of: parties, around: date, reading)
  }

  /// A request may be told again some weeks later.
  private static let weeks: Int32 = 8
  /// How many are worth being shown.
  private static let mostDuplicates = 5
  /// How many requests of one requester are compared.
  private static let mostCompared = 200

  // MARK: Meetings

  private func meetings(
    with parties: [String], on date: PartialDate, _ reading: Reading
  ) throws -> [LikelyDuplicate] {
    let rows = try reading.reader.rows(
      """
      SELECT m.id, p.organisation FROM participations p JOIN meetings m ON m.id = p.thing
      WHERE p.standing = 1 AND p.organisation IN (\(reading.marks(parties)))
      AND m.standing = 1 AND m.kind = 'bilateral_meeting' AND m.start IS NOT NULL
      AND COALESCE(m.end_last, m.start_last, \(Int64.max)) >= ?
      AND COALESCE(m.start_first, \(Int64.min)) <= ?
      ORDER BY m.begun DESC LIMIT \(Self.mostDuplicates)
      """, parties.map { .text($0) } + bounds(date, by: 0))
    return try rows.compactMap { row in
      guard let id = row[0].text, let party = row[1].text else { return nil }
      return try duplicate(
        ThingRef(.meeting, id), dated: "start", like: "", [.sameParty(party)], reading)
    }
  }

  // MARK: Requests

  private func requests(
    like requests: [Fields], of parties: [String], around date: PartialDate, _ reading: Reading
  ) throws -> [LikelyDuplicate] {
    guard !requests.isEmpty else { return [] }
    var conditions = Conditions("t.standing = 1")
    conditions.add(
      """
      t.row IN (SELECT x.row FROM requests_requester_each x
      WHERE x.value IN (\(reading.marks(parties))))
      """, parties.map { .text($0) })
    conditions.add(
      """
      t.requested_on IS NOT NULL AND COALESCE(t.requested_on_last, \(Int64.max)) >= ?
      AND COALESCE(t.requested_on_first, \(Int64.min)) <= ?
      """, bounds(date, by: Self.weeks * 7))
    let known = try reading.things(
      .request, where: conditions, order: "t.begun DESC", limit: Self.mostCompared,
      fields: ["summary", "themes"])
    var found: [LikelyDuplicate] = []
    for (index, request) in requests.enumerated() {
      for thing in known where found.count < Self.mostDuplicates {
        let reasons = Self.reasons(request, thing.fields)
        guard !reasons.isEmpty else { continue }
        found.append(
          try duplicate(
            thing.ref, dated: "requested_on", like: "/requests/\(index)", reasons, reading))
      }
    }
    return found
  }

  /// Why two requests of one requester may be the same.
  private static func reasons(_ new: Fields, _ known: Fields) -> [LikelyDuplicate.Reason] {
    let words = share(words(of: new["summary"]), words(of: known["summary"]))
    let (mine, theirs) = (themes(new), themes(known))
    let themes = share(mine, theirs)
    var reasons: [LikelyDuplicate.Reason] = []
    if words >= 0.6 || (words >= 0.3 && themes >= 0.5) { reasons.append(.sameWords) }
    let isUnsaid = new["summary"] == nil || known["summary"] == nil
    if themes == 1 || (themes >= 0.5 && (isUnsaid || words >= 0.3)) {
      reasons.append(.sameThemes(mine.intersection(theirs).sorted()))
    }
    return reasons
  }

  private static func words(of value: Value?) -> Set<String> {
    Set(TextFolding.tokens(value?.written ?? "").filter { $0.count > 2 })
  }

  private static func themes(_ fields: Fields) -> Set<String> {
    guard case .terms(let terms)? = fields["themes"] else { return [] }
    return Set(terms.map { $0.code ?? TextFolding.fold($0.written) })
  }

  /// What two sets have in common, from 0 to 1; 0 for empty ones.
  private static func share(_ a: Set<String>, _ b: Set<String>) -> Double {
    let all = a.union(b).count
    return all == 0 ? 0 : Double(a.intersection(b).count) / Double(all)
  }

  // MARK: Both

  /// The last day that counts and the first, so many days before and after a date.
  private func bounds(_ date: PartialDate, by days: Int32) -> [SQLValue] {
    [
      .integer(date.earliest.map { Int64($0.number - days) } ?? .min),
      .integer(date.latest.map { Int64($0.number + days) } ?? .max),
    ]
  }

  private func duplicate(
    _ ref: ThingRef, dated field: String, like pointer: String,
    _ reasons: [LikelyDuplicate.Reason], _ reading: Reading
  ) throws -> LikelyDuplicate {
    LikelyDuplicate(
      thing: ref, title: try reading.title(ref) ?? ref.id,
      date: try reading.thing(ref)?.fields[field]?.written, pointer: pointer, reasons: reasons)
  }
}
