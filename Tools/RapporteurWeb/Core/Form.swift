import Foundation
import HTTPTypes

/// What a form sent: its fields in order, and files.
public struct Form: Sendable {
  /// A file of a form.
  public struct File: Sendable {
    /// The field's name.
    public let field: String
    /// The file's own name, without folders.
    public let name: String
    /// What it holds.
    public let bytes: [UInt8]
  }

  /// Names and values in the order they were sent.
  public private(set) var fields: [(name: String, value: String)] = []
  /// The files, none of them without a name.
  public private(set) var files: [File] = []

  /// Reads a body of `application/x-www-form-urlencoded` or `multipart/form-data` (RFC 7578).
  init(_ body: [UInt8], contentType: String?) throws(Problem) {
    let parts = (contentType ?? "").split(separator: ";").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    switch parts.first?.lowercased() {
    case "application/x-www-form-urlencoded", nil:
      try readAddress(body)
    case "multipart/form-data":
      guard let boundary = Self.parameter("boundary", in: parts.dropFirst()), !boundary.isEmpty,
        boundary.utf8.count <= 70
      else { throw Self.unreadable }
      try readParts(body, boundary: boundary)
    default:
      throw Problem(
        .unsupportedMediaType, "media_type", "a form is not sent as \(parts.first ?? "")")
    }
  }

  /// The value of a field, without blanks around it; nil when it is missing or empty.
  public subscript(name: String) -> String? {
    guard let value = fields.last(where: { $0.name == name })?.value else { return nil }
    let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
  }

  /// All values of a field that are not empty.
  public func all(_ name: String) -> [String] {
    fields.filter { $0.name == name }
      .map { $0.value.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
  }

  /// How many fields and files a form may have.
  private static let limit = 2_000

  private static let unreadable = Problem(
    .badRequest, "form", "the form cannot be read", hint: "send it again from its page")

  private mutating func readAddress(_ body: [UInt8]) throws(Problem) {
    guard let text = String(validating: body, as: UTF8.self) else { throw Self.unreadable }
    for pair in text.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard fields.count < Self.limit, let name = Self.decoded(sides[0]),
        let value = Self.decoded(sides.count == 2 ? sides[1] : "")
      else { throw Self.unreadable }
      fields.append((name, value))
    }
  }

  private static func decoded(_ text: Substring) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
  }

  private mutating func readParts(_ body: [UInt8], boundary: String) throws(Problem) {
    let data = Data(body)
    let delimiter = Data("--\(boundary)".utf8)
    guard data.starts(with: delimiter) else { throw Self.unreadable }
    let next = Data("\r\n--\(boundary)".utf8)
    var place = delimiter.count
    while true {
      if data[place...].starts(with: Data("--".utf8)) { return }
      guard data[place...].starts(with: Data("\r\n".utf8)),
        let end = data.range(of: next, in: place..<data.count),
        let headEnd = data.range(of: Data("\r\n\r\n".utf8), in: place..<end.lowerBound),
        fields.count + files.count < Self.limit
      else { throw Self.unreadable }
      let head = String(decoding: data[place..<headEnd.lowerBound], as: UTF8.self)
      try add(head, [UInt8](data[headEnd.upperBound..<end.lowerBound]))
      place = end.upperBound
    }
  }

  private mutating func add(_ head: String, _ bytes: [UInt8]) throws(Problem) {
    let line = head.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    let parts = (line ?? "").split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
    guard let name = Self.parameter("name", in: parts.dropFirst()) else { throw Self.unreadable }
    if let path = Self.parameter("filename", in: parts.dropFirst()) {
      let file = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
      if let file { files.append(File(field: name, name: file, bytes: bytes)) }
      return
    }
    guard let value = String(validating: bytes, as: UTF8.self) else { throw Self.unreadable }
    fields.append((name, value))
  }

  private static func parameter(_ name: String, in parts: ArraySlice<String>) -> String? {
    for part in parts where part.lowercased().hasPrefix(name + "=") {
      let value = part.dropFirst(name.count + 1)
      return String(value.hasPrefix("\"") ? value.dropFirst().prefix { $0 != "\"" } : value)
    }
    return nil
  }
}
