public import JSON
import Questions
public import Registry
public import Things

/// A question as it can be asked.
public struct SavedQuestion: Hashable, Sendable {
  /// The name it is asked by.
  public var id: String
  /// What it lists.
  public var about: Kind
  /// The filters.
  public var query: FilterQuery
}

/// What somebody saves under a name.
public struct QuestionDraft: Sendable {
  /// The name.
  public var id: String
  /// What it lists.
  public var about: Kind
  /// The filters.
  public var query: FilterQuery
  /// What people read; nil keeps what was there.
  public var title: String?
  /// A note; nil keeps what was there.
  public var note: String?

  /// What somebody saves under a name.
  public init(
    _ id: String, about: Kind, _ query: FilterQuery, title: String? = nil, note: String? = nil
  ) {
    self.id = id
    self.about = about
    self.query = query
    self.title = title
    self.note = note
  }
}

extension Desk {
  /// All questions, as lists show them: those saved, then the program's own. A saved one takes the
  /// place of the program's of the same name.
  public func questions(_ reading: Reading) throws -> [JSONValue] {
    let saved = try list(.question, ThingFilter(), reading).rows
    let names = Set(saved.compactMap { $0["id"]?.string })
    return saved
      + ShippedQuestions.shared.all.filter { !names.contains($0.id) }
      .map { QuestionView.row($0) }
  }

  /// A question as `show` shows it, saved or the program's own; retracted ones too.
  public func questionPage(_ id: String, _ reading: Reading) throws -> JSONValue {
    if try reading.find(.question, id) == nil, let shipped = ShippedQuestions.shared[id] {
      return QuestionView.row(shipped)
    }
    guard try reading.find(.question, id) != nil else { throw try noQuestion(id, reading) }
    return try page(.question, id, reading)
  }

  /// The question that is asked by this name: as saved, else as the program has it. Says so when its
  /// filters can no longer be read or name what there is not.
  public func question(_ id: String, _ reading: Reading) throws -> SavedQuestion {
    let saved = try reading.thing(ThingRef(.question, id)).flatMap {
      $0.retraction == nil ? $0 : nil
    }
    let shipped = ShippedQuestions.shared[id]
    guard let about = saved?.fields["about"]?.written ?? shipped?.about.rawValue,
      let filters = saved?.fields["filters"]?.written ?? shipped?.filters
    else { throw try noQuestion(id, reading) }
    guard let kind = Kind(rawValue: about) else {
      throw unreadable(id, "there are no lists of “\(about)”")
    }
    do {
      let query = try FilterQuery(text: filters)
      _ = try filter(query, of: kind, reading)
      return SavedQuestion(id: id, about: kind, query: query)
    } catch let error as FilterError {
      throw unreadable(id, error.message)
    } catch let error as DeskError {
      throw unreadable(id, error.message)
    }
  }

  /// Records a question: a new one, or another meaning of one there is.
  public func save(_ draft: QuestionDraft, _ submission: Submission) async throws -> Outcome {
    let text = try reading { reading in
      _ = try filter(draft.query, of: draft.about, reading)
      return try draft.query.canonical(of: draft.about).text
    }
    guard !text.isEmpty else {
      throw DeskError(
        .refused, "a question without filters is the list itself",
        hint: "give filters, as in --group SIDS --open")
    }
    var fields: Fields = ["about": .text(draft.about.rawValue), "filters": .text(text)]
    fields["title"] = draft.title.map { .text($0) }
    fields["note"] = draft.note.map { .text($0) }
    let ref = ThingRef(.question, draft.id)
    return try await submit {
      var submission = submission
      submission.input = ["save": fields.content, "id": .string(draft.id)]
      let exists = try reading { try $0.find(.question, draft.id) != nil }
      let changed = EventCatalogue.type(named: "question.changed")
      if exists, let changed {
        submission.steps = [Step(ref, .happen(changed, fields))]
      } else {
        submission.steps = [Step(ref, .begin(fields))]
      }
      return submission
    }
  }

  /// The answer to a question, narrowed by further filters.
  public func ask(
    _ question: SavedQuestion, narrowedBy more: FilterQuery, _ reading: Reading
  ) throws -> Answer {
    try check(more, of: question.about, reading)
    let filter = try question.query.filter(
      narrowedBy: more, of: question.about, today: reading.today)
    return try answer(question.about, filter, reading)
  }

  private func noQuestion(_ id: String, _ reading: Reading) throws -> DeskError {
    let names = try questions(reading).compactMap { $0["id"]?.string }
    let near = NearMatch.closest(to: id, in: names)
    return DeskError(
      .notFound, "there is no question “\(id)”", at: ["option": "NAME"],
      hint: near.isEmpty
        ? "`rapporteur question list` shows those there are"
        : "did you mean \(near.joined(separator: ", "))?")
  }

  private func unreadable(_ id: String, _ why: String) -> DeskError {
    DeskError(
      .refused, "the question “\(id)” can no longer be asked: \(why)", at: ["option": "NAME"],
      hint: "`rapporteur question show \(id)` has its filters; save it again with others")
  }
}
