public import JSON
public import Registry

/// Something recorded that a new bilateral may say again. A warning, never a rule.
public struct LikelyDuplicate: Hashable, Sendable {
  /// Why it may be the same.
  public enum Reason: Hashable, Sendable {
    /// A bilateral with a party, on a day that may be the same.
    case sameParty(String)
    /// A request of the same requester with nearly the same words, within some weeks.
    case sameWords
    /// A request of the same requester on these themes, within some weeks.
    case sameThemes([String])
  }

  /// What was recorded.
  public var thing: ThingRef
  /// What people know it by.
  public var title: String
  /// When it was, as recorded.
  public var date: String?
  /// The part of the new bilateral that it is like, as a JSON pointer; empty for the whole.
  public var pointer: String
  /// Why.
  public var reasons: [Reason]

  /// The duplicate as `{kind, id, title, date, pointer, why:[{reason, …}]}`.
  public var json: JSONValue {
    [
      "kind": .string(thing.kind.rawValue), "id": .string(thing.id), "title": .string(title),
      "date": JSONValue(date), "pointer": .string(pointer), "why": .array(reasons.map(\.json)),
    ]
  }
}

extension LikelyDuplicate.Reason {
  /// The reason's name, in JSON and in catalogues of words.
  public var name: String {
    switch self {
    case .sameParty: "same_party"
    case .sameWords: "same_words"
    case .sameThemes: "same_themes"
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .sameParty(let id): ["reason": .string(name), "party": .string(id)]
    case .sameWords: ["reason": .string(name)]
    case .sameThemes(let ids):
      ["reason": .string(name), "themes": .array(ids.map { .string($0) })]
    }
  }
}
