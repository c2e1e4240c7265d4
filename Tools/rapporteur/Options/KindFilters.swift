import ArgumentParser
import Registry
import Things

// The filters of each kind as options. Names, help and meaning are those of `Kind.filters`; here they
// are only declared, since the argument parser wants each option as a property.

/// `request list` and `request matrix`.
struct RequestFilters: FilterOptions {
  static let kind = Kind.request
  static let example = "--under m-unpsf-2014 --group SIDS --open"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("country-by", of: kind)) var countryBy: String?
  @Option(help: .filter("requester", of: kind)) var requester: [String] = []
  @Option(help: .filter("asked-of", of: kind)) var askedOf: [String] = []
  @OptionGroup var meetings: MeetingFilters<Self>
  @Option(help: .filter("theme", of: kind)) var theme: [String] = []
  @Option(help: .filter("support", of: kind)) var support: [String] = []
  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Flag(help: .filter("open", of: kind)) var open = false
  @Flag(help: .filter("unanswered", of: kind)) var unanswered = false
  @Option(help: .filter("priority", of: kind)) var priority: [String] = []
  @Option(help: .filter("beneficiary", of: kind)) var beneficiary: [String] = []
  @Option(help: .filter("delivered-by", of: kind)) var deliveredBy: [String] = []
  @Option(help: .filter("carry-over", of: kind)) var carryOver: String?
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `offer list`.
struct OfferFilters: FilterOptions {
  static let kind = Kind.offer
  static let example = "--provider dpadm"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("provider", of: kind)) var provider: [String] = []
  @Option(help: .filter("request", of: kind)) var request: [String] = []
  @OptionGroup var meetings: MeetingFilters<Self>
  @Option(help: .filter("theme", of: kind)) var theme: [String] = []
  @Option(help: .filter("support", of: kind)) var support: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Flag(help: .filter("open", of: kind)) var open = false
  @Option(help: .filter("beneficiary", of: kind)) var beneficiary: [String] = []
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `followup list`.
struct FollowUpFilters: FilterOptions {
  static let kind = Kind.followup
  static let example = "--owner none --open"

  @Option(help: .filter("owner", of: kind)) var owner: [String] = []
  @Flag(help: .filter("open", of: kind)) var open = false
  @Flag(help: .filter("overdue", of: kind)) var overdue = false
  @Flag(help: .filter("due-this-week", of: kind)) var dueThisWeek = false
  @Option(help: .filter("due-before", of: kind)) var dueBefore: String?
  @Flag(help: .filter("unverified", of: kind)) var unverified = false
  @Option(help: .filter("basis", of: kind)) var basis: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Option(help: .filter("request", of: kind)) var request: [String] = []
  @OptionGroup var meetings: MeetingFilters<Self>
  @Option(help: .filter("carry-over", of: kind)) var carryOver: String?
  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("country-by", of: kind)) var countryBy: String?
  @Option(help: .filter("requester", of: kind)) var requester: [String] = []
  @Option(help: .filter("theme", of: kind)) var theme: [String] = []
  @Option(help: .filter("support", of: kind)) var support: [String] = []
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `meeting list`.
struct MeetingListFilters: FilterOptions {
  static let kind = Kind.meeting
  static let example = "--kind bilateral_meeting --from 2014-06"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Option(help: .filter("organiser", of: kind)) var organiser: [String] = []
  @Option(help: .filter("participant", of: kind)) var participant: [String] = []
  @Option(help: .filter("participant-country", of: kind)) var participantCountry: [String] = []
  @Option(help: .filter("person", of: kind)) var person: [String] = []
  @Option(help: .filter("parent", of: kind)) var parent: [String] = []
  @Option(help: .filter("under", of: kind)) var under: String?
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `organisation list`.
struct OrganisationFilters: FilterOptions {
  static let kind = Kind.organisation
  static let example = "--kind government --group LDC"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("parent", of: kind)) var parent: [String] = []
  @Option(help: .filter("meeting", of: kind)) var meeting: [String] = []
  @Option(help: .filter("network", of: kind)) var network: [String] = []
  @OptionGroup var common: CommonFilters<Self>
}

