/// One line of the record of processing: what the registry keeps that may be about a person, whose it
/// is, why, where, and how long (Regulation (EU) 2016/679, article 30, asks for the like; so do the UN's
/// Personal Data Protection and Privacy Principles).
public struct Processing: Hashable, Sendable {
  /// Where a field's content stands.
  public enum Place: String, Sendable {
    /// Beside the record, encrypted under the person's own key.
    case sealed
    /// Beside the record, readable.
    case beside
    /// In the record, which never changes.
    case record
  }

  /// The kind of thing, or of entry, that has the field.
  public var holder: String
  /// The field.
  public var field: String
  /// Whose data it is.
  public var whose: String
  /// Why it is kept.
  public var purpose: String
  /// Where it stands.
  public var place: Place
  /// How long it is kept.
  public var kept: String
  /// The types of the events that may hold it.
  public var types: [String]
}

extension Processing {
  /// The whole record, made from the catalogue of event types: a new field cannot be forgotten.
  public static var record: [Processing] {
    var lines: [Processing] = []
    var places: [String: Int] = [:]
    for type in EventCatalogue.all {
      for (holder, field) in type.personalFields {
        let key = "\(holder) \(field.name)"
        if let place = places[key] {
          lines[place].types.append(type.name)
          continue
        }
        places[key] = lines.count
        lines.append(
          Processing(
            holder: holder, field: field.name, whose: field.whose(in: type.kind),
            purpose: type.kind.purpose, place: field.place, kept: field.kept,
            types: [type.name]))
      }
    }
    return lines + [reasons, accounts]
  }

  /// What every event may have.
  private static let reasons = Processing(
    holder: "every event", field: "reason", whose: "anybody whom the text names",
    purpose: "to explain corrections, retractions and destructions", place: .beside,
    kept: "until redacted; of a person's own events sealed, and erased with the person",
    types: ["*"])

  private static let accounts = Processing(
    holder: "every event", field: "by", whose: "the staff member who uses the account",
    purpose: "to know who recorded what; an account's name is not a person's", place: .record,
    kept: "as long as the log", types: ["*"])
}

extension EventType {
  /// The fields of its payload that hold, or may hold, what is about a person, and whose they are.
  fileprivate var personalFields: [(holder: String, field: Field)] {
    if case .correctsEntry = effect {
      return kind.definition.entries.flatMap { entry in
        entry.fields(in: kind).filter(\.mayBePersonal).map {
          ("\(kind.rawValue) \(entry.rawValue)", $0)
        }
      }
    }
    let holder: String
    switch effect {
    case .adds(let entry), .setsEntry(let entry, _): holder = "\(kind.rawValue) \(entry.rawValue)"
    default: holder = kind.rawValue
    }
    return fields.filter(\.mayBePersonal).map { (holder, $0) }
  }
}

extension Field {
  fileprivate var mayBePersonal: Bool {
    if sealed || type.target == .person { return true }
    switch type {
    case .text, .referencesOrText, .figureOrText, .subject: return true
    default: return ["languages", "expertise"].contains(name)
    }
  }

  fileprivate var place: Processing.Place {
    if sealed { return .sealed }
    switch type {
    case .text, .referencesOrText, .figureOrText: return .beside
    default: return .record
    }
  }

  fileprivate func whose(in kind: Kind) -> String {
    if sealed || ["languages", "expertise"].contains(name) { return "the person" }
    switch type {
    case .reference, .references: return "the person who is referred to, by a random id"
    case .subject: return "the person whom the statement is about, by a random id"
    default: return "anybody whom the text names"
    }
  }

  fileprivate var kept: String {
    switch place {
    case .sealed: "until the person is erased"
    case .beside: "until redacted, or erased with the person it mentions"
    case .record: "as long as the log; after an erasure it leads to nobody"
    }
  }
}

extension Kind {
  /// Why the office keeps things of this kind.
  var purpose: String {
    switch self {
    case .organisation: "to know who asks, offers and organises"
    case .person: "to know experts and officials, the posts they hold, and how to reach them"
    case .document: "to cite where something is known from"
    case .meeting: "to know who met whom, in which role, and what came of it"
    case .request: "to answer requests for support, and to account for the answers"
    case .offer: "to bring offers of support together with requests"
    case .followup: "to do what was agreed"
    case .recommendation: "to follow what was recommended"
    case .practice: "to share what worked elsewhere"
    case .network: "to know members and focal points"
    case .statement: "to keep what sources assert, with its source"
    case .account: "to know who may record and read what"
    case .question: "to ask the same again"
    case .vocabulary: "to read terms as they are meant"
    }
  }
}
