import Desk
import EventLog

extension Gate {
  /// Returns when the log is larger than a size, with its size then. For those who may read records.
  public func wait(beyond size: UInt64) async throws -> UInt64 {
    try require(anyOf: [.readRecords, .readOwnRecords])
    return try await desk.log.wait(beyond: size)
  }
}
