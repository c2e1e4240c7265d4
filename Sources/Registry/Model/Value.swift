public import JSON

/// A country as recorded: the code that the text was resolved to, and the text.
public struct CountryValue: Hashable, Sendable {
  /// ISO 3166-1 alpha-3.
  public let code: String
  /// The text as somebody wrote it.
  public let written: String

  /// A country as recorded.
  public init(code: String, written: String) {
    self.code = code
    self.written = written
  }
}

/// A term as recorded: the code it was resolved to, if any, and the text.
public struct Term: Hashable, Sendable {
  /// The term's id in its vocabulary; nil while it is unclassified.
  public let code: String?
  /// The text as somebody wrote it.
  public let written: String

  /// A term as recorded.
  public init(code: String?, written: String) {
    self.code = code
    self.written = written
  }

  /// The code, or the text while there is none.
  public var key: String { code ?? written }
}

/// What a field holds.
public enum Value: Hashable, Sendable {
  case text(String)
  case texts([String])
  case date(PartialDate)
  case country(CountryValue)
  case term(Term)
  case terms([Term])
  case reference(String)
  case references([String])
  case subject(ThingRef)
  case count(Int64)
  case flag(Bool)
  /// It stood beside the record and was lawfully destroyed.
  case erased
}

extension Value {
  /// The key of a single term.
  var key: String? { if case .term(let term) = self { term.key } else { nil } }
}

/// The fields of a thing, an entry or an event, by name. An absent field is "not stated".
public typealias Fields = [String: Value]

extension Value {
  /// The value as it stands in a record.
  public var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .texts(let texts): .array(texts.map { .string($0) })
    case .date(let date): .string(date.description)
    case .country(let country):
      ["code": .string(country.code), "written": .string(country.written)]
    case .term(let term): term.json
    case .terms(let terms): .array(terms.map(\.json))
    case .reference(let id): .string(id)
    case .references(let ids): .array(ids.map { .string($0) })
    case .subject(let thing): .string(thing.description)
    case .count(let number): .integer(number)
    case .flag(let flag): .bool(flag)
    case .erased: .null
    }
  }

  /// Reads a value of `type` back from a record; nil when the JSON does not fit the type.
  public init?(_ json: JSONValue, type: FieldType) {
    switch type {
    case .title, .text, .figureOrText:
      guard let text = json.string else { return nil }
      self = .text(text)
    case .titles:
      guard let texts = json.strings else { return nil }
      self = .texts(texts)
    case .date:
      guard let text = json.string, let date = try? PartialDate(text) else { return nil }
      self = .date(date)
    case .country:
      guard let code = json["code"]?.string else { return nil }
      self = .country(CountryValue(code: code, written: json["written"]?.string ?? code))
    case .term:
      guard let term = Term(json) else { return nil }
      self = .term(term)
    case .terms:
      guard let elements = json.array else { return nil }
      self = .terms(elements.compactMap(Term.init))
    case .reference:
      guard let id = json.string else { return nil }
      self = .reference(id)
    case .references:
      guard let ids = json.strings else { return nil }
      self = .references(ids)
    case .referencesOrText:
      if let ids = json.strings {
        self = .references(ids)
      } else if let text = json.string {
        self = .text(text)
      } else {
        return nil
      }
    case .subject:
      guard let name = json.string, let thing = ThingRef(stream: name) else { return nil }
      self = .subject(thing)
    case .count:
      guard let number = json.integer else { return nil }
      self = .count(number)
    case .flag:
      guard let flag = json.bool else { return nil }
      self = .flag(flag)
    }
  }

  /// Whether a field of `type` may hold this.
  func fits(_ type: FieldType) -> Bool {
    switch (type, self) {
    case (.title, .text), (.text, .text), (.figureOrText, .text), (.titles, .texts),
      (.date, .date), (.country, .country), (.term, .term), (.terms, .terms),
      (.reference, .reference), (.references, .references), (.referencesOrText, .references),
      (.referencesOrText, .text), (.subject, .subject), (.count, .count), (.flag, .flag):
      true
    default: false
    }
  }

  /// The value as a dataset cell and in messages. Ids of people are the log's own.
  public var written: String {
    switch self {
    case .text(let text): text
    case .texts(let texts): texts.joined(separator: "; ")
    case .date(let date): date.description
    case .country(let country): country.written
    case .term(let term): term.written
    case .terms(let terms): terms.map(\.written).joined(separator: "; ")
    case .reference(let id): id
    case .references(let ids): ids.joined(separator: ";")
    case .subject(let thing): thing.id
    case .count(let number): String(number)
    case .flag(let flag): flag ? "yes" : "no"
    case .erased: "[erased]"
    }
  }
}

extension Term {
  /// A bare string when the text is the code itself, else both.
  fileprivate var json: JSONValue {
    switch code {
    case .some(written): .string(written)
    case .some(let code): ["code": .string(code), "written": .string(written)]
    case nil: ["written": .string(written)]
    }
  }

  fileprivate init?(_ json: JSONValue) {
    if let text = json.string {
      self.init(code: text, written: text)
    } else if let written = json["written"]?.string {
      self.init(code: json["code"]?.string, written: written)
    } else {
      return nil
    }
  }
}

extension JSONValue {
  fileprivate var strings: [String]? {
    guard let array else { return nil }
    return array.compactMap(\.string)
  }
}
