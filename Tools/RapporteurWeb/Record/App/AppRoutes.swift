import Access
import HTTPTypes
import Hummingbird
import JSON
import WebCore

/// What makes the form for bilaterals an app: manifest, worker, the page for when there is no network,
/// and who is logged in when something is to be sent.
enum AppRoutes {
  static let routes = [
    Route(.get, "/app.webmanifest", .file, for: .everyone) { visit in
      kept(visit.json(manifest(visit), type: "application/manifest+json"))
    },
    Route(.get, "/service-worker.js", .file, for: .everyone) { visit in
      kept(
        visit.file(
          visit.site.files.all["service-worker.js"] ?? [], type: "text/javascript; charset=utf-8"))
    },
    Route(.get, "/log/offline", .page, for: .everyone) { visit in try shell(visit) },
    Route(.get, "/log/session", .api, needs: .record) { visit in
      visit.json([
        "account": JSONValue(visit.principal?.account), "csrf": JSONValue(visit.session?.csrf),
      ])
    },
  ]

  /// Browsers may keep it, and ask each time whether it has changed.
  private static func kept(_ response: Response) -> Response {
    var response = response
    response.headers[.cacheControl] = "no-cache"
    return response
  }

  private static func manifest(_ visit: Visit) -> JSONValue {
    [
      "id": "/log", "name": .string(visit.text("log.app")), "short_name": "Rapporteur",
      "description": .string(visit.text("log.app.description")),
      "lang": .string(visit.language.code),
      "dir": visit.language.isRightToLeft ? "rtl" : "ltr", "start_url": "/log", "scope": "/",
      "display": "standalone", "background_color": "#f5f6f8", "theme_color": "#0c2d45",
      "icons": [
        ["src": "/assets/icon.svg", "sizes": "any", "type": "image/svg+xml"],
        ["src": "/assets/icon-192.png", "sizes": "192x192", "type": "image/png"],
        ["src": "/assets/icon-512.png", "sizes": "512x512", "type": "image/png"],
      ],
    ]
  }

  /// The form as a device keeps it: without an account, without a session's secret, without anything
  /// that the registry holds.
  private static func shell(_ visit: Visit) throws -> Response {
    var content = LogContent(visit, [:]).content(command: "")
    for name in ["account", "alarm", "notice", "asof", "records"] { content[name] = false }
    content["nav"] = [Any]()
    content["csrf"] = ""
    content["path"] = "/log"
    content["offline"] = true
    return try visit.page(
      "log", title: visit.text("log.title"), content, scripts: ["log.js"])
  }
}
