import Desk
import Registry

/// Which right it takes to record what.
///
/// | what | right |
/// |---|---|
/// | anything of an account | keep accounts |
/// | the meaning of a term, mergers and their end, which of several statements is preferred | settle |
/// | what destroys, or leads there | none: that has a way of its own, which two accounts go |
/// | everything else | record |
enum RecordingRule {
  /// The right that a step takes; nil for what nobody may record as a step.
  static func right(for step: Step) -> Right? {
    switch step.thing.kind {
    case .account: return isDestroying(step.command) ? nil : .keepAccounts
    case .vocabulary: return isDestroying(step.command) ? nil : .settle
    default: break
    }
    switch step.command {
    case .begin(let fields), .correctEntry(_, let fields, _, _):
      return right(for: fields, of: step.thing.kind)
    case .correct(let fields, let cleared, _):
      return cleared.contains(where: { isSettling($0, of: step.thing.kind) })
        ? .settle : right(for: fields, of: step.thing.kind)
    case .happen(let type, let fields), .happenToEntry(let type, _, let fields):
      switch type.effect {
      case .merges, .revertsMerge: return .settle
      case _ where type.isAboutDestroying: return nil
      default: return right(for: fields, of: step.thing.kind)
      }
    case .merge, .unmerge: return .settle
    case .retract, .reinstate: return .record
    }
  }

  private static func right(for fields: Fields, of kind: Kind) -> Right {
    fields.keys.contains { isSettling($0, of: kind) } ? .settle : .record
  }

  /// Whether a value of this field settles a disagreement, by whatever event it gets there.
  private static func isSettling(_ field: String, of kind: Kind) -> Bool {
    kind == .statement && field == "preferred"
  }

  private static func isDestroying(_ command: Command) -> Bool {
    switch command {
    case .happen(let type, _), .happenToEntry(let type, _, _): type.isAboutDestroying
    default: false
    }
  }
}