/// `recommendation list`.
struct RecommendationFilters: FilterOptions {
  static let kind = Kind.recommendation
  static let example = "--addressee member_states --theme governance"

  @OptionGroup var meetings: MeetingFilters<Self>
  @Option(help: .filter("theme", of: kind)) var theme: [String] = []
  @Option(help: .filter("addressee", of: kind)) var addressee: [String] = []
  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Option(help: .filter("same-as", of: kind)) var sameAs: [String] = []
  @Flag(help: .filter("once", of: kind)) var once = false
  @Flag(help: .filter("taken-up", of: kind)) var takenUp = false
  @OptionGroup var common: CommonFilters<Self>
}

/// `practice list`.
struct PracticeFilters: FilterOptions {
  static let kind = Kind.practice
  static let example = "--theme service-delivery --region 142"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("theme", of: kind)) var theme: [String] = []
  @OptionGroup var meetings: MeetingFilters<Self>
  @Option(help: .filter("presented-at", of: kind)) var presentedAt: [String] = []
  @Option(help: .filter("organisation", of: kind)) var organisation: [String] = []
  @Option(help: .filter("award", of: kind)) var award: [String] = []
  @Flag(help: .filter("awarded", of: kind)) var awarded = false
  @OptionGroup var common: CommonFilters<Self>
}

/// `network list`.
struct NetworkFilters: FilterOptions {
  static let kind = Kind.network
  static let example = "--kind working_group --gaps"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @Option(help: .filter("parent", of: kind)) var parent: [String] = []
  @Option(help: .filter("facilitator", of: kind)) var facilitator: [String] = []
  @Option(help: .filter("member", of: kind)) var member: [String] = []
  @Option(help: .filter("focal-point", of: kind)) var focalPoint: [String] = []
  @Option(help: .filter("focal-point-status", of: kind)) var focalPointStatus: [String] = []
  @Flag(help: .filter("gaps", of: kind)) var gaps = false
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `statement list`.
struct StatementFilters: FilterOptions {
  static let kind = Kind.statement
  static let example = "--subject m-unpsf-2014"

  @Option(help: .filter("subject", of: kind)) var subject: String?
  @Option(help: .filter("attribute", of: kind)) var attribute: [String] = []
  @Option(help: .filter("qualifier", of: kind)) var qualifier: [String] = []
  @Flag(help: .filter("preferred", of: kind)) var preferred = false
  @OptionGroup var common: CommonFilters<Self>
}

/// `document list`.
struct DocumentFilters: FilterOptions {
  static let kind = Kind.document
  static let example = "--issuer dpadm --from 2014"

  @Option(help: .filter("kind", of: kind)) var kind: [String] = []
  @Option(help: .filter("issuer", of: kind)) var issuer: [String] = []
  @Option(help: .filter("access", of: kind)) var access: [String] = []
  @OptionGroup var period: PeriodFilters<Self>
  @OptionGroup var common: CommonFilters<Self>
}

/// `person list`.
struct PersonFilters: FilterOptions {
  static let kind = Kind.person
  static let example = "--organisation dpadm --role speaker"

  @OptionGroup var place: PlaceFilters<Self>
  @Option(help: .filter("organisation", of: kind)) var organisation: [String] = []
  @Option(help: .filter("meeting", of: kind)) var meeting: [String] = []
  @Option(help: .filter("role", of: kind)) var role: [String] = []
  @Option(help: .filter("expertise", of: kind)) var expertise: [String] = []
  @Option(help: .filter("language", of: kind)) var language: [String] = []
  @OptionGroup var common: CommonFilters<Self>
}

/// `account list`.
struct AccountFilters: FilterOptions {
  static let kind = Kind.account
  static let example = "--role staff"

  @Option(help: .filter("role", of: kind)) var role: [String] = []
  @Option(help: .filter("status", of: kind)) var status: [String] = []
  @OptionGroup var common: CommonFilters<Self>
}
