public import WebCore

/// Recording: bilaterals, also offline, forms for everything else, and imports.
public struct RecordPart: WebPart {
  private let imports = PlannedImports()

  /// The part for a site.
  public init(_ site: Site) {}

  /// Its addresses.
  public var routes: [Route] {
    LogPage.routes + BilateralRoute.routes + CompletionRoute.routes + OfflineData.routes
      + AppRoutes.routes + FormRoutes.routes + ImportPage.routes(imports)
  }
}
