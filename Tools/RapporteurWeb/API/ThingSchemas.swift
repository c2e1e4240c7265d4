import JSON
import Registry
import Things

/// The schemas of one kind of thing: in lists, on its page, and as commands give it.
struct ThingSchemas {
  /// The kind.
  let kind: Kind

  /// The component that holds the rows of lists.
  var row: String { Self.name(kind) }
  /// The component that holds the page of one thing.
  var page: String { row + ".Page" }
  /// The component that holds what adds a thing.
  var new: String { row + ".New" }
  /// The component that holds what corrects a thing.
  var correction: String { row + ".Correction" }
  /// The component that holds what corrects an entry.
  var entryCorrection: String { row + ".EntryCorrection" }
  /// The component that holds everything that may happen to a thing.
  var happening: String { row + ".Happening" }

  /// A kind's name among the components.
  static func name(_ kind: Kind) -> String {
    kind == .followup ? "FollowUp" : capital(kind.rawValue)
  }

  private static func name(_ entry: EntryKind, in kind: Kind) -> String {
    let words = entry.rawValue.split(separator: "_").map { capital(String($0)) }
    return "\(name(kind)).\(words.joined())"
  }

  private static func capital(_ word: String) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }

  /// All components of the kind, by name.
  var components: [String: Schema] {
    var components = answers
    for entry in kind.definition.entries { components[Self.name(entry, in: kind)] = answer(entry) }
    guard kind.isRecordedByAPI else { return components }
    components[new] = Circumstance.body(
      [
        "id": Schema.named("Id").saying("A readable one is made when none is given."),
        "fields": Schema.given(for: kind.definition.fields.filter { !$0.guarded })
          .with("required", .array(required(kind.definition.fields))),
      ], required: ["fields"])
    components[correction] = Circumstance.body(
      ["fields": correctable(kind.definition.fields.filter { $0.name != "id" })],
      required: ["fields", "reason"])
    if !kind.definition.entries.isEmpty {
      components[entryCorrection] = Circumstance.body(
        [
          "fields": Schema([
            "anyOf": .array(
              kind.definition.entries.map { correctable($0.fields(in: kind)).json })
          ])
        ], required: ["fields", "reason"])
    }
    let types = kind.recordable
    for type in types { components[type.component] = happening(type) }
    components[happening] = Schema([
      "oneOf": .array(types.map { Schema.named($0.component).json }),
      "discriminator": [
        "propertyName": "type",
        "mapping": .object(
          Dictionary(
            uniqueKeysWithValues: types.map {
              ($0.name, .string("#/components/schemas/" + $0.component))
            })),
      ],
    ])
    return components
  }

  // MARK: What commands give

  private func required(_ fields: [Field]) -> [JSONValue] {
    // A person's id is told beside the fields, as everybody's.
    fields.filter { $0.required && $0.name != "id" }.map { .string($0.name) }
  }

  private func correctable(_ fields: [Field]) -> Schema {
    Schema.given(for: fields.filter { !$0.guarded }, emptying: true).with("minProperties", 1)
      .saying("The fields that were wrong, as they should be; null empties one.")
  }

  private func happening(_ type: EventType) -> Schema {
    let fields = type.fields.filter { !$0.guarded }
    var payload = Schema.given(for: fields)
    let needed = type.isAboutNewEntry ? required(type.fields) : []
    if !needed.isEmpty { payload = payload.with("required", .array(needed)) }
    var members = ["type": Schema(["const": .string(type.name)]), "fields": payload]
    var needs = ["type"]
    if !needed.isEmpty { needs.append("fields") }
    if case .setsEntry = type.effect {
      members["entry"] = Schema.named("Id").saying("The entry, as the page of the thing lists it.")
      needs.append("entry")
    }
    return Circumstance.body(members, required: needs)
  }

  // MARK: What answers have

  private var answers: [String: Schema] {
    var (always, sometimes) = Schema.answer(for: kind.definition.fields)
    sometimes["retracted"] = Schema.text.saying("Why it was retracted; only on what was.")
    sometimes["withheld"] = .named("Withheld")
    sometimes["merged_into"] = Schema.named("Id").saying(
      "What stands for it; only on what was merged.")
    always["id"] = .named("Id")
    always["sources"] = .list(.named("Source"))
    var page: [String: Schema] = [:]
    complete(&always, &sometimes, &page)
    let schema = Schema.answer(always, sometimes: sometimes)
    var components = [row: schema]
    components[self.page] =
      page.isEmpty ? .named(row) : Schema.named(row).and(.answer(page))
    if kind == .meeting {
      always["statements"] = nil
      components[row + ".Child"] = Schema.answer(always, sometimes: sometimes)
    }
    return components
  }

  private func answer(_ entry: EntryKind) -> Schema {
    var (always, sometimes) = Schema.answer(for: entry.fields(in: kind))
    always["id"] = .named("Id")
    always["sources"] = .list(.named("Source"))
    sometimes["retracted"] = .text
    switch (entry, kind) {
    case (.affiliation, _):
      for name in ["person", "name", "organisation_name"] { sometimes[name] = Schema.text.orNull }
    case (.role, _):
      for name in ["name", "meeting", "meeting_title"] { sometimes[name] = Schema.text.orNull }
    case (.focalPoint, _), (.membership, _): sometimes["name"] = Schema.text.orNull
    // The first name is no entry of its own.
    case (.name, .network):
      return .answer(
        ["name": .text, "from": FieldType.date.answer],
        sometimes: ["id": .named("Id"), "sources": .list(.named("Source"))])
    // Sessions are also known from the roles that people had in them.
    case (.session, _):
      return .answer(["title": .text], sometimes: always.merging(sometimes) { $1 })
    default: break
    }
    return .answer(always, sometimes: sometimes)
  }

  private func entries(_ entry: EntryKind, of kind: Kind? = nil) -> Schema {
    .list(.named(Self.name(entry, in: kind ?? self.kind)))
  }

  /// What a kind's own view adds to the fields, in lists and on the page.
  private func complete(
    _ always: inout [String: Schema], _ sometimes: inout [String: Schema],
    _ page: inout [String: Schema]
  ) {
    let names = Schema.list(Schema.text.orNull)
    switch kind {
    case .organisation:
      page = [
        "names": entries(.name), "people": entries(.affiliation, of: .person),
        "children": .list(.named("Id")),
      ]
    case .person:
      for field in kind.definition.fields where field.name.hasPrefix("erasure_") {
        sometimes[field.name] = always.removeValue(forKey: field.name)
      }
      always["affiliations"] = entries(.affiliation)
      always["roles"] = entries(.role, of: .meeting)
      page = ["names": entries(.name)]
    case .document: page = ["cited_by": .table(of: .count)]
    case .meeting:
      always["statements"] = .list(.named(Self.name(.statement)))
      page = [
        "sessions": entries(.session), "roles": entries(.role),
        "participations": entries(.participation), "objectives": entries(.objective),
        "outcomes": entries(.outcome), "requests": .list(.named(Self.name(.request))),
        "offers": .list(.named(Self.name(.offer))),
        "followups": .list(.named(Self.name(.followup))),
        "children": .list(.named(row + ".Child")),
      ]
    case .request:
      always["requester_names"] = names
      always["asked_of_names"] = names
      always["priority"] = Schema.text.orNull
      page = [
        "restatements": entries(.restatement), "ratings": entries(.rating),
        "links": entries(.link),
      ]
    case .offer:
      always["requests"] = always.removeValue(forKey: "request")
      always["provider_names"] = names
    case .followup:
      always["owner_names"] = names
      always["overdue"] = .bool
    case .recommendation:
      always["addressees"] = always.removeValue(forKey: "addressee")
      always["addressee_as_written"] = nil
      always["themes"] = always.removeValue(forKey: "theme")
      always["themes_as_written"] = always.removeValue(forKey: "theme_as_written")
      always["theme"] = Schema.text.orNull
      page = ["taken_up": entries(.uptake), "repeated_as": .list(.named("Id"))]
    case .practice: page = ["presented_at": entries(.presentation)]
    case .network:
      always["names"] = entries(.name)
      always["facilitator"] = Schema.text.orNull
      always["focal_points"] = entries(.focalPoint)
      page = ["members": entries(.membership)]
    case .statement: always["preferred"] = .bool
    case .question:
      always["shipped"] = Schema.bool.saying("Whether it comes with the program.")
      sometimes["problem"] = Schema.text.saying("Why it can no longer be asked.")
    case .account, .vocabulary: break
    }
  }
}

