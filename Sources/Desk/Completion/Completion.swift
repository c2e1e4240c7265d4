public import JSON
public import Registry

/// Something that a text may become as somebody types it.
public struct Completion: Hashable, Sendable {
  /// What completes.
  public enum Subject: Hashable, Sendable {
    /// Things of a kind. People are completed for those who may see names; the caller decides.
    case thing(Kind)
    /// Countries, by any spelling.
    case country
    /// Themes of the taxonomy.
    case theme
    /// Terms of a vocabulary.
    case term(String)
    /// Readings of a date.
    case date
  }

  /// What it is.
  public var subject: Subject
  /// What a record holds: an id, a code, a date.
  public var id: String
  /// What people read.
  public var title: String
  /// What tells it from others of that title.
  public var detail: String?
  /// Why one should look twice.
  public var note: String?

  /// Something that a text may become.
  public init(
    _ subject: Subject, _ id: String, _ title: String, detail: String? = nil, note: String? = nil
  ) {
    self.subject = subject
    self.id = id
    self.title = title
    self.detail = detail
    self.note = note
  }
}

extension Completion.Subject {
  /// Reads the name of a kind of thing or of a vocabulary, `country`, or `theme`.
  public init?(_ name: String) {
    switch name {
    case "country": self = .country
    case "theme": self = .theme
    default:
      if let kind = Kind(rawValue: name), kind != .vocabulary, kind != .account {
        self = .thing(kind)
      } else if Vocabularies.shared.names.contains(name) {
        self = .term(name)
      } else {
        return nil
      }
    }
  }

  /// The name, as `init(_:)` reads it.
  public var name: String {
    switch self {
    case .thing(let kind): kind.rawValue
    case .country: "country"
    case .theme: "theme"
    case .term(let vocabulary): vocabulary
    case .date: "date"
    }
  }
}

extension Completion {
  /// The completion as `{kind, id, title, detail, note}`.
  public var json: JSONValue {
    [
      "kind": .string(subject.name), "id": .string(id), "title": .string(title),
      "detail": JSONValue(detail), "note": JSONValue(note),
    ]
  }
}
