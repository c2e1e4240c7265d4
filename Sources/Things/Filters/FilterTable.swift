import Registry

/// Which filters each kind of thing takes. Everything that offers or reads filters follows this
/// table: help, errors, forms, addresses and saved questions.
enum FilterTable {
  /// The filters of each kind, in the order of help.
  static let all: [Kind: [FilterDefinition]] = [
    .request: requests, .offer: offers, .followup: followups, .meeting: meetings,
    .organisation: organisations, .person: people, .recommendation: recommendations,
    .practice: practices, .network: networks, .statement: statements, .document: documents,
    .account: accounts,
  ]

  // MARK: Requests, offers, follow-ups

  private static let requests = joined(
    places(by: .request),
    [
      .countryBy, .ids("requester", of: .organisation, "Only by this organisation"),
      .ids("asked-of", of: .organisation, "Only asked of this organisation"),
    ], inMeetings(),
    [
      .themes(.request), .support(.request), .term("kind", .request, "Only of this kind"),
      .term("status", .request, "Only with this status"),
      .open(.request, "Only what is not delivered, declined or withdrawn"),
      .flag(
        "unanswered", "Only what is open and has no agreement or plan, no offer and no link",
        .unanswered),
      FilterDefinition(
        "priority", .written(.entry(.request, .rating, "priority")), "priority",
        "Only what was last rated so", repeats: true, none: true
      ) { $0.traits.insert(.rated($1.values, orNot: $1.orNone)) },
      .words(
        "beneficiary",
        "Only for the benefit of this organisation, or of somebody with all these words"),
      FilterDefinition(
        "delivered-by", .id([.offer, .meeting, .practice, .organisation]), "id",
        "Only what this offer, meeting, practice or organisation delivered", repeats: true
      ) { $0.traits.insert(.delivered(by: $1.values)) },
      .carryOver,
    ], period("have happened"), common)

  private static let offers = joined(
    places(by: .offer),
    [
      .ids("provider", of: .organisation, "Only by this organisation"),
      .ids("request", of: .request, "Only what answers this request"),
    ], inMeetings(),
    [
      .themes(.offer), .support(.offer), .term("status", .offer, "Only with this status"),
      .open(.offer, "Only what is neither delivered nor withdrawn"),
      .words(
        "beneficiary",
        "Only for the benefit of this organisation, or of somebody with all these words"),
    ], period("have happened"), common)

  private static let followups = joined(
    [
      .ids("owner", of: .organisation, "Only this organisation's"),
      .open(.followup, "Only what is neither done nor dropped nor unknown"),
      FilterDefinition("overdue", .flag, "", "Only what is open and past its due date") {
        filter, _ in filter.overdue = true
      },
      .flag(
        "due-this-week",
        "Only what is open and due, or may be, from Monday to Sunday of this week", .dueThisWeek),
      FilterDefinition("due-before", .date, "date", "Only what is due before this date") {
        $0.dueBefore = $1.dates.first
      },
      .flag("unverified", "Only what is done and verified by nobody", .unverified),
      .term("basis", .followup, "Only explicit or implied ones"),
      .term("status", .followup, "Only with this status"),
      .ids("request", of: .request, "Only what serves this request"),
    ], inMeetings(), [.carryOver], ofRequests, period("be due"), common)

  /// Of what a follow-up serves: filters of its request.
  private static let ofRequests = joined(
    places(by: .request),
    [
      .countryBy, .ids("requester", of: .organisation, "Only by this organisation"),
      .themes(.request), .support(.request),
    ]
  ).map { $0.through("request", $0.help.replacing("Only", with: "Only for requests")) }

  // MARK: Meetings, recommendations, practices

  private static let meetings = joined(
    places(by: .meeting),
    [
      .term("kind", .meeting, "Only of this kind"),
      .term("status", .meeting, "Only with this status"),
      .ids("organiser", field: "organisers", of: .organisation, "Only by this organiser"),
      FilterDefinition(
        "participant", .id([.organisation]), "id", "Only where this organisation took part",
        repeats: true
      ) { $0.traits.insert(.attended(by: $1.values)) },
      FilterDefinition(
        "participant-country", .country, "country",
        "Only where this country, or an organisation of it, took part", repeats: true
      ) { $0.traits.insert(.attendedFrom($1.values)) },
      FilterDefinition(
        "person", .id([.person]), "id", "Only where this person had a role", repeats: true
      ) { $0.traits.insert(.withPerson($1.values)) },
      .ids("parent", of: .meeting, "Only directly inside this meeting"), .under,
    ], period("have happened"), common)

  private static let recommendations = joined(
    inMeetings(),
    [
      .themes(.recommendation), .term("addressee", .recommendation, "Only to this addressee"),
      .term("kind", .recommendation, "Only of this kind"),
      .written("status", .recommendation, "Only with this status"),
      .ids(
        "same-as", field: "same_as", of: .recommendation, "Only what is noted as the same as this"),
      .flag(
        "once", "Each only once, however often it was repeated: the first recorded", .countedOnce),
      .flag("taken-up", "Only what was taken up somewhere", .takenUp),
    ], common)

  private static let practices = joined(
    places(by: .practice), [.themes(.practice)], inMeetings(),
    [
      FilterDefinition(
        "presented-at", .id([.meeting]), "id",
        "Only what was presented at this meeting, or recorded from it", repeats: true
      ) { $0.traits.insert(.presented(at: $1.values)) },
      .ids("organisation", of: .organisation, "Only by this organisation"),
      .words("award", "Only with an award of all these words"),
      .flag("awarded", "Only with an award", .awarded),
    ], common)

  // MARK: Organisations, people, networks

