import CSV
import JSON
import Registry
import SampleData
import Testing

@Suite struct DefinitionTests {
  /// Definitions and the dataset format are one: every file has exactly the columns that they say.
  @Test func theColumnsOfEveryFile() throws {
    var expected: [String: [String]] = [:]
    for kind in Kind.allCases {
      let definition = kind.definition
      if let file = definition.dataset {
        let columns = definition.fields.filter(\.inDataset).map(\.name)
        // A person's id is a field of theirs; a statement has none; a document is the source.
        let key = kind == .person || kind == .statement ? [] : ["id"]
        expected[file + ".csv"] = key + columns + (kind == .document ? [] : ["source"])
      }
      for entry in definition.entries {
        guard let (file, owner) = entry.dataset, entry.datasetOwner == kind else { continue }
        let columns = entry.fields(in: kind).filter(\.inDataset).map(\.name)
        expected[file + ".csv"] = [owner] + columns + ["source"]
      }
    }
    var found: [String: [String]] = [:]
    for file in SampleMonth.files {
      var reader = CSVReader(file.bytes)
      found[file.name] = try reader.header().header.columns
    }
    #expect(found == expected)
    #expect(found.count == 15)
  }

  /// Every cell of the sample month can be read.
  @Test func everyCellOfTheSampleMonth() throws {
    var cells = 0
    for kind in Kind.allCases {
      let tables =
        [(kind.definition.dataset, kind.definition.fields)]
        + kind.definition.entries.map {
          ($0.datasetOwner == kind ? $0.dataset?.file : nil, $0.fields(in: kind))
        }
      for (name, fields) in tables {
        guard let file = SampleMonth.files.first(where: { $0.name == "\(name ?? "").csv" }) else {
          continue
        }
        var reader = CSVReader(file.bytes)
        let header = try reader.header().header
        while case .row(let row)? = try reader.next() {
          for field in fields {
            guard let index = header.index(of: field.name) else { continue }
            do { if try field.read(row.fields[index]) != nil { cells += 1 } } catch {
              Issue.record("\(file.name) row \(row.number): \(error)")
            }
          }
        }
      }
    }
    #expect(cells > 2_000, "\(cells)")
  }

  private static var allFields: [(owner: String, field: Field)] {
    Kind.allCases.flatMap { kind in
      kind.definition.fields.map { ("\(kind)", $0) }
        + kind.definition.entries.flatMap { entry in
          entry.fields(in: kind).map { ("\(kind).\(entry)", $0) }
        }
    }
  }

  @Test func everyVocabularyNamedByAFieldIsThere() {
    for (owner, field) in Self.allFields {
      switch field.type {
      case .term("theme"), .terms("theme"): continue
      case .term(let name), .terms(let name):
        #expect(!Vocabularies.shared.terms(of: name).isEmpty, "\(owner).\(field.name): \(name)")
      default: continue
      }
    }
  }

  @Test(arguments: [
    ("document_access", ["public", "internal", "restricted"]),
    ("account_role", ["staff", "planner", "auditor", "admin"]),
    ("account_status", ["active", "disabled"]), ("outcome_kind", ["information", "decision"]),
  ])
  func theListsOfOurOwn(name: String, codes: [String]) {
    #expect(Vocabularies.shared.terms(of: name).map(\.code) == codes)
  }

  /// The names of a payload's other parts are no fields, and no event has two fields of one name
  /// that differ.
  @Test(arguments: EventCatalogue.all)
  func theFieldsOfAnEventAreUnambiguous(type: EventType) {
    var seen: [String: Field] = [:]
    for field in type.fields {
      #expect(!["cleared", "entry", "into", "citing", "reason"].contains(field.name))
      let other = seen.updateValue(field, forKey: field.name) ?? field
      #expect(other.type == field.type && other.sealed == field.sealed, "\(field.name)")
    }
    switch type.effect {
    case .sets(let names), .setsEntry(_, let names): #expect(Set(names) == Set(seen.keys))
    case .extends(let name), .shortens(let name):
      #expect(Array(seen.keys) == [name])
      #expect(seen[name]?.isList == true)
    case .adds(let entry): #expect(type.kind.definition.entries.contains(entry))
    default: break
    }
  }

  /// What is sealed is kept as one text, so only texts can be.
  @Test func onlyTextsAreSealed() {
    for (owner, field) in Self.allFields where field.sealed {
      #expect([.title, .titles, .text].contains(field.type), "\(owner).\(field.name)")
      #expect(owner.hasPrefix("person"))
    }
  }

  @Test(arguments: Kind.allCases)
  func everyKindIsWhole(kind: Kind) {
    let definition = kind.definition
    #expect(definition.kind == kind)
    #expect(Set(definition.fields.map(\.name)).count == definition.fields.count)
    guard kind != .vocabulary else { return }
    #expect(definition.field(definition.title) != nil)
    for effect in [Effect.begins, .corrects, .retracts, .reinstates] {
      #expect(EventCatalogue.type(of: kind, with: effect) != nil, "\(effect)")
    }
    for entry in definition.entries {
      #expect(EventCatalogue.type(of: kind, with: .adds(entry)) != nil, "\(entry)")
      for effect in [Effect.correctsEntry, .retractsEntry, .reinstatesEntry] {
        #expect(EventCatalogue.type(of: kind, with: effect) != nil, "\(effect)")
      }
    }
  }

  @Test func namesOfEventsFollowTheirKind() {
    for type in EventCatalogue.all {
      let prefix = type.kind == .vocabulary ? "term" : type.kind.rawValue
      #expect(type.name.hasPrefix(prefix + "."))
      #expect(EventCatalogue.type(named: type.name) == type)
    }
    #expect(EventCatalogue.type(named: "request.exploded") == nil)
    #expect(EventCatalogue.names(of: [.statement]).count == 7)
  }
}
