import Access

/// The site's main addresses, each for those who may use it.
enum Navigation {
  /// An address of the menu.
  private struct Item {
    let path: String
    let icon: String
    let rights: Set<Right>
    /// Whether what it shows depends on the moment that is being read.
    var isTimed = true

    /// The key of its name.
    var key: String { path == "/" ? "overview" : String(path.dropFirst()) }
  }

  private static let all = [
    Item(path: "/", icon: "home", rights: [.readThings]),
    Item(path: "/log", icon: "write", rights: [.record], isTimed: false),
    Item(path: "/requests", icon: "request", rights: [.readThings]),
    Item(path: "/offers", icon: "offer", rights: [.readThings]),
    Item(path: "/followups", icon: "followup", rights: [.readThings]),
    Item(path: "/meetings", icon: "meeting", rights: [.readThings]),
    Item(path: "/people", icon: "person", rights: [.readThings]),
    Item(path: "/organisations", icon: "organisation", rights: [.readThings]),
    Item(path: "/networks", icon: "network", rights: [.readThings]),
    Item(path: "/practices", icon: "practice", rights: [.readThings]),
    Item(path: "/recommendations", icon: "recommendation", rights: [.readThings]),
    Item(path: "/statements", icon: "statement", rights: [.readThings]),
    Item(path: "/documents", icon: "document", rights: [.readThings]),
    Item(path: "/questions", icon: "question", rights: [.readThings]),
    Item(path: "/import", icon: "import", rights: [.record], isTimed: false),
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
        "current": visit.path == item.path
          || (item.path != "/" && visit.path.hasPrefix(item.path + "/")),
      ]
    }
  }
}
