import Access
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import JSON
import Registry
import Things
import WebCore

/// Erasures and redactions: the list, asking for an erasure, approving as a second person, and the
/// record of processing.
enum ErasurePages {
  static var routes: [Route] {
    [
      Route(.get, "/erasures", .page, needs: .requestErasure, .approveErasure) { visit in
        try await list(visit)
      },
      Route(.get, "/erasures/new", .page, needs: .requestErasure) { visit in
        try await visit.erasureForm(visit.value("person"))
      },
      Route(.post, "/erasures", .page, needs: .requestErasure) { try await ask($0) },
      Route(.get, "/erasures/processing", .page, needs: .requestErasure, .approveErasure) { visit in
        try processing(visit)
      },
      Route(.get, "/erasures/{position}", .page, needs: .requestErasure, .approveErasure) { visit in
        let request = try await find(visit)
        return try await visit.page(of: request)
      },
      Route(.post, "/erasures/{position}", .page, needs: .approveErasure) { try await approve($0) },
    ]
  }

  // MARK: The list

  private static func list(_ visit: Visit) async throws -> Response {
    let gate = visit.gate
    let requests = try await visit.site.work { try gate.destructionRequests() }
    let rows = try await visit.rows(of: requests)
    let open = zip(requests, rows).filter { $0.0.state == .asked }.map(\.1)
    let done = zip(requests, rows).filter { $0.0.state == .done }.map(\.1)
    return try visit.page(
      "erasures", title: visit.text("erasures.title"),
      [
        "open": open, "has_open": !open.isEmpty, "done": done, "has_done": !done.isEmpty,
        "asks": visit.principal?.may(.requestErasure) == true,
      ])
  }

  /// The request that the address names.
  private static func find(_ visit: Visit) async throws -> DestructionRequest {
    let position = UInt64(try visit.parameter("position"))
    let gate = visit.gate
    let requests = try await visit.site.work { try gate.destructionRequests() }
    guard let request = requests.first(where: { $0.position == position }) else {
      throw Problem(.notFound, "not_found", visit.text("erasures.gone"))
    }
    return request
  }

  // MARK: Asking and approving

  private static func ask(_ visit: Visit) async throws -> Response {
    let form = try visit.form()
    guard let person = form["person"] else { return try await visit.erasureForm(nil) }
    guard let reason = form["reason"] else {
      return try await visit.erasureForm(person, fault: visit.text("erasures.reason.missing"))
    }
    let gate = visit.gate
    let goes = form.all("goes").compactMap { BesideAddress(text: $0) }
    let found = try await visit.site.work { try gate.mentions(of: person) }
    let sparing = found.certain.map(\.address).filter { !goes.contains($0) }
    let adding = found.possible.map(\.address).filter { goes.contains($0) }
    do {
      _ = try await gate.requestErasure(
        of: person, sparing: sparing, adding: adding,
        Submission(command: form["command"].flatMap { UniqueID($0) }, by: "", reason: reason))
    } catch let error as DeskError where error.code == .refused {
      return try await visit.erasureForm(person, reason: reason, fault: error.message)
    }
    return visit.redirect(to: "/erasures", notice: "erasure_requested")
  }

  private static func approve(_ visit: Visit) async throws -> Response {
    let request = try await find(visit)
    guard request.state == .asked else {
      return visit.redirect(to: "/erasures/\(request.position)")
    }
    let form = try visit.form()
    let submission = Submission(
      command: form["command"].flatMap { UniqueID($0) }, by: "", reason: form["reason"])
    do {
      let done =
        request.isErasure
        ? try await visit.gate.approveErasure(of: request.thing.id, submission)
        : try await visit.gate.approveRedaction(request.thing, submission)
      return visit.redirect(
        to: "/erasures/\(request.position)",
        notice: done.pending == nil ? "destroyed" : "destroying")
    } catch let error as DeskError where error.code == .refused {
      return try await visit.page(of: request, fault: error.message)
    }
  }

  // MARK: The record of processing

  private static func processing(_ visit: Visit) throws -> Response {
    func words(_ text: String) -> String { visit.text(processingKey(text)) }
    let rows = Processing.record.map { line -> [String: Any] in
      let parts = line.holder.split(separator: " ").map(String.init)
      let isGeneral = Kind(rawValue: parts[0]) == nil
      let holder =
        isGeneral
        ? words(line.holder)
        : ([visit.text("kind.\(parts[0]).one")]
          + parts.dropFirst().map { visit.text("entry.\($0).one") }).joined(separator: " · ")
      return [
        "holder": holder, "field": visit.text("field.\(line.field)"),
        "whose": words(line.whose), "purpose": words(line.purpose),
        "place": visit.text("erasures.place.\(line.place.rawValue)"), "kept": words(line.kept),
      ]
    }
    return try visit.page(
      "processing", title: visit.text("erasures.processing"), ["rows": rows])
  }

