public import WebCore

/// Proof: records, checkpoints, verification, tiles and witnesses.
public struct AuditPart: WebPart {
  let site: Site

  /// The part for a site.
  public init(_ site: Site) { self.site = site }

  /// Its addresses.
  public var routes: [Route] { [] }
}
