import Access
import Registry

/// The site's main addresses, each for those who may use it.
enum Navigation {
  /// An address of the menu.
  private struct Item {
    let path: String
    let icon: String
    let rights: Set<Right>
    /// The kind whose things it lists.
    var kind: Kind?
    /// Whether a group of addresses begins with it.
    var begins = false
    /// Whether what it shows depends on the moment that is being read.
    var isTimed = true

    /// Whether a page lies under it.
    func holds(_ page: String) -> Bool {
      page == path || (path != "/" && page.hasPrefix(path + "/"))
        || kind.map { page.hasPrefix("/\($0.rawValue)/") } == true
    }

    /// The key of its name.
    var key: String { path == "/" ? "overview" : String(path.dropFirst()) }
  }

  private static let all = [
    Item(path: "/", icon: "home", rights: [.readThings]),
    Item(path: "/log", icon: "write", rights: [.record], isTimed: false),
    Item(path: "/requests", icon: "request", rights: [.readThings], kind: .request, begins: true),
    Item(path: "/offers", icon: "offer", rights: [.readThings], kind: .offer),
    Item(path: "/followups", icon: "followup", rights: [.readThings], kind: .followup),
    Item(path: "/meetings", icon: "meeting", rights: [.readThings], kind: .meeting),
    Item(path: "/people", icon: "person", rights: [.readThings], kind: .person, begins: true),
    Item(path: "/organisations", icon: "organisation", rights: [.readThings], kind: .organisation),
    Item(path: "/networks", icon: "network", rights: [.readThings], kind: .network),
    Item(
      path: "/documents", icon: "document", rights: [.readThings], kind: .document, begins: true),
    Item(path: "/practices", icon: "practice", rights: [.readThings], kind: .practice),
    Item(
      path: "/recommendations", icon: "recommendation", rights: [.readThings], kind: .recommendation
    ),
    Item(path: "/statements", icon: "statement", rights: [.readThings], kind: .statement),
    Item(path: "/questions", icon: "question", rights: [.readThings], kind: .question),
    Item(path: "/import", icon: "import", rights: [.record], begins: true, isTimed: false),
    Item(path: "/audit", icon: "audit", rights: [.readThings, .verify], isTimed: false),
    Item(
      path: "/erasures", icon: "erase", rights: [.requestErasure, .approveErasure],
      isTimed: false),
    Item(path: "/access-log", icon: "info", rights: [.readRecords], isTimed: false),
    Item(path: "/accounts", icon: "account", rights: [.readAccounts], isTimed: false),
  ]

  /// The addresses for a visitor; none for those who are not logged in.
  static func items(for visit: Visit) -> [[String: Any]] {
    guard let principal = visit.principal else { return [] }
    return all.filter { !$0.rights.isDisjoint(with: principal.rights) }.map { item in
      [
        "href": item.isTimed ? visit.link(item.path) : item.path,
        "label": visit.text("nav.\(item.key)"), "icon": item.icon,
        "current": item.holds(visit.path), "begins": item.begins,
      ]
    }
  }

  /// Whether what a page shows depends on the moment that is being read.
  static func isTimed(_ page: String) -> Bool {
    let others = ["/account", "/diff", "/redactions", "/tokens"]
    let acts = ["correct", "merge", "new", "record", "reinstate", "retract", "unmerge"]
    return !all.contains { !$0.isTimed && $0.holds(page) }
      && !others.contains { page == $0 || page.hasPrefix($0 + "/") }
      && !page.split(separator: "/").dropFirst().contains { acts.contains(String($0)) }
  }
}
