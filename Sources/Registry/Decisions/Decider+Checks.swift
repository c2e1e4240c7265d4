// What a command has to meet, whatever the kind of thing.

extension Decider {
  /// Whether the thing is as the command would have it, though it takes no further commands.
  func isSo(_ command: Command, _ thing: Thing) -> Bool {
    switch command {
    case .retract(nil): thing.retraction != nil
    case .merge(let winner): thing.mergedInto == winner
    default: false
    }
  }

  /// Whether an event would say anything that is not known, or from a source that is not.
  func isNew(_ fields: Fields, to known: Fields, citing sources: [String]) -> Bool {
    !fields.allSatisfy { known[$0.key] == $0.value }
      || !circumstances.sources.allSatisfy(sources.contains)
  }

  /// A vocabulary is there from the start; everything else has to be recorded first.
  func refuseIfMissing(_ thing: Thing) throws(Rejection) {
    guard !thing.exists, thing.ref.kind != .vocabulary else { return }
    throw Rejection(
      "not_found", "there is no \(thing.ref.kind.rawValue) \(thing.ref.id)",
      hint: "`rapporteur \(thing.ref.kind.rawValue) list` shows those there are")
  }

  /// What is retracted or merged takes no further command but the one that brings it back, or one
  /// that destroys; what is erased takes none but the proof of it.
  func refuseIfGone(_ command: Command, _ thing: Thing) throws(Rejection) {
    var type: EventType?
    if case .happen(let happening, _) = command { type = happening }
    if thing.isErased {
      // The keys go first; that they went is recorded after.
      if thing.isMarkedErased ? type == EventCatalogue.erasureVerified : type?.effect == .erases {
        return
      }
      throw Rejection(
        "erased", "\(thing.ref) was erased", hint: "nothing more can be recorded of it")
    }
    if type?.isAboutDestroying == true { return }
    guard thing.fields["erasure_approved_by"] == nil else {
      throw Rejection(
        "erased", "\(thing.ref) is being erased", hint: "nothing more can be recorded of it")
    }
    if let retraction = thing.retraction, command != .reinstate() {
      throw Rejection(
        "retracted", "\(thing.ref) is retracted: \(retraction.reason ?? "no reason given")",
        hint: "`reinstate` it first")
    }
    if let winner = thing.mergedInto, command != .unmerge {
      throw Rejection(
        "merged", "\(thing.ref) was merged into \(winner)",
        hint: "record it for \(winner), or `unmerge` first")
    }
  }

  /// What is retracted does not change until it is reinstated.
  func refuseIfRetracted(_ entry: Entry) throws(Rejection) {
    guard let retraction = entry.retraction else { return }
    throw Rejection(
      "retracted", "\(entry.id) is retracted: \(retraction.reason ?? "no reason given")",
      hint: "`reinstate` it first")
  }

  /// Refuses fields that the event does not have, and values that their fields cannot hold.
  func refuseMisfits(_ fields: Fields, _ type: EventType) throws(Rejection) {
    try refuseMisfits(fields, type.fields, of: type.name)
  }

  func refuseMisfits(_ fields: Fields, _ definitions: [Field], of what: String) throws(Rejection) {
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard let field = definitions.first(where: { $0.name == name }) else {
        let names = definitions.map(\.name).joined(separator: ", ")
        throw Rejection(
          "invalid", "\(what) takes no \(name)", field: name,
          hint: names.isEmpty ? nil : "it takes \(names)")
      }
      guard value.fits(field.type) else {
        throw Rejection("invalid", "“\(value.written)” cannot stand in \(name)", field: name)
      }
    }
  }

  /// Refuses a thing or an entry without what it cannot do without. A row of a dataset may leave out
  /// everything but what it is about.
  func refuseMissing(_ definitions: [Field], _ fields: Fields) throws(Rejection) {
    for field in definitions where field.required && fields[field.name] == nil {
      guard circumstances.batch == nil || !field.inDataset || field.type == .subject else {
        continue
      }
      throw missing(field)
    }
  }

  /// Refuses an entry that says nothing.
  func refuseEmpty(_ kind: EntryKind, _ fields: Fields) throws(Rejection) {
    guard circumstances.batch == nil || kind.dataset == nil, !kind.alternatives.isEmpty,
      kind.alternatives.allSatisfy({ fields[$0] == nil })
    else { return }
    throw missing(kind.alternatives)
  }

  /// Refuses an event that sets nothing. Where a status may be set, it has to be.
  func refuseNothing(_ names: [String], _ fields: Fields, _ thing: Thing) throws(Rejection) {
    let needed = names.contains("status") ? ["status"] : names
    guard !needed.isEmpty, needed.allSatisfy({ fields[$0] == nil }) else { return }
    throw missing(needed)
  }

  /// Refuses a status that the rules do not know.
  func refuseUnknownStatus(_ fields: Fields, _ thing: Thing) throws(Rejection) {
    guard case .term(let status)? = fields["status"], status.code == nil else { return }
    throw thing.ref.kind.definition.unknown(status, in: "status")
  }

  /// Refuses to empty what cannot be empty, what there is not, or what gets a value as well.
  func refuseClearing(_ names: [String], _ definitions: [Field], _ fields: Fields)
    throws(Rejection)
  {
    for name in names {
      guard let field = definitions.first(where: { $0.name == name }) else {
        throw Rejection("invalid", "there is no field \(name) to empty", field: name)
      }
      guard fields[name] == nil else {
        throw Rejection("invalid", "\(name) cannot be emptied and filled at once", field: name)
      }
      if field.required, circumstances.batch == nil { throw missing(field) }
    }
  }

  private func missing(_ field: Field) -> Rejection {
    Rejection(
      "missing", "\(field.name) is missing", field: field.name, hint: "give it: \(field.option)")
  }

  private func missing(_ names: [String]) -> Rejection {
    if names.count == 1 {
      return Rejection("missing", "\(names[0]) is missing", field: names[0])
    }
    let last = names.last ?? ""
    let list = names.dropLast().joined(separator: ", ") + " or " + last
    return Rejection("missing", "nothing is said: \(list) is missing", field: names[0])
  }
}
