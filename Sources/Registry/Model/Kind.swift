/// The kinds of thing the registry keeps. The raw value is the first part of a stream's name.
public enum Kind: String, CaseIterable, Hashable, Sendable {
  case organisation, person, document, meeting, request, offer, followup, recommendation
  case practice, network, statement, account
  /// Filters that somebody saved under a name.
  case question
  /// Terms that somebody mapped to a vocabulary. Not a thing that people open.
  case vocabulary
}

extension Kind {
  /// More than one, in a sentence.
  public var plural: String {
    switch self {
    case .person: "people"
    case .followup: "follow-ups"
    case .vocabulary: "vocabularies"
    default: rawValue + "s"
    }
  }

  /// One, in a sentence.
  public var word: String { self == .followup ? "follow-up" : rawValue }

  /// The kind with its article, as messages name it: `an organisation`.
  public var phrase: String { ("aeiou".contains(word.prefix(1)) ? "an " : "a ") + word }
}

/// One thing: its kind, and its id within that kind.
///
/// A person's id here is the random one that the log uses; the id that people type is sealed.
public struct ThingRef: Hashable, Sendable, CustomStringConvertible {
  /// The kind.
  public let kind: Kind
  /// The id, unique within the kind.
  public let id: String

  /// A thing by kind and id.
  public init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }

  /// Reads `kind/id`, which is also the name of the thing's stream.
  public init?(stream: some StringProtocol) {
    guard let slash = stream.utf8.firstIndex(of: UInt8(ascii: "/")),
      let kind = Kind(rawValue: String(stream[..<slash]))
    else { return nil }
    self.init(kind, String(stream[stream.index(after: slash)...]))
  }

  /// `kind/id`, which is also the name of the stream.
  public var description: String { "\(kind.rawValue)/\(id)" }
}