  /// The key of a phrase of the record of processing.
  static func processingKey(_ text: String) -> String {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return "processing." + words.joined(separator: "_")
  }
}

extension Visit {
  /// Requests as rows of a table.
  fileprivate func rows(of requests: [DestructionRequest]) async throws -> [[String: Any]] {
    let names = try await read(asOf: nil) { _, reading in
      try requests.map { request in
        (
          id: try reading.typedID(request.thing), title: try reading.title(request.thing)
        )
      }
    }
    let dates = DateText(language, site)
    return zip(requests, names).map { request, name in
      let kind = request.thing.kind
      var row: [String: Any] = [
        "href": "/erasures/\(request.position)", "thing_href": "/\(kind.rawValue)/\(name.id)",
        "kind": text("kind.\(kind.rawValue).one"), "id": name.id,
        "what": text(request.isErasure ? "erasures.what.person" : "erasures.what.texts"),
        "texts": text("erasures.texts", ["count": request.texts.count]),
        "by": request.by, "asked": dates.moment(request.asked),
      ]
      row["title"] = name.title
      row["reason"] = request.reason
      row["approved_by"] = request.approvedBy
      row["approved"] = request.approved.map { dates.moment($0) }
      return row
    }
  }

  /// One request, with all that would go.
  fileprivate func page(
    of request: DestructionRequest, fault: String? = nil
  ) async throws -> Response {
    let isOwn = request.by.lowercased() == principal?.account.lowercased()
    let texts = request.texts
    let shown = try await read(asOf: nil) { desk, reading in
      try texts.map { address -> [String: String] in
        let event = try desk.event(at: address.position, reading)
        // Who sees people by their ids is not shown the texts that name them.
        let text =
          reading.sight.people == .ids ? nil : event?["beside"]?[address.field]?.string
        var row = ["address": address.text, "thing": event?["thing"]?.string ?? ""]
        row["text"] = text.map { String($0.prefix(200)) }
        return row
      }
    }
    let isOpen = request.state == .asked
    var content: [String: Any] = [
      "request": try await rows(of: [request])[0], "position": Int(request.position),
      "texts": shown, "has_texts": !shown.isEmpty, "open": isOpen,
      "approves": isOpen && !isOwn && principal?.may(.approveErasure) == true,
      "own": isOpen && isOwn, "erasure": request.isErasure,
      "command": newCommandID().description,
    ]
    content["fault"] = fault
    return try page(
      "erasure", title: text(request.isErasure ? "erasures.what.person" : "erasures.what.texts"),
      content, status: fault == nil ? .ok : .unprocessableContent)
  }

  /// The form that asks for an erasure: first for whom, then for which texts.
  fileprivate func erasureForm(
    _ person: String?, reason: String? = nil, fault: String? = nil
  ) async throws -> Response {
    var content: [String: Any] = ["command": newCommandID().description]
    content["reason"] = reason
    content["fault"] = fault
    guard let person else {
      return try page("erasure-new", title: text("erasures.new"), content)
    }
    let gate = gate
    let found = try await site.work { try gate.mentions(of: person) }
    let names = try await read(asOf: nil) { _, reading in
      try (found.certain + found.possible).map { mention in
        "\(mention.thing.kind.rawValue)/\(try reading.typedID(mention.thing))"
      }
    }
    let title = try await read(asOf: nil) { _, reading in
      try reading.find(.person, person).flatMap { try reading.title($0) }
    }
    let rows = zip(found.certain + found.possible, names).enumerated().map { index, pair in
      [
        "address": pair.0.text, "thing": pair.1, "extract": pair.0.extract,
        "goes": index < found.certain.count,
      ] as [String: Any]
    }
    content["person"] = person
    content["title_of"] = title ?? person
    content["rows"] = rows
    content["has_rows"] = !rows.isEmpty
    content["records"] = Set(found.records.map(\.text)).sorted().prefix(20).map { $0 }
    content["has_records"] = !found.records.isEmpty
    return try page(
      "erasure-new", title: text("erasures.new"), content,
      status: fault == nil ? .ok : .unprocessableContent)
  }

  /// An id by which a form that is sent twice is known.
  func newCommandID() -> UniqueID {
    var generator = SystemRandomNumberGenerator()
    return UniqueID(at: site.accounts.credentials.time, using: &generator)
  }
}
