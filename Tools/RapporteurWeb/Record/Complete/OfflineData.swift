import Access
import Desk
import HTTPTypes
import Hummingbird
import JSON
import ProjectionKit
import Registry
import Things
import WebCore

/// `GET /offline.json`: what completes where there is no network. It holds no people and no free text:
/// devices are lost.
enum OfflineData {
  static let routes = [
    Route(.get, "/offline.json", .file, needs: .readThings) { visit in try await answer(visit) }
  ]

  /// How many organisations and meetings a device is given.
  private static let mostOrganisations = 5_000
  private static let mostMeetings = 500
  private static let vocabularies = ["support_type", "request_kind"]

  private static func answer(_ visit: Visit) async throws -> Response {
    let tag = "\"\(visit.language.code)-\(try visit.site.size())\""
    let headers: HTTPFields = [.eTag: tag, .cacheControl: "private, no-cache"]
    if visit.head.headerFields[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    let things = try await visit.read(asOf: nil) { _, reading in
      ["organisation": try organisations(reading), "meeting": try meetings(reading)]
    }
    return visit.json(.object(reference(visit).merging(things) { $1 }), headers: headers)
  }

  /// A row: id, title, what tells it from others, other names, and the country whose names lead there,
  /// too.
  private static func row(
    _ id: String, _ title: String, _ detail: String?, _ names: [String], country: String? = nil
  ) -> JSONValue {
    var seen: Set<String> = [TextFolding.key(title), TextFolding.key(id)]
    let others = names.filter { !$0.isEmpty && seen.insert(TextFolding.key($0)).inserted }
    return [
      .string(id), .string(title), JSONValue(detail), .array(others.map { .string($0) }),
      JSONValue(country),
    ]
  }

  // MARK: Reference data

  private static func reference(_ visit: Visit) -> [String: JSONValue] {
    var data: [String: JSONValue] = [:]
    let language = visit.language.code
    data["country"] = .array(
      Countries.shared.all.map { country in
        row(
          country.iso3, Countries.shared.name(of: country.iso3, in: language) ?? country.name,
          country.iso3, Countries.shared.spellings(of: country.iso3))
      })
    data["ambiguous"] = .array(
      Countries.shared.ambiguousNames.map { name in
        [
          .string(name.text), .array(name.candidates.map { .string($0.iso3) }), .string(name.rule),
        ]
      })
    data["theme"] = .array(
      Themes.shared.all.map { theme in
        row(
          theme.id, visit.theme(theme.id), theme.broader.map(visit.theme),
          [theme.label] + theme.aliases)
      })
    for vocabulary in vocabularies {
      data[vocabulary] = .array(
        Vocabularies.shared.terms(of: vocabulary).map { term in
          row(term.code, visit.term(term.code, in: vocabulary), nil, [term.label])
        })
    }
    return data
  }

  // MARK: Things

  /// Governments first, then those that were registered last.
  private static func organisations(_ reading: Reading) throws -> JSONValue {
    let things = try reading.things(
      .organisation, where: Conditions("t.standing = 1"),
      order: "t.kind IS NOT 'government', t.parent IS NOT NULL, t.begun DESC",
      limit: mostOrganisations,
      fields: ["name", "short_name", "country", "variants"])
    return .array(
      try things.map { thing in
        var names = ["name", "short_name"].compactMap { thing.fields[$0]?.written }
        if case .texts(let variants)? = thing.fields["variants"] { names += variants }
        var country: Country?
        if case .country(let value)? = thing.fields["country"] {
          country = Countries.shared[value.code]
        }
        return row(
          thing.ref.id, try reading.title(thing.ref) ?? thing.ref.id, country?.name, names,
          country: country?.iso3)
      })
  }

  /// What bilaterals are held on the sidelines of: meetings that are none themselves, last first.
  private static func meetings(_ reading: Reading) throws -> JSONValue {
    var conditions = Conditions("t.standing = 1")
    conditions.add("t.kind IS NOT 'bilateral_meeting'")
    let things = try reading.things(
      .meeting, where: conditions, order: "t.start_last IS NULL, t.start_last DESC",
      limit: mostMeetings, fields: ["title", "start", "city", "title_variants"])
    return .array(
      things.map { thing in
        var names: [String] = []
        if case .texts(let variants)? = thing.fields["title_variants"] { names += variants }
        let detail = ["start", "city"].compactMap { thing.fields[$0]?.written }
        return row(
          thing.ref.id, thing.fields["title"]?.written ?? thing.ref.id,
          detail.isEmpty ? nil : detail.joined(separator: " · "), names)
      })
  }
}
