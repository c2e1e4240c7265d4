import Access
import HTTPTypes
import JSON

/// Something that the API can do, described once: its route and its place in the OpenAPI document
/// both follow from this.
struct Operation: Sendable {
  /// Its name for generated clients, as in `listRequests`.
  let id: String
  /// The method.
  let method: HTTPRequest.Method
  /// The whole path, with parameters in braces.
  let path: String
  /// The chapter it belongs to.
  let tag: Tag
  /// What it does, in a few words.
  let summary: String
  /// What else is worth knowing.
  var description: String?
  /// What is given in the path, behind the question mark and in headers.
  var parameters: [Parameter] = []
  /// What is sent.
  var body: Body?
  /// What comes back when all is well.
  let answer: Answer
  /// What else may come back.
  var problems: Set<ProblemStatus> = []
  /// What one must be allowed to do, one of these at least; empty for what everybody may.
  let needs: Set<Right>
  /// The most bytes that the body may have.
  var bodyLimit = 256 << 10
  /// What answers; nil for what another part of the web answers.
  var run: (@Sendable (Call) async throws -> Reply)?

  /// Chapters of the document.
  enum Tag: String, CaseIterable {
    case requests = "Requests"
    case offers = "Offers"
    case followups = "Follow-ups"
    case meetings = "Meetings"
    case organisations = "Organisations"
    case people = "People"
    case documents = "Documents"
    case recommendations = "Recommendations"
    case practices = "Practices"
    case networks = "Networks"
    case statements = "Statements"
    case questions = "Questions"
    case asking = "Asking"
    case past = "Looking back"
    case imports = "Imports"
    case log = "The log"
    case service = "Service"
  }

  /// Whether it changes nothing.
  var isReading: Bool { method == .get }

  /// The roles that may do it.
  var roles: [Role] { Role.allCases.filter { !$0.rights.isDisjoint(with: needs) } }
}

/// Something given in the path, behind the question mark or in a header.
struct Parameter: Sendable {
  /// Where it is given.
  enum Place: String { case path, query, header }

  /// Its name.
  let name: String
  /// Where it is given.
  let place: Place
  /// What it means.
  let description: String
  /// What it may be.
  let schema: Schema
  /// Whether it may be given several times.
  var repeats = false
  /// Whether it narrows a list, and is read with the other filters of a kind.
  var isFilter = false
  /// Whether it has to be given.
  var required = false
  /// One that finds something in the sample month.
  var example: JSONValue?
}

/// What is sent.
struct Body: Sendable {
  /// The media types that are taken, and what each has to be.
  let content: [(type: String, schema: Schema)]
  /// A body that is taken as it stands when the registry holds the sample month.
  var example: JSONValue?
  /// Whether it may be left out.
  var optional = false

  /// A JSON body that is one of the components.
  static func json(_ component: String, _ example: JSONValue? = nil, optional: Bool = false) -> Body
  {
    Body(
      content: [("application/json", .named(component))], example: example, optional: optional)
  }
}

/// What comes back when all is well.
struct Answer: Sendable {
  /// The status.
  let status: Int
  /// What it is.
  let description: String
  /// The media types that can be asked for, the first one when nothing is said.
  let content: [(type: String, schema: Schema)]
  /// What comes back from the sample month.
  var example: JSONValue?
  /// The header fields that go with it.
  var headers: [HeaderField] = []

  /// JSON.
  static func json(
    _ schema: Schema, _ description: String, status: Int = 200, example: JSONValue? = nil,
    headers: [HeaderField] = []
  ) -> Answer {
    Answer(
      status: status, description: description, content: [("application/json", schema)],
      example: example, headers: headers)
  }

  /// What a command recorded.
  static func receipt(_ status: Int = 200) -> Answer {
    .json(
      .named("Receipt"), "What was recorded, durably; every list has it from now on.",
      status: status, headers: status == 201 ? [.location, .size] : [.size])
  }
}

/// The statuses of problems. Which one means what is the same everywhere.
enum ProblemStatus: Int, CaseIterable {
  case badRequest = 400
  case unauthenticated = 401
  case forbidden = 403
  case notFound = 404
  case notAcceptable = 406
  case tooSlow = 408
  case conflict = 409
  case preconditionFailed = 412
  case tooLarge = 413
  case addressTooLong = 414
  case unsupportedType = 415
  case misdirected = 421
  case refused = 422
  case tooMany = 429
  case failed = 500
  case unavailable = 503
  case noSpace = 507

  /// The component that holds the answer.
  var component: String { "\(self)".prefix(1).uppercased() + "\(self)".dropFirst() }

  /// When it comes.
  var meaning: String {
    switch self {
    case .badRequest: "The request cannot be read: a parameter, the body's form."
    case .unauthenticated: "Nobody is logged in, or the token is not valid (any more)."
    case .forbidden: "Whoever asks may not do this, or the CSRF token is missing."
    case .notFound: "There is no such thing."
    case .notAcceptable: "None of the media types that are asked for can be given."
    case .tooSlow: "The body did not arrive in time."
    case .conflict: "Somebody else was faster, several times over; try again."
    case .preconditionFailed: "It is not as If-Match says any more; read it again."
    case .tooLarge: "More was sent than is taken."
    case .addressTooLong: "The address is longer than 8 KiB."
    case .misdirected: "The server has another name than the request's Host."
    case .unsupportedType: "The body is of no media type that is taken."
    case .refused:
      "A rule refuses it, a field cannot be read, or the Idempotency-Key was used for something else."
    case .tooMany: "Too many requests; Retry-After says when to go on."
    case .failed: "The server failed in a way that it did not expect."
    case .unavailable: "The registry is damaged, or is not what was signed."
    case .noSpace: "There is no space, or a file could not be read or written."
    }
  }
}

/// Header fields of answers.
enum HeaderField: String, CaseIterable {
  case etag = "ETag"
  case link = "Link"
  case location = "Location"
  case size = "Rapporteur-Size"
  case undated = "Rapporteur-Undated"
  case warnings = "Rapporteur-Warnings"

  /// The component that holds it.
  var component: String { rawValue.filter { $0 != "-" } }

  /// What it says.
  var description: String {
    switch self {
    case .etag: "Names this answer, for If-None-Match; of one thing, its revision, for If-Match."
    case .link: "The next page, if there is one: <address>; rel=\"next\"."
    case .location: "Where what was recorded can be read."
    case .size: "The size of the log that the answer is about."
    case .undated: "How many fell out for having no date, when there are bounds."
    case .warnings: "What is worth a second look: a list of display strings (RFC 9651)."
    }
  }

  /// What it may be.
  var schema: Schema {
    switch self {
    case .size, .undated: .count
    case .etag, .link, .location, .warnings: .text
    }
  }
}
