import JSON

/// What the last verification found wrong: the first fault, and the checkpoint that showed it.
struct FaultFile {
  private let path: String

  init(_ folder: RegistryFolder) { path = folder.fault }

  /// The content; nil when nothing was wrong. What cannot be read is a fault all the same.
  func read() throws -> JSONValue? {
    guard let bytes = try DurableFile.read(path) else { return nil }
    return (try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self))) ?? .object([:])
  }

  func write(_ content: JSONValue) throws {
    try DurableFile.write(Array((content.compactText + "\n").utf8), to: path)
  }

  func remove() throws { try DurableFile.remove(path) }

  /// Why nothing may be recorded; nil when nothing was wrong.
  func refusal() throws -> DeskError? {
    guard let fault = try read() else { return nil }
    let position = fault["position"]?.integer
    return DeskError(
      .verification,
      "the last verification found a fault\(position.map { " at position \($0)" } ?? ""):"
        + " \(fault["message"]?.string ?? "it cannot be read")",
      at: position.map { ["position": String($0)] } ?? [:],
      hint: "nothing is recorded until `rapporteur audit verify` passes; Docs/auditors.md says what"
        + " to do")
  }
}
