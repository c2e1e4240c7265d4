public import EventLog
import JSON
import Registry

extension Desk {
  /// What importing a dataset would do. Writes nothing.
  public func plan(_ source: DatasetSource, ignoringUnknown: Bool = false) throws -> ImportPlan {
    let (tables, faults) = try source.tables(ignoringUnknown: ignoringUnknown)
    try catchUp()
    return try log.read { snapshot in
      var planner = try ImportPlanner(self, snapshot)
      try planner.plan(tables, faults: faults)
      return planner.plan
    }
  }

  /// A new name for an import, readable and unique: `import-20140702-3f9ac1`.
  public func newBatch() -> String {
    let day = today.description.filter { $0 != "-" }
    return "import-\(day)-\(Draft.randomHex(6))"
  }

  /// Does exactly what the plan says, all of it or nothing.
  ///
  /// Throws a `DeskError` when the plan has faults, or when the log has moved on since it was made.
  public func commit(
    _ plan: ImportPlan, batch: String, by actor: String, via: String = "cli",
    command: UniqueID? = nil, reason: String? = nil
  ) async throws -> Outcome {
    guard plan.faults.isEmpty else {
      throw DeskError(
        .refused, "the dataset has \(plan.faults.count) faults; nothing was written",
        hint: "mend the cells named and import again")
    }
    var submission = Submission(
      command: command, by: actor, via: via, reason: reason ?? "imported", batch: batch,
      expectingSize: plan.size, steps: plan.steps)
    submission.input = ["import": .string(plan.fingerprint)]
    return try await submit(submission)
  }
}
