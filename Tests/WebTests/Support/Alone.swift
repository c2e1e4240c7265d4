import Foundation

/// Tests that wait for somebody to lose patience need the machine to themselves: among a thousand others
/// everybody is slow.
enum Alone {
  /// Whether whoever runs the tests says that they run alone: `RAPPORTEUR_ALONE=1 Tools/test --filter …`
  static let isSaid = ProcessInfo.processInfo.environment["RAPPORTEUR_ALONE"] != nil
}
