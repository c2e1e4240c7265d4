import ArgumentParser
import Registry
import Things

/// `request list` and `request matrix`.
struct RequestFilters: FilterOptions {
  static let example = "--under m-unpsf-2014 --group SIDS --open"

  @OptionGroup var place: PlaceFilters
  @Option(help: ArgumentHelp("Only by this organisation; repeat for several.", valueName: "id"))
  var requester: [String] = []
  @Option(help: ArgumentHelp("Only asked of this organisation.", valueName: "id"))
  var askedOf: [String] = []
  @Option(help: ArgumentHelp("Only for the benefit of this organisation.", valueName: "id"))
  var beneficiary: [String] = []
  @OptionGroup var meetings: MeetingFilters
  @OptionGroup var themes: ThemeFilters
  @Option(help: ArgumentHelp("Only this type of support.", valueName: "type"))
  var support: [String] = []
  @Option(help: ArgumentHelp("Only of this kind.", valueName: "kind"))
  var kind: [String] = []
  @Option(help: ArgumentHelp("Only with this status.", valueName: "status"))
  var status: [String] = []
  @Flag(help: "Only what is not delivered, declined or withdrawn.")
  var open = false
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try place.narrow(&filter)
    if !requester.isEmpty { filter.references["requester"] = requester }
    if !askedOf.isEmpty { filter.references["asked_of"] = askedOf }
    if !beneficiary.isEmpty { filter.references["beneficiary"] = beneficiary }
    try meetings.narrow(&filter)
    try themes.narrow(&filter)
    filter.narrow("support_types", to: support, in: "support_type")
    filter.narrow("kind", to: kind, in: "request_kind")
    filter.narrow("status", to: status, in: "request_status")
    if open { filter.excluded["status"] = Request.closedStatuses }
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `offer list`.
struct OfferFilters: FilterOptions {
  static let example = "--provider dpadm"

  @OptionGroup var place: PlaceFilters
  @Option(help: ArgumentHelp("Only by this organisation.", valueName: "id"))
  var provider: [String] = []
  @Option(help: ArgumentHelp("Only for the benefit of this organisation.", valueName: "id"))
  var beneficiary: [String] = []
  @Option(help: ArgumentHelp("Only what answers this request.", valueName: "id"))
  var request: [String] = []
  @OptionGroup var meetings: MeetingFilters
  @OptionGroup var themes: ThemeFilters
  @Option(help: ArgumentHelp("Only this type of support.", valueName: "type"))
  var support: [String] = []
  @Option(help: ArgumentHelp("Only with this status.", valueName: "status"))
  var status: [String] = []
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try place.narrow(&filter)
    if !provider.isEmpty { filter.references["provider"] = provider }
    if !beneficiary.isEmpty { filter.references["beneficiary"] = beneficiary }
    if !request.isEmpty { filter.references["request"] = request }
    try meetings.narrow(&filter)
    try themes.narrow(&filter)
    filter.narrow("support_types", to: support, in: "support_type")
    filter.narrow("status", to: status, in: "offer_status")
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `followup list`.
struct FollowUpFilters: FilterOptions {
  static let example = "--owner none --open"

  @Option(
    help: ArgumentHelp("Only this organisation's; “none” for those nobody owns.", valueName: "id"))
  var owner: [String] = []
  @Flag(help: "Only what is neither done nor dropped nor unknown.")
  var open = false
  @Flag(help: "Only what is open and past its due date.")
  var overdue = false
  @Option(help: ArgumentHelp("Only what is due before this date.", valueName: "date"))
  var dueBefore: String?
  @Option(help: ArgumentHelp("Only explicit or implied ones.", valueName: "basis"))
  var basis: [String] = []
  @Option(help: ArgumentHelp("Only with this status.", valueName: "status"))
  var status: [String] = []
  @Option(help: ArgumentHelp("Only what serves this request.", valueName: "id"))
  var request: [String] = []
  @OptionGroup var meetings: MeetingFilters
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    let owners = owner.filter { $0 != "none" }
    if !owners.isEmpty { filter.references["owner"] = owners }
    if owner.contains("none") { filter.absent = ["owner"] }
    if open { filter.excluded["status"] = FollowUp.closedStatuses }
    filter.overdue = overdue
    filter.dueBefore = try dueBefore.map { try option($0, "--due-before") }
    filter.narrow("basis", to: basis, in: "followup_basis")
    filter.narrow("status", to: status, in: "followup_status")
    if !request.isEmpty { filter.references["request"] = request }
    try meetings.narrow(&filter)
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `meeting list`.
struct MeetingListFilters: FilterOptions {
  static let example = "--kind bilateral_meeting --from 2014-06"

