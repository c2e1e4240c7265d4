public import WebCore

/// The registry for programs.
public struct APIPart: WebPart {
  let site: Site

  /// The part for a site.
  public init(_ site: Site) { self.site = site }

  /// Its addresses.
  public var routes: [Route] { [] }
}
