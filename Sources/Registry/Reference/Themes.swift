import ReferenceData

/// The taxonomy of what requests, offers and practices are about.
public struct Themes: Sendable {
  /// The taxonomy the program ships, read when it is first asked for.
  public static let shared = Themes()

  /// One theme.
  public struct Theme: Hashable, Sendable {
    /// The id, such as `open-data`.
    public let id: String
    /// The name to show.
    public let label: String
    /// The id of the theme it is part of; nil at the top.
    public let broader: String?
    /// Other ways to write it.
    public let aliases: [String]
  }

  /// All themes in the order of the list.
  public let all: [Theme]
  private let byID: [String: Theme]
  private let ids: [String: String]

  private init() {
    all = ReferenceTable(.themes).rows.map { row in
      Theme(
        id: row["id"], label: row["label"], broader: row.optional("broader"),
        aliases: row.list("aliases"))
    }
    byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
    var ids: [String: String] = [:]
    // An id wins over a label, a label over an alias.
    for theme in all { theme.aliases.forEach { ids[TextFolding.key($0)] = theme.id } }
    for theme in all { ids[TextFolding.key(theme.label)] = theme.id }
    for theme in all { ids[TextFolding.key(theme.id)] = theme.id }
    self.ids = ids
  }

  /// The theme with an id.
  public subscript(id: String) -> Theme? { byID[id] }

  /// The id of the theme that somebody wrote by id, label or alias (case, diacritics, hyphens and
  /// blanks do not count); nil when the taxonomy does not have it.
  public func resolve(_ written: String) -> String? { ids[TextFolding.key(written)] }

  /// What to show for an id; an unknown one is shown as it is.
  public func label(of id: String) -> String { byID[id]?.label ?? id }

  /// The theme and those it is part of, from the inside out; empty for an unknown id.
  public func path(from id: String) -> [String] {
    var path: [String] = []
    var next = byID[id]
    while let theme = next, !path.contains(theme.id) {
      path.append(theme.id)
      next = theme.broader.flatMap { byID[$0] }
    }
    return path
  }

  /// The theme and all that are part of it; empty for an unknown id.
  public func narrower(of id: String) -> Set<String> {
    Set(all.lazy.map(\.id).filter { path(from: $0).contains(id) })
  }

  /// The steps from one theme to the other up and down the taxonomy, 0 for the same theme; nil when
  /// they have no theme above them in common, or one is unknown.
  public func distance(from a: String, to b: String) -> Int? {
    let (up, down) = (path(from: a), path(from: b))
    for (steps, id) in up.enumerated() {
      if let further = down.firstIndex(of: id) { return steps + further }
    }
    return nil
  }

  /// Ids of themes that may have been meant, nearest first.
  public func nearMatches(to written: String) -> [String] {
    let names = all.lazy.flatMap { [$0.id, $0.label] + $0.aliases }
    var seen: Set<String> = []
    let ids = NearMatch.closest(to: written, in: names, limit: 6).compactMap(resolve)
    return Array(ids.filter { seen.insert($0).inserted }.prefix(3))
  }
}
