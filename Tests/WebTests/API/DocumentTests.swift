import Desk
import Foundation
import JSON
import Registry
import SampleData
import Testing
import Things
import WebAPI

/// The description of the API, which is made from the registry's definitions.
@Suite struct DocumentTests {
  private let document = OpenAPIDocument.json

  @Test func everyReferenceLeadsSomewhere() throws {
    var references: Set<String> = []
    collect(document, &references)
    #expect(references.count > 150)
    for reference in references.sorted() {
      var place: JSONValue? = document
      for part in reference.dropFirst(2).split(separator: "/") { place = place?[String(part)] }
      #expect(place != nil, "\(reference)")
    }
    // And nothing is described that nobody refers to.
    for (chapter, named) in document["components"]?.object ?? [:] where chapter != "securitySchemes"
    {
      for name in named.object?.keys.sorted() ?? [] {
        let isUsed = references.contains("#/components/\(chapter)/\(name)")
        #expect(isUsed, "\(chapter) \(name)")
      }
    }
  }

  @Test func everyOperationHasANameOfItsOwn() {
    let names = operations.compactMap { $0.described["operationId"]?.string }
    #expect(names.count == operations.count)
    #expect(Set(names).count == names.count)
    let tags = document["tags"]?.array?.compactMap { $0["name"]?.string } ?? []
    for operation in operations {
      let tag = operation.described["tags"]?.array?.first?.string ?? ""
      #expect(tags.contains(tag), "\(operation.path)")
      let inPath = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }
      let described = parameters(operation.described).filter { $0["in"] == "path" }
      #expect(
        Set(described.compactMap { $0["name"]?.string })
          == Set(inPath.map { String($0.dropFirst().dropLast()) }), "\(operation.path)")
    }
  }

  @Test(arguments: Kind.allCases.filter { !$0.filters.isEmpty && $0 != .account })
  func everyFilterIsAParameter(kind: Kind) throws {
    let list = try #require(document["paths"]?["/api/v1/\(kind.table)"]?["get"])
    let described = parameters(list)
    for filter in kind.filters {
      let parameter = try #require(described.first { $0["name"]?.string == filter.name })
      #expect(parameter["in"] == "query")
      if filter.name != "limit" {
        #expect(parameter["description"]?.string?.hasPrefix(filter.help) == true)
        #expect((parameter["schema"]?["type"] == "array") == filter.repeats, "\(filter.name)")
      }
    }
    for name in ["as-of", "today", "names", "limit", "cursor"] {
      #expect(described.contains { $0["name"]?.string == name }, "\(name)")
    }
  }

  /// What can be recorded of a thing by the command line has a schema, or an address of its own.
  @Test func everyEventCanBeRecorded() {
    let schemas = document["components"]?["schemas"]
    for type in EventCatalogue.all where ![.account, .vocabulary].contains(type.kind) {
      switch type.effect {
      case .sets, .extends, .shortens, .adds, .setsEntry:
        guard !type.isAboutDestroying, type.name != "question.changed" else { continue }
        let fields = schemas?["Event." + type.name]?["properties"]?["fields"]?["properties"]
        #expect(
          fields?.object?.keys.sorted() == type.fields.filter { !$0.guarded }.map(\.name).sorted(),
          "\(type.name)")
      default: continue
      }
    }
  }

  @Test func examplesAreWhatTheSampleMonthHolds() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/document-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let desk = try await Desk.create(RegistryFolder(path: folder), timeZone: .gmt)
    _ = try await desk.commit(
      desk.plan(DatasetSource(SampleMonth.files)), batch: "month", by: "demo")
    let day = try PartialDate("2014-07-01").earliest
    var compared = 0
    for kind in Kind.allCases {
      let list = document["paths"]?["/api/v1/\(kind.table)"]?["get"]
      let answer = list?["responses"]?["200"]?["content"]?["application/json"]
      guard let example = answer?["example"]?.array?.first else { continue }
      let rows = try desk.reading(today: day) { try desk.list(kind, ThingFilter(), $0).rows }
      #expect(rows.contains(example), "\(kind): \(example["id"]?.string ?? "")")
      compared += 1
    }
    #expect(compared == 9)
    _ = await desk.close()
  }

  private var operations: [(path: String, described: JSONValue)] {
    (document["paths"]?.object ?? [:]).flatMap { path, methods in
      (methods.object ?? [:]).values.map { (path, $0) }
    }
  }

  private func parameters(_ operation: JSONValue) -> [JSONValue] {
    operation["parameters"]?.array ?? []
  }

  private func collect(_ value: JSONValue, _ references: inout Set<String>) {
    switch value {
    case .object(let members):
      for (name, member) in members {
        if name == "$ref", let reference = member.string { references.insert(reference) }
        if name == "mapping" {
          references.formUnion((member.object ?? [:]).values.compactMap(\.string))
        }
        collect(member, &references)
      }
    case .array(let elements): for element in elements { collect(element, &references) }
    default: break
    }
  }
}
