import Access
import CSV
import Desk
import EventLog
import HTTPTypes
import Hummingbird
import Interchange
import JSON
import Registry
import WebCore

/// `/import`: datasets are uploaded, looked at, recorded as a whole, and taken back.
enum ImportPage {
  /// The largest upload, in bytes.
  private static let limit = 32 << 20
  private static let mostFiles = 40
  private static let mostChanges = 500
  private static let mostImports = 50

  static func routes(_ planned: PlannedImports) -> [Route] {
    [
      Route(.get, "/import", .page, needs: .record) { visit in try await start(planned, visit) },
      Route(.post, "/import", .page, needs: .record, bodyLimit: limit) { visit in
        try await upload(planned, visit)
      },
      Route(.get, "/import/plan/{id}", .page, needs: .record) { visit in
        try show(try find(planned, visit), visit)
      },
      Route(.post, "/import/plan/{id}", .page, needs: .record) { visit in
        try await commit(try find(planned, visit), planned, visit)
      },
      Route(.get, "/import/plan/{id}/errors.csv", .file, needs: .record) { visit in
        visit.file(
          errors(try find(planned, visit).plan), type: "text/csv; charset=utf-8",
          named: "errors.csv")
      },
      Route(.get, "/import/{batch}/undo", .page, needs: .record) { visit in
        try await confirmUndo(planned, visit)
      },
      Route(.post, "/import/{batch}/undo", .page, needs: .record) { visit in
        try await undo(planned, visit)
      },
    ]
  }

  private static func find(_ planned: PlannedImports, _ visit: Visit) throws -> PlannedImport {
    let account = try visit.gate.require(.record).account
    return try planned.find(try visit.parameter("id"), of: account)
  }

  // MARK: Uploading

  private static func start(
    _ planned: PlannedImports, _ visit: Visit, faults: [Problem.Fault] = [],
    status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let imports = try await visit.read(asOf: nil) { desk, _ in try planned.recorded(in: desk) }
    let account = visit.principal?.account
    let maySettle = visit.principal?.may(.settle) == true
    let dates = DateText(visit.language, visit.site)
    var content: [String: Any] = [
      "imports": imports.suffix(mostImports).reversed().map { one in
        var row: [String: Any] = [
          "batch": one.batch, "by": one.by, "recorded": dates.moment(one.recorded),
          "events": one.events,
        ]
        if let undoer = one.undoneBy {
          row["undone"] = visit.text("import.undone", ["account": undoer])
        } else if maySettle || one.by == account {
          row["undo"] = "/import/\(one.batch)/undo"
        }
        return row
      },
      "files": DatasetFile.all.map { file in
        ["name": file.name + ".csv", "columns": file.columns.joined(separator: ", ")]
      },
    ]
    content["some"] = !imports.isEmpty
    if !faults.isEmpty {
      content["failed"] = true
      content["faults"] = faults.map { ["field": $0.pointer, "detail": $0.detail] }
    }
    return try visit.page(
      "import", title: visit.text("import.title"), content, status: status)
  }

  private static func upload(_ planned: PlannedImports, _ visit: Visit) async throws -> Response {
    let account = try visit.gate.require(.record).account
    let files = try visit.form().files.filter { $0.field == "files" }
    func refuse(_ key: String, _ name: String = "") async throws -> Response {
      try await start(
        planned, visit, faults: [.init("files", visit.text(key, ["file": name]))],
        status: .unprocessableContent)
    }
    guard !files.isEmpty else { return try await refuse("import.none") }
    guard files.count <= mostFiles else { return try await refuse("import.many") }
    if let sheet = files.first(where: { $0.bytes.starts(with: Array("PK".utf8)) }) {
      return try await refuse("import.sheet", sheet.name)
    }
    var names: Set<String> = []
    if let twice = files.first(where: { !names.insert($0.name).inserted }) {
      return try await refuse("import.twice", twice.name)
    }
    let dataset = files.map { (name: $0.name, bytes: $0.bytes) }
    let gate = visit.gate
    let plan = try await visit.site.work { try gate.plan(DatasetSource(dataset)) }
    let kept = planned.keep(dataset, plan, of: account)
    return visit.redirect(to: "/import/plan/\(kept.id)")
  }

  // MARK: The plan

