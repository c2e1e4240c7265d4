public import WebCore

/// Questions: lists, counts, pages of things, search, and looking back in time.
public struct AskPart: WebPart {
  let site: Site

  /// The part for a site.
  public init(_ site: Site) { self.site = site }

  /// Its addresses.
  public var routes: [Route] { [] }
}
