/// How one view stands.
public struct ViewStatus: Hashable, Sendable {
  /// What a view is doing.
  public enum State: String, Sendable {
    /// It follows the log.
    case running
    /// Its fold failed; it shows the log up to there.
    case failed
    /// It was made by another version of its projection and waits to be rebuilt.
    case outdated
    /// It has not been built.
    case missing
    /// A new one is being built, or its building was interrupted.
    case building
  }

  /// The projection's name.
  public var name: String
  /// The version of the view in the file; the projection's own when there is none.
  public var version: Int
  /// The log size that the view shows.
  public var size: UInt64
  /// The log's size.
  public var logSize: UInt64
  /// How many events it has yet to take.
  public var lag: UInt64
  /// How many events of unknown types it passed over.
  public var unknownEvents: UInt64
  /// What it is doing.
  public var state: State
  /// Why its fold failed, and at which position.
  public var error: String?
}

extension ViewStore {
  /// How each view of the catalogue stands against a log of this size.
  public func status(logSize: UInt64) throws -> [ViewStatus] {
    let checkpoints = try ViewError.translating(path) {
      try withReader { try $0.use { try Catalogue.checkpoints($0) } }
    }
    return projections.map { projection in
      let found = checkpoints.filter { $0.name == projection.name }
      let live = found.first(where: \.isLive)
      let size = live?.size ?? 0
      let state: ViewStatus.State
      if live?.state == .failed {
        state = .failed
      } else if found.contains(where: { !$0.isLive }) {
        state = .building
      } else if let live {
        state = live.isOf(projection) ? .running : .outdated
      } else {
        state = .missing
      }
      return ViewStatus(
        name: projection.name, version: live.map { Int($0.version) } ?? projection.version,
        size: size, logSize: logSize, lag: logSize > size ? logSize - size : 0,
        unknownEvents: live?.unknownEvents ?? 0, state: state, error: live?.error)
    }
  }
}
