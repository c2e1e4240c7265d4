public import JSON
public import Registry
public import Things

extension Reading {
  /// Statements that disagree: one attribute of one subject, in one unit, with several distinct
  /// values, none of them preferred. Nothing is chosen; every value stands with its source.
  public func conflicts() throws -> JSONValue {
    let statements = try list(.statement).things
    var groups: [Question: [Thing]] = [:]
    var order: [Question] = []
    for statement in statements {
      let question = Question(statement)
      if groups[question] == nil { order.append(question) }
      groups[question, default: []].append(statement)
    }
    return .array(
      try order.compactMap { question in
        let answers = groups[question] ?? []
        guard try stands(question.subject), Set(answers.map { $0.fields["value"] }).count > 1,
          !answers.contains(where: { $0.fields["preferred"] == .flag(true) })
        else { return nil }
        return .object(try shape(of: answers))
      })
  }

  /// Whether the thing that statements are about counts.
  private func stands(_ subject: Value?) throws -> Bool {
    guard case .subject(let ref)? = subject, let thing = try thing(ref) else { return true }
    return thing.retraction == nil
  }

  /// What statements have to share to be comparable.
  private struct Question: Hashable {
    let subject: Value?
    let attribute: String
    let unit: String

    init(_ statement: Thing) {
      subject = statement.fields["subject"]
      attribute = TextFolding.fold(statement.fields["attribute"]?.written ?? "")
      unit = TextFolding.fold(statement.fields["unit"]?.written ?? "")
    }
  }

  private func shape(of answers: [Thing]) throws -> [String: JSONValue] {
    let first = try shape(answers[0])
    return [
      "subject": first["subject"] ?? .null, "subject_kind": first["subject_kind"] ?? .null,
      "attribute": first["attribute"] ?? .null,
      "values": .array(
        try answers.map { answer in
          let shape = try shape(answer)
          return .object(
            shape.filter {
              ["id", "value", "unit", "qualifier", "sources", "note"].contains($0.key)
            })
        }),
    ]
  }
}

extension Reading {
  /// The statements that are preferred now and answer the same question as this one.
  public func preferredRivals(of ref: ThingRef) throws -> [ThingRef] {
    guard let statement = try thing(ref) else { return [] }
    return try list(.statement).things.filter {
      $0.ref != ref && $0.fields["preferred"] == .flag(true)
        && Question($0) == Question(statement)
    }.map(\.ref)
  }
}
