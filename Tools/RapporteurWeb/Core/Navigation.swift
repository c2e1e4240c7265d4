import Access

/// The site's main addresses, each for those who may use it.
enum Navigation {
  private static let all: [(path: String, key: String, right: Right?)] = [
    ("/", "overview", .readThings), ("/log", "log", .record), ("/requests", "requests", .readThings),
    ("/followups", "followups", .readThings), ("/meetings", "meetings", .readThings),
    ("/people", "people", .readThings), ("/organisations", "organisations", .readThings),
    ("/questions", "questions", .readThings), ("/import", "import", .record),
    ("/audit", "audit", nil), ("/accounts", "accounts", .readAccounts),
  ]

  /// The addresses for a visitor; none for those who are not logged in.
  static func items(for visit: Visit) -> [[String: Any]] {
    guard let principal = visit.principal else { return [] }
    return all.filter { $0.right.map(principal.may) ?? true }.map { path, key, _ in
      [
        "href": path == "/accounts" || path == "/log" || path == "/import" ? path : visit.link(path),
        "label": visit.text("nav.\(key)"), "key": key,
        "current": visit.path == path || (path != "/" && visit.path.hasPrefix(path + "/")),
      ]
    }
  }
}
