public import WebCore

/// Recording: bilaterals, also offline, forms for everything else, and imports.
public struct RecordPart: WebPart {
  let site: Site

  /// The part for a site.
  public init(_ site: Site) { self.site = site }

  /// Its addresses.
  public var routes: [Route] { [] }
}
