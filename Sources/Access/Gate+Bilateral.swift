public import Desk
public import JSON

extension Gate {
  /// What became of a bilateral, as somebody wrote it, that this principal recorded under this command
  /// before; nil when none was.
  public func recorded(_ written: JSONValue, _ submission: Submission) throws -> Outcome? {
    try require(.record)
    return try desk.recorded(written, try authorised(submission))
  }
}
