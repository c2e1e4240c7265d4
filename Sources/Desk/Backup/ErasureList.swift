import EventLog
import Foundation
import JSON
import Sealing

/// What was lawfully destroyed: people by their ids in the log, and texts by the ids of their events and
/// their fields. It holds no personal data, and it must outlive every backup.
///
/// As a file: one JSON object a line; the first names the format, the log, and how many follow.
public struct ErasureList: Hashable, Sendable {
  /// The log.
  public var origin: String
  /// The people, by their ids in the log.
  public var people: Set<String> = []
  /// The texts: `0197c3de-8a2f-7c11-9f0e-3b1f6d2a9c44:summary`.
  public var texts: Set<String> = []

  /// How many people and texts.
  public var count: Int { people.count + texts.count }

  private static let format = "rapporteur-erasures/1"

  /// An empty list.
  public init(origin: String) { self.origin = origin }

  /// What a store of keys remembers.
  init(origin: String, _ keys: KeyStore) throws {
    self.origin = origin
    people = Set(try keys.tombstones())
    texts = Set(try keys.destroyedTexts())
  }

  /// Reads a file; nil when there is none.
  init?(file: String) throws {
    guard let bytes = try DurableFile.read(file) else { return nil }
    func refusal(_ what: String) -> DeskError {
      DeskError(
        .refused, "\(file) is no whole list of erasures: \(what)", at: ["option": "--erasures"],
        hint: "`rapporteur erasures export` writes one")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasSuffix("\n") else { throw refusal("its end is missing") }
    var lines: [JSONValue] = []
    for line in text.split(separator: "\n") {
      guard let json = try? JSONValue(parsing: String(line)) else {
        throw refusal("a line of it cannot be read")
      }
      lines.append(json)
    }
    guard let head = lines.first, head["format"]?.string == Self.format,
      let origin = head["origin"]?.string, let count = head["count"]?.integer
    else { throw refusal("it does not begin like one") }
    self.origin = origin
    for line in lines.dropFirst() {
      if let person = line["person"]?.string {
        people.insert(person)
      } else if let text = line["text"]?.string {
        texts.insert(text)
      } else {
        throw refusal("a line names neither a person nor a text")
      }
    }
    guard self.count == Int(clamping: count) else {
      throw refusal("it has \(self.count) of \(count) lines")
    }
  }

  /// The file's text.
  var text: String {
    let head: JSONValue = [
      "format": .string(Self.format), "origin": .string(origin), "count": .integer(Int64(count)),
    ]
    let rows =
      people.sorted().map { JSONValue.object(["person": .string($0)]) }
      + texts.sorted().map { JSONValue.object(["text": .string($0)]) }
    return ([head] + rows).map { $0.compactText + "\n" }.joined()
  }

  /// Takes in another list of the same log.
  mutating func formUnion(_ other: ErasureList) throws {
    guard other.origin == origin else {
      throw DeskError(
        .refused, "a list of erasures is of the log \(other.origin), not of \(origin)",
        hint: "give the list of this registry")
    }
    people.formUnion(other.people)
    texts.formUnion(other.texts)
  }
}

extension Desk {
  /// What was destroyed in this registry.
  public func erasures() throws -> ErasureList { try ErasureList(origin: log.origin, keys) }

  /// Writes the list to a file. Returns how many people and texts it names.
  public func exportErasures(to file: String) throws -> ErasureList {
    try RegistryFolder.refuseInside(file, option: "FILE")
    let list = try erasures()
    try DurableFile.write(Array(list.text.utf8), to: file)
    return list
  }
}
