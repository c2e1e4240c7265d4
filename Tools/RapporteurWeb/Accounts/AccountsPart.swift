public import WebCore

/// Logging in, accounts and tokens, erasures, and who saw what.
public struct AccountsPart: WebPart {
  let site: Site

  /// The part for a site.
  public init(_ site: Site) { self.site = site }

  /// Its addresses.
  public var routes: [Route] {
    LoginRoutes(site: site).routes + OwnAccountPages.routes + AccountPages.routes
      + TokenPages.routes + AccessLogPages.routes + ErasurePages.routes + RedactionPages.routes
      + RevealPages.routes
  }
}
