/// What an event says by its name alone, whatever its payload leaves out.
enum Implication {
  /// The field has one of these values; the first when none is given.
  case says(String, [String])
  /// The field has none of these values.
  case neverSays(String, [String])
  /// The flag is set.
  case flags(String)
  /// The field names the account that records.
  case namesActor(String)
  /// The field is the day it happened, when no other is given.
  case dates(String)
}

extension EventType {
  /// What the type's name says.
  var implications: [Implication] { Self.implications[name] ?? [] }

  private static let implications: [String: [Implication]] = [
    "organisation.renamed": [.dates("from")],
    "person.renamed": [.dates("from")],
    "person.erasure_requested": [.namesActor("erasure_requested_by")],
    "person.erasure_approved": [.namesActor("erasure_approved_by")],
    "network.renamed": [.dates("from")],
    "network.member_joined": [.dates("from")],
    "network.member_left": [.dates("until"), .flags("left")],
    "network.focal_point_proposed": [.neverSays("status", ["appointed", "ended"])],
    "network.focal_point_appointed": [.says("status", ["appointed"])],
    "network.focal_point_ended": [.says("status", ["ended"])],
    "network.closed": [.says("status", ["closed"])],
    "meeting.held": [.says("status", ["held"])],
    "meeting.cancelled": [.says("status", ["cancelled"])],
    "offer.withdrawn": [.says("status", ["withdrawn"])],
    "followup.done": [.says("status", ["done", "done_with_variation"])],
    "followup.verified": [.namesActor("verified")],
    "followup.reopened": [.says("status", ["open", "proposed", "planned"])],
    "followup.dropped": [.says("status", ["dropped"])],
    "statement.preferred": [.flags("preferred")],
    "account.created": [.says("status", ["active", "disabled"])],
    "account.disabled": [.says("status", ["disabled"])],
  ]

  /// The payload with what the type's name says; throws when it says something else.
  func completed(_ given: Fields, _ circumstances: Circumstances) throws(Rejection) -> Fields {
    var fields = given
    for implication in implications {
      switch implication {
      case .says(let name, let values):
        if let value = fields[name] {
          guard values.contains(value.key ?? value.written) else {
            throw contradiction(name, value)
          }
        } else {
          fields[name] = value(values[0], of: name)
        }
      case .neverSays(let name, let values):
        if let value = fields[name], values.contains(value.key ?? value.written) {
          throw contradiction(name, value)
        }
      case .flags(let name):
        if let value = fields[name], value != .flag(true) { throw contradiction(name, value) }
        fields[name] = .flag(true)
      case .namesActor(let name):
        if let value = fields[name], value.written != circumstances.by {
          throw contradiction(name, value)
        }
        fields[name] = .text(circumstances.by)
      case .dates(let name):
        fields[name] = fields[name] ?? circumstances.occurred.map { .date($0) }
      }
    }
    return fields
  }

  private func value(_ text: String, of name: String) -> Value {
    if case .term? = fields.first(where: { $0.name == name })?.type {
      .term(Term(code: text, written: text))
    } else {
      .text(text)
    }
  }

  private func contradiction(_ field: String, _ value: Value) -> Rejection {
    Rejection(
      "invalid", "\(name) with the \(field) “\(value.written)” contradicts itself", field: field,
      hint: "leave out the \(field), or record another event")
  }
}
