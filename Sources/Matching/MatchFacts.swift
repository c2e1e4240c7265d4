public import Registry

/// What a request asks for, as far as matching looks at it.
public struct MatchNeed: Hashable, Sendable {
  /// The themes, by id.
  public var themes: [String]
  /// The support types, by code.
  public var supportTypes: [String]
  /// The country, alpha-3; nil when not stated.
  public var country: String?
  /// The languages of the people of those who ask.
  public var languages: [String]
  /// When it was asked; nil when not stated. Decides which country groups count.
  public var date: PartialDate?

  /// What a request asks for.
  public init(
    themes: [String] = [], supportTypes: [String] = [], country: String? = nil,
    languages: [String] = [], date: PartialDate? = nil
  ) {
    self.themes = themes
    self.supportTypes = supportTypes
    self.country = country
    self.languages = languages
    self.date = date
  }
}

/// What could answer a request, as far as matching looks at it.
public struct MatchFacts: Hashable, Sendable {
  /// Themes among which are all that are near to those asked for; nil when none is stated.
  public var themes: [String]?
  /// Support types among which are all that were asked for; nil when none is stated.
  public var supportTypes: [String]?
  /// The country, alpha-3; nil when not stated.
  public var country: String?
  /// The languages; nil when none is stated.
  public var languages: [String]?
  /// The last day on which it is known to have been so; nil when not stated.
  public var day: Day?
  /// What links it to the request already; nil when nothing does.
  public var link: String?
  /// What a peer has behind it: a request delivered, a practice; nil for what is no peer.
  public var experience: [String]?

  /// What could answer a request.
  public init(
    themes: [String]? = nil, supportTypes: [String]? = nil, country: String? = nil,
    languages: [String]? = nil, day: Day? = nil, link: String? = nil, experience: [String]? = nil
  ) {
    self.themes = themes
    self.supportTypes = supportTypes
    self.country = country
    self.languages = languages
    self.day = day
    self.link = link
    self.experience = experience
  }
}

/// A part of a score.
public struct MatchPart: Hashable, Sendable {
  /// What was looked at: theme, support, region, group, language, recency, linked, experience.
  public var name: String
  /// The points.
  public var value: Int
  /// Where they come from, in words.
  public var why: String
}
