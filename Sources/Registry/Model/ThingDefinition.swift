/// What a kind of thing consists of, and the rules that hold for it.
public struct ThingDefinition: Sendable {
  /// The kind.
  public let kind: Kind
  /// The dataset file with one row for each thing; nil when datasets do not carry it.
  public let dataset: String?
  /// What its generated ids start with.
  public let idPrefix: String
  /// The fields, in dataset order. `id` and `source` are not among them.
  public let fields: [Field]
  /// The kinds of entry it may hold.
  public let entries: [EntryKind]
  /// The field people know it by.
  public let title: String
  /// The rules: given the thing before and after an event, refuses or warns.
  let rules: @Sendable (Change) throws(Rejection) -> [Warning]

  init(
    _ kind: Kind, dataset: String?, idPrefix: String, title: String, fields: [Field],
    entries: [EntryKind] = [],
    rules: @escaping @Sendable (Change) throws(Rejection) -> [Warning] = { _ in [] }
  ) {
    self.kind = kind
    self.dataset = dataset
    self.idPrefix = idPrefix
    self.title = title
    self.fields = fields
    self.entries = entries
    self.rules = rules
  }

  /// The field with this name.
  public func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

extension Kind {
  /// What a thing of this kind consists of.
  public var definition: ThingDefinition {
    switch self {
    case .organisation: Organisation.definition
    case .person: Person.definition
    case .document: Document.definition
    case .meeting: Meeting.definition
    case .request: Request.definition
    case .offer: Offer.definition
    case .followup: FollowUp.definition
    case .recommendation: Recommendation.definition
    case .practice: Practice.definition
    case .network: Network.definition
    case .statement: Statement.definition
    case .account: Account.definition
    case .question: Question.definition
    case .vocabulary: VocabularyTerms.definition
    }
  }
}