  private static let organisations = joined(
    places(by: .organisation),
    [
      .term("kind", .organisation, "Only of this kind"),
      .ids("parent", of: .organisation, "Only directly below this organisation"),
      FilterDefinition(
        "meeting", .id([.meeting]), "id", "Only what took part in this meeting", repeats: true
      ) { $0.traits.insert(.tookPart(in: $1.values)) },
      FilterDefinition(
        "network", .id([.network]), "id",
        "Only members of this network, and its focal points' organisations", repeats: true
      ) { $0.traits.insert(.inNetwork($1.values)) },
    ], common)

  private static let people = joined(
    places(by: .person, "with a post in an organisation"),
    [
      FilterDefinition(
        "organisation", .id([.organisation]), "id", "Only with a post in this organisation",
        repeats: true
      ) { $0.affiliatedWith = $1.values },
      FilterDefinition(
        "meeting", .id([.meeting]), "id", "Only with a role in this meeting", repeats: true
      ) { $0.withRoleIn = $1.values },
      FilterDefinition(
        "role", .term("role", .entry(.meeting, .role, "role")), "role",
        "Only who had this role, in the --meeting if one is given", repeats: true
      ) { $0.withRole = $1.values },
      .themes(.person, "expertise", "Only with this expertise or a narrower one"),
      .written("language", field: "languages", .person, "Only who speaks this language"),
    ], common)

  private static let networks = joined(
    places(by: .network, "with a member or focal point"),
    [
      .term("kind", .network, "Only of this kind"),
      .written("status", .network, "Only with this status"),
      .ids("parent", of: .network, "Only directly inside this network"),
      .ids("facilitator", of: .organisation, "Only facilitated by this organisation"),
      FilterDefinition(
        "member", .id([.organisation, .person]), "id",
        "Only with this organisation or person as a member", repeats: true
      ) { $0.traits.insert(.withMember($1.values)) },
      FilterDefinition(
        "focal-point", .id([.organisation, .person]), "id",
        "Only with this person or organisation as a focal point", repeats: true
      ) { $0.traits.insert(.withFocalPoint($1.values)) },
      FilterDefinition(
        "focal-point-status",
        .term("focal_point_status", .entry(.network, .focalPoint, "status")), "status",
        "Only with a focal point of this status", repeats: true
      ) { $0.traits.insert(.withFocalPointStatus($1.values)) },
      .flag(
        "gaps", "Only what is not closed and has nobody appointed as focal point",
        .withoutFocalPoint),
    ], period("have been established"), common)

  // MARK: Statements, documents, accounts

  private static let statements = joined(
    [
      FilterDefinition(
        "subject", .anything, "id", "Only about this thing: an id, or kind/id"
      ) { $0.subject = $1.values.first },
      .written("attribute", .statement, "Only on this attribute", none: false),
      .term("qualifier", .statement, "Only with this qualifier"),
      .flag("preferred", "Only what was preferred over others", .preferred),
    ], common)

  private static let documents = joined(
    [
      .written("kind", .document, "Only of this kind"),
      .ids("issuer", of: .organisation, "Only issued by this organisation"),
      .term("access", .document, "Only with this access level"),
    ], period("have been issued"), common)

  private static let accounts = joined(
    [
      .term("role", field: "roles", .account, "Only with this role"),
      .term("status", .account, "Only with this status"),
    ], common)

  // MARK: What several kinds take

  /// By place. `owner` says whose country it is when the thing has none of its own.
  private static func places(by kind: Kind, _ owner: String? = nil) -> [FilterDefinition] {
    let whose = owner.map { "\($0) of" } ?? "of"
    let hasOwn = kind.definition.field("country") != nil
    return [
      FilterDefinition(
        "country", .country, "country", "Only \(whose) this country, by any name or code",
        repeats: true, none: hasOwn
      ) { filter, given in
        filter.narrow(given, orAbsent: "country") { $0.countries = given.values }
      },
      FilterDefinition(
        "region", .region, "m49", "Only \(whose) countries in this region, by M49 code or name"
      ) { $0.region = $1.values.first },
      FilterDefinition(
        "group", .group, "SIDS|LDC|LLDC", "Only \(whose) countries in this group"
      ) { $0.group = $1.values.first },
      FilterDefinition(
        "group-at", .groupDay, "event|today|date",
        "Which day decides who is in the group (default: event)"
      ) { filter, given in
        filter.groupDay =
          switch given.values.first {
          case nil, "event": .event
          case "today": .today
          default: given.dates.first.map { .date($0) } ?? .event
          }
      },
    ]
  }

  private static func joined(_ parts: [FilterDefinition]...) -> [FilterDefinition] {
    parts.flatMap(\.self)
  }

  private static func inMeetings() -> [FilterDefinition] {
    [.ids("meeting", of: .meeting, "Only of this meeting"), .under]
  }

  /// By date. `verb` says what may have been on it.
  private static func period(_ verb: String) -> [FilterDefinition] {
    [
      FilterDefinition("from", .date, "date", "Only what may \(verb) on this date or later") {
        $0.from = $1.dates.first
      },
      FilterDefinition("to", .date, "date", "Only what may \(verb) on this date or earlier") {
        $0.to = $1.dates.first
      },
    ]
  }

  private static let common: [FilterDefinition] = [
    FilterDefinition("document", .id([.document]), "id", "Only what cites this document") {
      $0.document = $1.values.first
    },
    FilterDefinition("text", .words, "words", "Only what holds all these words") {
      $0.text = $1.values.first
    },
    FilterDefinition("limit", .number, "number", "At most so many") {
      $0.limit = $1.values.first.flatMap { Int($0) }
    },
    FilterDefinition("include-retracted", .flag, "", "Also what was retracted or merged") {
      filter, _ in filter.includesGone = true
    },
  ]
}