/// What every command may say of itself.
enum Circumstance {
  /// The members, beside those of the command.
  static let members: [String: Schema] = [
    "occurred": Schema.named("PartialDate").saying("When it happened, as far as it is known."),
    "sources": Schema.list(.named("Source")).with("maxItems", 100)
      .saying("Where it is known from."),
    "reason": Schema.text.with("minLength", 1).saying("Why."),
  ]

  /// A command's body.
  static func body(_ own: [String: Schema], required: [String] = []) -> Schema {
    .body(members.merging(own) { $1 }, required: required)
  }
}

extension Kind {
  /// The kinds that are added, corrected and told of here. Accounts are kept on their own pages,
  /// since passwords and tokens go with them; questions are saved as a whole.
  static let recordedByAPI = Kind.allCases.filter(\.isRecordedByAPI)

  /// Whether things of this kind are added, corrected and told of here.
  var isRecordedByAPI: Bool { ![.account, .question, .vocabulary].contains(self) }

  /// The types of event that somebody may record of a thing of this kind: all that happen to it but
  /// for those that have an address of their own.
  var recordable: [EventType] {
    EventCatalogue.all.filter { type in
      guard type.kind == self, !type.isAboutDestroying else { return false }
      switch type.effect {
      case .sets, .extends, .shortens, .adds, .setsEntry: return true
      case .begins, .corrects, .correctsEntry, .retractsEntry, .reinstatesEntry, .retracts,
        .reinstates, .merges, .revertsMerge, .erases, .asksRedaction, .redacts:
        return false
      }
    }
  }

  /// Whether one thing of this kind can be merged into another.
  var merges: Bool { EventCatalogue.type(of: self, with: .merges) != nil }
}

extension EventType {
  /// The component that holds what somebody gives to record it.
  var component: String { "Event." + name }

  /// Whether it adds an entry.
  var isAboutNewEntry: Bool { if case .adds = effect { true } else { false } }
}
