import Matching

/// What could answer a request, for people: a block for each match, with its points.
struct MatchText {
  private let matches: [Match]
  private let total: Int

  /// - Parameter total: how many there are with those not shown.
  init(_ matches: [Match], total: Int) {
    self.matches = matches
    self.total = total
  }

  /// The matches, the best first.
  var text: String {
    guard total > 0 else {
      return "nothing matches: no offer, practice, person or peer on such a theme, none linked\n"
    }
    let left = total - matches.count
    return matches.map(block).joined(separator: "\n")
      + (left > 0 ? "\n\(left) more; a larger --limit shows them\n" : "")
  }

  private func block(_ match: Match) -> String {
    let name = "\(match.kind.rawValue)/\(match.id)"
    let head = ["\(match.score)  \(name)", match.title].compactMap(\.self)
    var text = Style.strong(head.joined(separator: " · ").hanging(first: 0, rest: 4)) + "\n"
    let counting = match.parts.filter { $0.value > 0 }
    let width = (counting.map(\.name.count) + [9]).max() ?? 9
    for part in counting {
      let points = String(part.value)
      let label =
        "  " + part.name.padded(to: width) + String(repeating: " ", count: 4 - points.count)
      text += Page.entry(label + points, part.why, width + 6)
    }
    let others = match.parts.filter { $0.value == 0 }.map { "\($0.name) (\($0.why))" }
    if !others.isEmpty {
      let label = "  " + "no points".padded(to: width) + "    "
      text += Page.entry(label, others.joined(separator: ", "), width + 6)
    }
    if !match.evidence.isEmpty {
      let label = "  " + "found by".padded(to: width) + "    "
      text += Page.entry(label, match.evidence.joined(separator: ", "), width + 6)
    }
    return text
  }
}