  @OptionGroup var place: PlaceFilters
  @Option(help: ArgumentHelp("Only of this kind.", valueName: "kind"))
  var kind: [String] = []
  @Option(help: ArgumentHelp("Only with this status.", valueName: "status"))
  var status: [String] = []
  @Option(help: ArgumentHelp("Only by this organiser.", valueName: "id"))
  var organiser: [String] = []
  @Option(help: ArgumentHelp("Only directly inside this meeting.", valueName: "id"))
  var parent: [String] = []
  @Option(help: ArgumentHelp("Only this meeting and all inside it.", valueName: "id"))
  var under: String?
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try place.narrow(&filter)
    filter.narrow("kind", to: kind, in: "meeting_kind")
    filter.narrow("status", to: status, in: "meeting_status")
    if !organiser.isEmpty { filter.references["organisers"] = organiser }
    if !parent.isEmpty { filter.references["parent"] = parent }
    filter.under = under
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `organisation list`.
struct OrganisationFilters: FilterOptions {
  static let example = "--kind government --group LDC --group-at today"

  @OptionGroup var place: PlaceFilters
  @Option(help: ArgumentHelp("Only of this kind.", valueName: "kind"))
  var kind: [String] = []
  @Option(help: ArgumentHelp("Only directly below this organisation.", valueName: "id"))
  var parent: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try place.narrow(&filter)
    filter.narrow("kind", to: kind, in: "organisation_kind")
    if !parent.isEmpty { filter.references["parent"] = parent }
    try common.narrow(&filter)
  }
}

/// `recommendation list`.
struct RecommendationFilters: FilterOptions {
  static let example = "--addressee member_states --theme governance"

  @OptionGroup var meetings: MeetingFilters
  @OptionGroup var themes: ThemeFilters
  @Option(help: ArgumentHelp("Only to this addressee.", valueName: "addressee"))
  var addressee: [String] = []
  @Option(help: ArgumentHelp("Only of this kind.", valueName: "kind"))
  var kind: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try meetings.narrow(&filter)
    try themes.narrow(&filter)
    filter.narrow("addressee", to: addressee, in: "recommendation_addressee")
    filter.narrow("kind", to: kind, in: "recommendation_kind")
    try common.narrow(&filter)
  }
}

/// `practice list`.
struct PracticeFilters: FilterOptions {
  static let example = "--theme service-delivery --region 142"

  @OptionGroup var place: PlaceFilters
  @OptionGroup var themes: ThemeFilters
  @OptionGroup var meetings: MeetingFilters
  @Option(help: ArgumentHelp("Only by this organisation.", valueName: "id"))
  var organisation: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    try place.narrow(&filter)
    try themes.narrow(&filter)
    try meetings.narrow(&filter)
    if !organisation.isEmpty { filter.references["organisation"] = organisation }
    try common.narrow(&filter)
  }
}

/// `network list`.
struct NetworkFilters: FilterOptions {
  static let example = "--kind working_group"

  @Option(help: ArgumentHelp("Only of this kind.", valueName: "kind"))
  var kind: [String] = []
  @Option(help: ArgumentHelp("Only directly inside this network.", valueName: "id"))
  var parent: [String] = []
  @Option(help: ArgumentHelp("Only facilitated by this organisation.", valueName: "id"))
  var facilitator: [String] = []
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    filter.narrow("kind", to: kind, in: "network_kind")
    if !parent.isEmpty { filter.references["parent"] = parent }
    if !facilitator.isEmpty { filter.references["facilitator"] = facilitator }
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `statement list`.
struct StatementFilters: FilterOptions {
  static let example = "--subject m-unpsf-2014"

  @Option(help: ArgumentHelp("Only about this thing: an id, or kind/id.", valueName: "id"))
  var subject: String?
  @Option(help: ArgumentHelp("Only on this attribute.", valueName: "attribute"))
  var attribute: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    filter.subject = subject
    if !attribute.isEmpty { filter.terms["attribute"] = attribute }
    try common.narrow(&filter)
  }
}

/// `document list`.
struct DocumentFilters: FilterOptions {
  static let example = "--issuer dpadm --from 2014"

  @Option(help: ArgumentHelp("Only issued by this organisation.", valueName: "id"))
  var issuer: [String] = []
  @Option(help: ArgumentHelp("Only with this access level.", valueName: "level"))
  var access: [String] = []
  @OptionGroup var period: PeriodFilters
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    if !issuer.isEmpty { filter.references["issuer"] = issuer }
    filter.narrow("access", to: access, in: "document_access")
    try period.narrow(&filter)
    try common.narrow(&filter)
  }
}

/// `person list`.
struct PersonFilters: FilterOptions {
  static let example = "--text kim"

  @Option(help: ArgumentHelp("Only with a post in this organisation.", valueName: "id"))
  var organisation: [String] = []
  @Option(help: ArgumentHelp("Only with a role in this meeting.", valueName: "id"))
  var meeting: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    filter.affiliatedWith = organisation
    filter.withRoleIn = meeting
    try common.narrow(&filter)
  }
}

/// `account list`.
struct AccountFilters: FilterOptions {
  static let example = "--role staff"

  @Option(help: ArgumentHelp("Only with this role.", valueName: "role"))
  var role: [String] = []
  @OptionGroup var common: CommonFilters

  func narrow(_ filter: inout ThingFilter) throws {
    filter.narrow("roles", to: role, in: "account_role")
    try common.narrow(&filter)
  }
}
