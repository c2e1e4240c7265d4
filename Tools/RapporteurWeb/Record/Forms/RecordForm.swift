import Access
import Desk
import EventLog
import HTTPTypes
import JSON
import Registry
import Things
import WebCore

/// A form for one act on one thing: what it shows, and what it records when it comes back.
struct RecordForm: Sendable {
  let kind: Kind
  let act: RecordAct
  /// The thing, by the id that people type; nil for a new one.
  var thing: ThingRef?
  /// What people know it by.
  var title: String?
  /// What is recorded: texts by field.
  var recorded: [String: [String]] = [:]
  /// What people call the ids in it.
  var titles: [String: String] = [:]

  /// The fields. What only a person's page reveals is not shown before it is replaced.
  var fields: [Field] { act.fields(of: kind) }

  // MARK: From the registry

  /// The form for a thing as it is recorded.
  static func load(
    _ kind: Kind, _ act: RecordAct, _ typed: String?, _ desk: Desk, _ reading: Reading
  ) throws -> RecordForm {
    var form = RecordForm(kind: kind, act: act)
    guard let typed else { return form }
    guard let ref = try reading.find(kind, typed), let thing = try reading.thing(ref) else {
      throw try desk.notFound(kind, typed, reading)
    }
    form.thing = ThingRef(kind, try reading.typedID(ref))
    form.title = try reading.title(ref)
    var fields = thing.fields
    if case .correctEntry(let entryKind, let id) = act {
      guard let entry = try reading.entries(entryKind, of: ref).first(where: { $0.id == id }) else {
        throw Problem(.notFound, "not_found", "there is no \(entryKind.rawValue) “\(id)”")
      }
      fields = entry.fields
    }
    guard act.showsRecorded else { return form }
    for field in form.fields where !field.isRevealed {
      let texts = try field.typed(fields[field.name], reading)
      guard !texts.isEmpty else { continue }
      form.recorded[field.name] = texts
      if let target = field.type.target {
        for id in texts {
          if let other = try reading.find(target, id) { form.titles[id] = try reading.title(other) }
        }
      }
    }
    return form
  }

  /// What the form shows at first: what is recorded, or what the event says by its name.
  var start: JSONValue {
    var members = recorded.mapValues { JSONValue.array($0.map { .string($0) }) }
    if case .happen(let type) = act, let said = RecordAct.said[type.name] {
      members[said.field] = .string(said.value)
    }
    return .object(members)
  }

  // MARK: From a form

  /// What was typed, by field.
  func typed(_ form: Form) -> JSONValue {
    var members: [String: JSONValue] = [:]
    for field in fields {
      guard let text = form[field.name] else { continue }
      let isSplit = field.isList && field.type.isSplit
      members[field.name] = isSplit ? .array(text.listed.map { .string($0) }) : .string(text)
    }
    return JSONValue.object(members).choosing(form)
  }

  /// The fields that differ from what the form began with, and those that were emptied.
  func changed(_ typed: JSONValue, _ form: Form) -> (changed: [Field], cleared: [String]) {
    guard act.showsRecorded else { return (fields.filter { typed[$0.name] != nil }, []) }
    var changed: [Field] = []
    var cleared: [String] = []
    for field in fields {
      let before = form["was." + field.name] ?? ""
      let now = form[field.name] ?? ""
      let isChosen = form.fields.contains {
        $0.name.hasPrefix("\(FormContent.choice)/\(field.name)") && !$0.value.isEmpty
      }
      guard before != now || isChosen else { continue }
      if typed[field.name] == nil { cleared.append(field.name) } else { changed.append(field) }
    }
    return (changed, cleared)
  }

  /// The values of fields; all that is wrong or unclear with them is noted in `content`.
  func values(
    _ typed: JSONValue, _ fields: [Field], named: Bool, _ content: inout FormContent, _ desk: Desk,
    _ reading: Reading
  ) throws -> Fields {
    var values: Fields = [:]
    for field in fields {
      guard let json = typed[field.name] else { continue }
      do {
        values[field.name] = try desk.value(json, of: field, people: named, reading)
      } catch let error as DeskError {
        let detail = [error.message, error.hint].compactMap(\.self).joined(separator: " – ")
        content.faults.append(
          Problem.Fault(error.place["pointer"] ?? "/" + field.name, detail))
      } catch let ambiguity as Ambiguity {
        content.places += ambiguity.places
      }
    }
    for field in self.fields where field.required && typed[field.name] == nil {
      content.faults.append(
        Problem.Fault("/" + field.name, content.visit.text("forms.missing")))
    }
    return values
  }

  /// The command for a thing.
  func command(_ values: Fields, cleared: [String]) -> Command {
    switch act {
    case .begin: .begin(values)
    case .correct: .correct(values, cleared: cleared)
    case .happen(let type): .happen(type, values)
    case .retract: .retract()
    case .reinstate: .reinstate()
    case .merge: .merge(into: values["into"]?.written ?? "")
    case .unmerge: .unmerge
    case .correctEntry(_, let id): .correctEntry(id, values, cleared: cleared)
    case .retractEntry(let id): .retract(entry: id)
    case .reinstateEntry(let id): .reinstate(entry: id)
    }
  }
}

extension FieldType {
  /// Whether several values are typed with `;` between them.
  fileprivate var isSplit: Bool {
    if case .referencesOrText = self { false } else { true }
  }
}
