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
  }

  /// Countries, alpha-3.
  public var countries: [String] = []
  /// A region's M49 code.
  public var region: String?
  /// A country group: SIDS, LDC, LLDC.
  public var group: String?
  /// The day on which membership counts.
  public var groupDay: GroupDay = .event
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
  /// Also what is retracted or merged.
  public var includesGone = false
  /// At most so many.
  public var limit: Int?

  /// No filter.
  public init() {}
}

/// The things that pass a filter.
public struct Listing: Sendable {
  /// The things.
  public var things: [Thing]
  /// How many would have passed but for having no date.
  public var undated: Int
}
