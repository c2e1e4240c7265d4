public import Registry

/// What a list is narrowed to. Everything given must hold; several values of one filter are
/// alternatives. The same filters serve the command line, the web and the API.
public struct ThingFilter: Hashable, Sendable {
  /// Which day decides whether a country belongs to a group.
  public enum GroupDay: Hashable, Sendable {
    /// The thing's own date, or else its meeting's.
    case event
    /// Today.
    case today
    /// A given date.
    case date(PartialDate)

    /// This day, where there is no event: today in its place.
    var orToday: Self { self == .event ? .today : self }
  }

  /// Whose country a thing is counted to.
  public enum CountryBasis: String, Hashable, Sendable {
    /// The thing's own, and none when it states none.
    case stated
    /// When it states none, those of who asked.
    case requester
  }

  /// The order of a list.
  public enum Order: Hashable, Sendable {
    /// As they were first recorded.
    case recorded
    /// By the due date, the undated last.
    case due

    /// What to order by in SQL; nil for the order of the table.
    var sql: String? {
      switch self {
      case .recorded: nil
      case .due: "t.due IS NULL, COALESCE(t.due_last, \(Int64.max)), t.due_first, t.begun"
      }
    }
  }

  /// Countries, alpha-3.
  public var countries: [String] = []
  /// A region's M49 code.
  public var region: String?
  /// A country group: SIDS, LDC, LLDC.
  public var group: String?
  /// The day on which membership counts.
  public var groupDay: GroupDay = .event
  /// Whose country counts.
  public var countryBy: CountryBasis = .stated
  /// Ids, by the field that refers to them.
  public var references: [String: [String]] = [:]
  /// Fields that must not be stated.
  public var absent: Set<String> = []
  /// This meeting and all inside it.
  public var under: String?
  /// Themes, each with its narrower ones.
  public var themes: [String] = []
  /// Terms, by field.
  public var terms: [String: [String]] = [:]
  /// Field values that must not occur, by field: what `--open` excludes.
  public var excluded: [String: Set<String>] = [:]
  /// Texts that a field holds as somebody wrote them, whatever their case and accents, by field.
  public var written: [String: [String]] = [:]
  /// Words all of which occur in a field, or the id of what it refers to; alternatives, by field.
  public var wordsIn: [String: [String]] = [:]
  /// What else has to be so.
  public var traits: Set<ThingTrait> = []
  /// What has to hold for the thing that a field refers to, by field.
  public var through: [String: ThingFilter] = [:]
  /// Alternatives, of each of which one at least has to hold.
  public var either: [[ThingFilter]] = []
  /// Filters that have to hold as well.
  public var also: [ThingFilter] = []
  /// A document that is among the sources.
  public var document: String?
  /// The period that the thing's date has to overlap.
  public var from: PartialDate?
  /// See `from`.
  public var to: PartialDate?
  /// Words that occur in a text field, whatever their case and accents.
  public var text: String?
  /// Follow-ups: the due period ends before this day.
  public var dueBefore: PartialDate?
  /// Follow-ups: open, and due in a period that is entirely past.
  public var overdue = false
  /// Statements: what they are about, an id or `kind/id`.
  public var subject: String?
  /// People: with a post in one of these organisations.
  public var affiliatedWith: [String] = []
  /// People: with a role in one of these meetings.
  public var withRoleIn: [String] = []
  /// People: with one of these roles, in these meetings if any are given.
  public var withRole: [String] = []
  /// Also what is retracted or merged.
  public var includesGone = false
  /// At most so many.
  public var limit: Int?
  /// The order of the list.
  public var order: Order = .recorded

  /// No filter.
  public init() {}

  /// This filter and all that have to hold as well.
  var parts: [ThingFilter] { [self] + also.flatMap(\.parts) }

  /// The least of the limits that hold.
  var least: Int? { parts.compactMap(\.limit).min() }
}

/// The things that pass a filter.
public struct Listing: Sendable {
  /// The things.
  public var things: [Thing]
  /// How many would have passed but for having no date.
  public var undated: Int
}

/// How many things there are, if they are not very many.
public struct BoundedCount: Hashable, Sendable {
  /// How many; at least so many when the count stopped.
  public var number: Int
  /// Whether there are no more.
  public var isExact: Bool

  /// So many, or at least so many.
  public init(number: Int, isExact: Bool) {
    self.number = number
    self.isExact = isExact
  }
}
