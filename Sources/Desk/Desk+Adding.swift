import JSON
public import Registry

extension Desk {
  /// The submission with one step that begins a thing: under the id given, or under one that is
  /// readable and free.
  ///
  /// By what was asked for a repeat is told from another command, not by the id that was made.
  public func adding(
    _ kind: Kind, _ fields: Fields, id given: String? = nil, to submission: Submission
  ) throws -> Submission {
    var submission = submission
    submission.input = [
      "add": fields.content, "id": .init(given), "kind": .string(kind.rawValue),
    ]
    let id = try given.map { try Self.checked($0) } ?? newIdentifier(kind, for: fields)
    var fields = fields
    let occurred = fields.occurred
    if kind == .person { fields["id"] = .text(id) }
    submission.steps = [Step(ThingRef(kind, id), .begin(fields), occurred: occurred)]
    return submission
  }

  private static func checked(_ id: String) throws -> String {
    do { return try Identifier(id).text } catch {
      throw DeskError(
        .refused, "“\(id)” \(error.reason)", at: ["option": "--id"], hint: error.hint)
    }
  }
}

extension Fields {
  /// When a thing with these fields happened.
  fileprivate var occurred: PartialDate? {
    for name in ["requested_on", "offered_on", "established_on", "date", "start"] {
      if case .date(let date)? = self[name] { return date }
    }
    return nil
  }
}
