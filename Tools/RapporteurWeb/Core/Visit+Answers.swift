import Access
import Foundation
public import HTTPTypes
public import Hummingbird
public import JSON
import Things

extension Visit {
  /// A page: a template filled with content, inside the layout.
  ///
  /// - Parameters:
  ///   - title: what the page is called, in the visitor's language.
  ///   - content: texts, numbers, booleans, and arrays and dictionaries of them.
  ///   - scripts: names of scripts that add to the page.
  public func page(
    _ template: String, title: String, _ content: [String: Any] = [:], scripts: [String] = [],
    status: HTTPResponse.Status = .ok
  ) throws -> Response {
    var whole = try frame(title: title, scripts: scripts)
    whole.merge(content) { _, own in own }
    var response = Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(string: site.renderer.render(template, whole, language))))
    response.headers[.contentLanguage] = language.code
    if session == nil, visitor.isNew {
      response.setCookie(Cookies.visitor(visitor.token))
    }
    return response
  }

  /// A part of a page: a template filled with content, without the layout.
  public func fragment(_ template: String, _ content: [String: Any]) -> String {
    site.renderer.render(template, content, language)
  }

  /// JSON.
  public func json(
    _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:],
    type: String = "application/json"
  ) -> Response {
    var headers = headers
    headers[.contentType] = type
    return Response(
      status: status, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: value.compactText + "\n")))
  }

  /// A file to keep, under a name.
  public func file(_ bytes: [UInt8], type: String, named name: String? = nil) -> Response {
    var headers: HTTPFields = [.contentType: type]
    if let name {
      let safe = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
      headers[.contentDisposition] = "attachment; filename=\"\(safe)\""
    }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Sends the browser on, with a notice to show there: the end of a key `notice.…`.
  public func redirect(to path: String, notice: String? = nil) -> Response {
    guard let notice else { return .redirect(to: path) }
    return .redirect(to: path + (path.contains("?") ? "&" : "?") + "notice=" + notice)
  }

  /// Whether somebody who is logged in sees an error as one of the site's pages.
  func showsPage(of error: any Error) -> Bool {
    route.form == .page && session != nil && Problem(error).status.code < 500
  }

  /// A problem as a page, inside the layout.
  func page(of problem: Problem) throws -> Response {
    var response = try page(
      "error", title: text("problem.\(problem.status.code)"), problem.content(words),
      status: problem.status)
    for field in problem.headers { response.headers[field.name] = field.value }
    return response
  }

  /// What the layout shows around every page.
  private func frame(title: String, scripts: [String]) throws -> [String: Any] {
    var frame: [String: Any] = [
      "lang": language.code, "dir": language.isRightToLeft ? "rtl" : "ltr", "title": title,
      "csrf": csrf, "path": path, "query": query.text,
      "nav": Navigation.items(for: self), "scripts": scripts,
      "languages": Language.all.map { other in
        [
          "code": other.code, "name": other.name, "current": other == language,
          "href": address(with: [("lang", other.code)]),
        ] as [String: Any]
      },
    ]
    if let principal {
      frame["account"] = [
        "name": principal.account,
        "roles": principal.roles.map(\.rawValue).sorted().map { text("term.account_role.\($0)") },
      ]
    }
    if principal?.may(.record) == true { frame["records"] = true }
    if principal != nil, let alarm = site.alarm { frame["alarm"] = alarm }
    if let key = value("notice"), let notice = notice(key) { frame["notice"] = notice }
    if gate.principal?.may(.readThings) == true { frame["asof"] = try moment() }
    return frame
  }

  private func notice(_ key: String) -> String? {
    site.renderer.languages.string("notice.\(key)", language)
  }

  /// The size that is read, and the log's own.
  private func moment() throws -> [String: Any] {
    let state = try gate.logState(asOf: asOf)
    let size = Int(state.size)
    var moment: [String: Any] = [
      "size": size, "head": Int(state.head), "past": asOf != nil,
      "timed": Navigation.isTimed(path),
      "keep": query.pairs.filter { $0.name != "as-of" && $0.name != "notice" && $0.value != nil }
        .map { ["name": $0.name, "value": $0.value ?? ""] },
      "now": address(with: [("as-of", nil)]),
    ]
    if let recorded = state.recorded {
      let words = dates.moment(recorded)
      moment["recorded"] = words
      moment["words"] = text(
        asOf == nil ? "layout.log_recorded" : "asof.past_recorded",
        ["count": size, "moment": words])
    } else {
      moment["words"] = text(asOf == nil ? "layout.log_size" : "asof.past", ["count": size])
    }
    if asOf != nil { moment["query"] = "?as-of=\(state.size)" }
    return moment
  }

  /// This page's address with other values for these names; nil removes a name.
  public func address(with changes: [(name: String, value: String?)]) -> String {
    var query = query
    query.pairs.removeAll { pair in
      pair.name == "notice" || changes.contains { $0.name == pair.name }
    }
    query.pairs += changes.compactMap { change in
      change.value.map { FilterQuery.Pair(change.name, $0) }
    }
    return query.pairs.isEmpty ? path : path + "?" + query.text
  }

  /// An address of this site at the moment that is being read.
  public func link(_ path: String) -> String {
    guard let asOf = value("as-of") else { return path }
    let pair = FilterQuery([.init("as-of", asOf)]).text
    return path + (path.contains("?") ? "&" : "?") + pair
  }
}
