import JSON
import Testing

@Suite struct DocumentTests {
  private let text = #"{"v":1,"id":"a\tb","ok":true,"no":null,"list":[1,[2,3],{"k":4}],"z":{}}"#

  @Test func looksAtMembersWithoutBuildingThem() throws {
    try read(text) { (root) throws in
      #expect(root.kind == .object && root.count == 6)
      #expect(root["v"]?.integer == 1)
      #expect(root["id"]?.string == "a\tb")
      #expect(root["id"]?.utf8.map { Array($0) } == Array("a\tb".utf8))
      #expect(root["id"]?.isText("a\tb") == true && root["id"]?.isText("a") == false)
      #expect(root["ok"]?.bool == true)
      #expect(root["no"]?.kind == .null)
      #expect(root["i"] == nil && root["k"] == nil)
      #expect(root["list"]?.count == 3)
      #expect(root["list"]?.elements.map(\.kind) == [.integer, .array, .object])
      #expect(root["z"]?.members.map(\.name.string) == [])
      #expect(root.members.map(\.name.string) == ["v", "id", "ok", "no", "list", "z"])
      #expect(try root.value() == JSONValue(parsing: text))
      #expect(try root["list"]?.value() == [1, [2, 3], ["k": 4]])
      #expect(try Array(root["list"]?.elements ?? root.elements).last?.object() == ["k": 4])
    }
  }

  @Test func otherKindsHaveNothingInThem() throws {
    try read("\"x\"") { (root) throws in
      #expect(root.count == 0 && root.integer == nil && root.bool == nil)
      #expect(Array(root.elements).isEmpty && Array(root.members).isEmpty)
      #expect(root["x"] == nil)
      #expect(try root.object() == [:])
    }
    try read("[\"a\",\"b\"]") { root in
      #expect(root["a"] == nil && root.string == nil && root.utf8 == nil)
      #expect(Array(root.members).isEmpty)
      #expect(!root.isText("a"))
    }
  }

  @Test func documentsCanBeReadWithinEachOther() throws {
    try read("[1,2]") { (outer) throws in
      try read("{\"a\":[3]}") { inner in
        #expect(outer.elements.compactMap(\.integer) == [1, 2])
        #expect(inner["a"]?.elements.compactMap(\.integer) == [3])
      }
      #expect(try JSONValue(parsing: "\"other\"") == "other")
      #expect(outer.elements.compactMap(\.integer) == [1, 2])
    }
  }

  @Test func threadsDoNotDisturbEachOther() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in UInt64(0)..<8 {
        group.addTask {
          var generator = SeededGenerator(seed: seed)
          for _ in 0..<200 {
            let value = generator.value()
            let read = try JSONValue(parsing: value.compactText)
            #expect(read == value)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func read(_ text: String, _ body: (JSONElement) throws -> Void) throws {
    try JSONDocument(parsing: Array(text.utf8)).read(body)
  }
}