  private static func show(
    _ planned: PlannedImport, _ visit: Visit, moved: Bool = false,
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    let plan = planned.plan
    var content: [String: Any] = [
      "action": "/import/plan/\(planned.id)", "command": UniqueID.fresh.description,
      "files": plan.files.map { name, counts in counted(name, counts) },
      "total": counted("", plan.counts), "moved": moved,
      "sum": visit.text(
        "import.sum", ["create": plan.counts.create, "change": plan.counts.change]),
    ]
    if !plan.changes.isEmpty {
      content["changing"] = true
      content["changes"] = plan.changes.prefix(mostChanges).map { change in
        var row: [String: Any] = [
          "file": change.file, "row": change.row, "id": change.id,
          "field": visit.text("field.\(change.field)"),
        ]
        row["from"] = change.from
        row["to"] = change.to
        return row
      }
      let more = plan.changes.count - mostChanges
      if more > 0 { content["more"] = visit.text("import.more", ["count": more]) }
    }
    if !plan.warnings.isEmpty {
      content["warned"] = true
      content["warnings"] = plan.warnings.map(\.message)
    }
    if plan.faults.isEmpty {
      content["ready"] = plan.counts.create + plan.counts.change > 0
      content["same"] = plan.counts.create + plan.counts.change == 0
    } else {
      content["faulty"] = true
      content["wrong"] = visit.text("import.wrong", ["count": plan.faults.count])
      content["errors"] = "/import/plan/\(planned.id)/errors.csv"
      content["general"] = plan.faults.filter { $0.row == nil }.map {
        ["file": $0.file, "reason": $0.reason]
      }
      content["sheets"] = planned.files.compactMap { name, bytes -> [String: Any]? in
        let faults = plan.faults.filter { $0.file == name && $0.row != nil }
        return faults.isEmpty ? nil : FaultySheet(name, bytes, faults).content(visit)
      }
    }
    return try visit.page(
      "import-plan", title: visit.text("import.plan"), content, status: status)
  }

  private static func counted(_ name: String, _ counts: ImportPlan.Counts) -> [String: Any] {
    [
      "name": name, "create": counts.create, "change": counts.change, "skip": counts.skip,
      "error": counts.error,
    ]
  }

  /// The faults as CSV, guarded against cells that a spreadsheet would run.
  private static func errors(_ plan: ImportPlan) -> [UInt8] {
    let writer = CSVWriter(.people)
    var text = writer.row(["file", "row", "column", "value", "reason"])
    for fault in plan.faults {
      writer.append(
        [
          fault.file, fault.row.map(String.init) ?? "", fault.column ?? "", fault.value ?? "",
          fault.reason,
        ], to: &text)
    }
    return Array(text.utf8)
  }

  // MARK: Recording

  private static func commit(
    _ kept: PlannedImport, _ planned: PlannedImports, _ visit: Visit
  ) async throws -> Response {
    let form = try visit.form()
    if form["drop"] != nil {
      planned.forget(kept)
      return visit.redirect(to: "/import")
    }
    let command = form["command"].flatMap { UniqueID($0) } ?? .fresh
    do {
      _ = try await visit.gate.commit(kept.plan, command: command, reason: form["reason"])
      planned.forget(kept)
      return visit.redirect(to: "/import", notice: "imported")
    } catch let error as DeskError where error.code == .conflict {
      // What was looked at is not what would be recorded: it has to be looked at again.
      let gate = visit.gate
      var anew = kept
      anew.plan = try await visit.site.work { try gate.plan(kept.source) }
      planned.replace(kept, by: anew.plan)
      return try show(anew, visit, moved: true, status: .conflict)
    }
  }

  // MARK: Taking back

  private static func confirmUndo(
    _ planned: PlannedImports, _ visit: Visit, faults: [String] = [],
    status: HTTPResponse.Status = .ok
  ) async throws -> Response {
    let batch = try visit.parameter("batch")
    let imports = try await visit.read(asOf: nil) { desk, _ in try planned.recorded(in: desk) }
    guard let one = imports.last(where: { $0.batch == batch }) else {
      throw Problem(.notFound, "not_found", "there is no import of this name")
    }
    var content: [String: Any] = [
      "action": visit.path, "command": UniqueID.fresh.description, "batch": batch,
      "by": one.by, "events": visit.text("import.events", ["count": one.events]),
      "recorded": DateText(visit.language, visit.site).moment(one.recorded),
      "reasons": [
        FormContent(visit: visit, json: [:]).line(
          "reason", visit.text("forms.reason"), at: "/reason", .init(optional: true))
      ],
    ]
    if !faults.isEmpty {
      content["failed"] = true
      content["faults"] = faults.map { ["detail": $0] }
    }
    return try visit.page(
      "import-undo", title: visit.text("import.undo"), content, status: status)
  }

  private static func undo(_ planned: PlannedImports, _ visit: Visit) async throws -> Response {
    let form = try visit.form()
    let command = form["command"].flatMap { UniqueID($0) } ?? .fresh
    do {
      _ = try await visit.gate.undo(
        batch: try visit.parameter("batch"), command: command, reason: form["reason"])
      return visit.redirect(to: "/import", notice: "undone")
    } catch let error as DeskError where error.code == .refused || error.code == .notFound {
      return try await confirmUndo(
        planned, visit, faults: [error.description], status: .unprocessableContent)
    }
  }
}
