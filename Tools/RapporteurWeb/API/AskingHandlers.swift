import Access
import Desk
import HTTPTypes
import JSON
import ProjectionKit
import Matching
import Registry
import Requests
import Statements
import Terms
import Things
import WebCore

// Questions that are about no one thing.

extension Call {
  // MARK: Requests

  /// Requests counted along one or two dimensions.
  func matrix() async throws -> Reply {
    let (filters, rows) = (filters, try dimension("rows") ?? .country)
    let columns = try dimension("columns")
    return try await read { desk, reading in
      let filter = try desk.filter(filters, of: .request, reading)
      // Every request has one status or none, so none is lost and none is doubled.
      let matrix =
        try columns.map { try reading.matrix(rows: rows, columns: $0, filter) }
        ?? reading.matrix(rows: rows, columns: .status, filter).rowsAlone
      var reply = Reply.json(matrix.json, at: reading.reader.size)
      reply.warnings = try desk.doubts(.request, filter, reading)
      return reply
    }
  }

  private func dimension(_ name: String) throws -> MatrixDimension? {
    text(name).flatMap { MatrixDimension(rawValue: $0) }
  }

  /// What could answer a request.
  func matches() async throws -> Reply {
    let (id, request) = (try path("id"), try page())
    let kinds = Set(texts("kind").flatMap(Self.answers))
    return try await read(asOf: request.moment, today: request.today) { desk, reading in
      guard let ref = try reading.find(.request, id),
        let thing = try reading.thing(try reading.winner(ref))
      else { throw try desk.notFound(.request, id, reading) }
      let found = try reading.matches(
        for: thing, kinds: kinds.isEmpty ? nil : kinds, limit: request.end + 1)
      return .page(found.matches.dropFirst(request.offset).map(\.json), request, reading)
    }
  }

  private static func answers(_ word: String) -> [Match.Kind] {
    switch word {
    case "offer": [.offer]
    case "practice": [.practice]
    case "person": [.person]
    default: [.country, .organisation]
    }
  }

  // MARK: Everything

  /// What has all these words.
  func search() async throws -> Reply {
    let (words, request) = (text("q") ?? "", try page())
    let kinds = texts("kind").compactMap { Kind(rawValue: $0) }
    guard WordQuery(words) != nil else {
      throw Problem(
        .unprocessableContent, "refused", "there is no word in “\(words.prefix(100))”",
        hint: "give letters or digits", faults: [.init("q", "holds no word")])
    }
    return try await read(asOf: request.moment, today: request.today) { desk, reading in
      let rows = try desk.search(words, kinds: kinds, limit: request.end + 1, reading)
      return .page(rows.dropFirst(request.offset), request, reading)
    }
  }

  /// Statements that disagree.
  func conflicts() async throws -> Reply {
    try await some { try $1.conflicts().array ?? [] }
  }

  /// Terms that are in no vocabulary.
  func unclassified() async throws -> Reply {
    try await some { try $1.unclassified().array ?? [] }
  }

  /// Some of the rows that are found as a whole.
  private func some(
    _ rows: @escaping @Sendable (Desk, Reading) throws -> [JSONValue]
  ) async throws -> Reply {
    let request = try page()
    return try await read(asOf: request.moment, today: request.today) { desk, reading in
      .page(try rows(desk, reading).dropFirst(request.offset), request, reading)
    }
  }

  /// What a term means from now on.
  func mapTerm() async throws -> Reply {
    let vocabulary = body["vocabulary"]?.string ?? ""
    let meaning = try Vocabularies.meaning(of: body["to"]?.string ?? "", in: vocabulary)
    guard let type = EventCatalogue.type(named: "term.mapped") else {
      throw Problem(.notFound, "not_found", "terms cannot be mapped")
    }
    var reply = try await record(
      .vocabulary, vocabulary,
      .happen(type, ["term": .text(body["term"]?.string ?? ""), "to": .text(meaning)]))
    reply.location = Operation.root + "unclassified"
    return reply
  }

  // MARK: Questions

  /// All questions.
  func questions() async throws -> Reply {
    try await some { desk, reading in try desk.questions(reading) }
  }

  /// One question.
  func question() async throws -> Reply {
    let id = try path("id")
    return try await read { desk, reading in
      .json(try desk.questionPage(id, reading), at: reading.reader.size)
    }
  }

  /// The rows that a question asks for.
  func answer() async throws -> Reply {
    let (id, request) = (try path("id"), try page())
    // The question as it stands now, about the registry as it stood then.
    let question = try await read(asOf: nil, today: nil) { try $0.question(id, $1) }
    return try await read(asOf: request.moment, today: request.today) { desk, reading in
      let filter = try desk.filter(question.query, of: question.about, reading)
      let page = try desk.page(
        question.about, filter, offset: request.offset, limit: request.limit, reading)
      return .list(page, request, reading)
    }
  }

  /// The events of a question.
  func questionHistory() async throws -> Reply {
    let id = try path("id")
    return try await read { desk, reading in
      guard let ref = try reading.find(.question, id) else {
        _ = try desk.questionPage(id, reading)
        return .json([], at: reading.reader.size)
      }
      let size = reading.reader.size
      return .json(.array(try desk.history(of: ref, upTo: size, reading)), at: size)
    }
  }

  /// Filters under a name.
  func saveQuestion() async throws -> Reply {
    let id = try path("id")
    let about = body["about"]?.string.flatMap { Kind(rawValue: $0) } ?? .request
    let query: FilterQuery
    do throws(FilterError) {
      query = try FilterQuery(text: body["filters"]?.string ?? "")
    } catch {
      throw Body.refusal([.init("/filters", error.description)])
    }
    let draft = QuestionDraft(
      id, about: about, query, title: body["title"]?.string, note: body["note"]?.string)
    let outcome = try await visit.gate.save(draft, try submission())
    return .receipt(outcome, id: id)
  }

  /// A question that is not asked any more, or is again.
  func settle(_ command: Command) async throws -> Reply {
    try await record(.question, try path("id"), command)
  }

  // MARK: Looking back

  /// The events that a value rests on.
  func why() async throws -> Reply {
    let subject = text("of") ?? ""
    return try await read { desk, reading in
      .json(.array(try desk.explain(subject, reading).rows), at: reading.reader.size)
    }
  }

  /// What changed between two moments.
  func diff() async throws -> Reply {
    let request = try page()
    let (from, to) = (try moment("from"), try moment("to"))
    var filter = Desk.DiffFilter()
    filter.kind = text("thing").flatMap { Kind(rawValue: $0) }
    filter.id = text("id")
    filter.limit = request.end + 1
    let wanted = filter
    return try await read(asOf: request.moment, today: nil) { desk, reading in
      let old = try from.map { try desk.size(at: $0, option: "--from") } ?? 0
      let new = try to.map { try desk.size(at: $0, option: "--to") } ?? reading.reader.size
      let changes = try desk.diff(from: old, to: new, wanted)
      return .page(changes.dropFirst(request.offset).map(\.json), request, reading)
    }
  }
}

extension PageRequest {
  /// How many rows come up to the end of the page.
  var end: Int { offset + limit }
}

extension Reply {
  /// One page of things.
  static func list(_ page: ListPage, _ request: PageRequest, _ reading: Reading) -> Reply {
    var reply = Reply.json(.array(page.rows), at: reading.reader.size)
    if page.total.number > request.end || !page.total.isExact { reply.next = request.next(reading) }
    if page.undated > 0 { reply.undated = page.undated }
    reply.warnings = page.warnings
    return reply
  }
}
