import JSON
import Transparency

/// Why a record has not the form that the log writes.
struct ShapeProblem: Error {
  let message: StaticString

  init(_ message: StaticString) { self.message = message }
}

/// The form of a record, as Docs/log-format.md has it. What stands before `by` is checked by
/// `RecordHeader`, byte by byte.
struct RecordShape {
  var command: UniqueID
  var data: JSONElement?
  var beside: JSONElement?

  /// Checks a record whose header could be read.
  init(_ root: JSONElement, _ header: RecordHeader) throws(ShapeProblem) {
    var members = root.members
    guard let version = members.next()?.value.integer, version > 0 else {
      throw ShapeProblem("its version is not a number from 1")
    }
    guard header.id.bytes.high >> 12 & 15 == 7, header.id.bytes.low >> 62 == 2 else {
      throw ShapeProblem("its id is no UUID of version 7")
    }
    for _ in 1..<7 { _ = members.next() }
    guard let (name, value) = members.next(), name.isText("by"), value.utf8?.isEmpty == false
    else { throw ShapeProblem("its eighth member does not say by whom it was recorded") }
    guard let (name, value) = members.next(), name.isText("via"), Self.isName(value) else {
      throw ShapeProblem("its ninth member does not say via which door it came")
    }
    guard let (name, value) = members.next(), name.isText("command"),
      let command = Self.id(value)
    else { throw ShapeProblem("its tenth member is not the id of a command") }
    self.command = command
    var last = 0
    while let (name, value) = members.next() {
      // What later versions of the format add is passed over.
      guard let place = try take(name, value) else { continue }
      guard place > last else { throw ShapeProblem("its members have another order") }
      last = place
    }
  }

  /// Takes an optional member, and returns its place among them.
  private mutating func take(
    _ name: JSONElement, _ value: JSONElement
  ) throws(ShapeProblem) -> Int? {
    if name.isText("data") {
      guard value.kind == .object, Self.isSorted(value) else {
        throw ShapeProblem("its data is no object with members in the order of their names")
      }
      data = value
      return 5
    }
    if name.isText("beside") {
      guard value.kind == .array, value.count > 0 else {
        throw ShapeProblem("what stands beside it is no list")
      }
      beside = value
      return 6
    }
    if name.isText("sources") {
      guard value.kind == .array, value.elements.allSatisfy({ $0.kind == .string }) else {
        throw ShapeProblem("its sources are no list of texts")
      }
      return 4
    }
    if name.isText("occurred") {
      guard value.kind == .string else { throw ShapeProblem("when it occurred is no text") }
      return 3
    }
    if name.isText("cause") {
      guard Self.id(value) != nil else { throw ShapeProblem("its cause is no id of an event") }
      return 2
    }
    if name.isText("batch") {
      guard value.kind == .string else { throw ShapeProblem("its batch is no text") }
      return 1
    }
    return nil
  }

  /// One of the contents that stand beside a record.
  struct Beside {
    var field: UnsafeRawBufferPointer
    var hash: Digest
    var subject: UnsafeRawBufferPointer?

    /// Reads what a record says of it.
    init(_ element: JSONElement) throws(ShapeProblem) {
      var members = element.members
      guard let (name, field) = members.next(), name.isText("field"), RecordShape.isName(field),
        let field = field.utf8
      else { throw ShapeProblem("a content beside it has no field") }
      guard let (name, hash) = members.next(), name.isText("hash"),
        let hash = hash.utf8.flatMap({ Digest(base64: $0) })
      else { throw ShapeProblem("a content beside it has no hash") }
      self.field = field
      self.hash = hash
      guard let (name, subject) = members.next() else { return }
      guard name.isText("subject"), RecordShape.isName(subject) else {
        throw ShapeProblem("a content beside it is sealed for nobody")
      }
      guard let (name, key) = members.next(), name.isText("key"),
        key.utf8.flatMap({ Digest(base64: $0) }) != nil
      else { throw ShapeProblem("a content beside it is sealed under no key") }
      self.subject = subject.utf8
    }
  }

  /// Whether these bytes may name something: printable ASCII without blank, `"` and `\`.
  static func isName(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy {
        $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
  }

  private static func isName(_ element: JSONElement) -> Bool {
    element.utf8.map { isName($0) } ?? false
  }

  private static func id(_ element: JSONElement) -> UniqueID? {
    guard let text = element.utf8, text.count == 36 else { return nil }
    return UniqueID(prefix: text)
  }

  /// Whether the members of all objects in here are sorted by the bytes of their names.
  private static func isSorted(_ element: JSONElement) -> Bool {
    switch element.kind {
    case .array: return element.elements.allSatisfy { isSorted($0) }
    case .object:
      var last: UnsafeRawBufferPointer?
      for (name, value) in element.members {
        let text = name.utf8 ?? UnsafeRawBufferPointer(start: nil, count: 0)
        if let last, ByteOrder.compare(last, text) >= 0 { return false }
        last = text
        if !isSorted(value) { return false }
      }
      return true
    default: return true
    }
  }
}
