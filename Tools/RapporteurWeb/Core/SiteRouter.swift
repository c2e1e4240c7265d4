public import Hummingbird

extension Site {
  /// What answers requests for these routes.
  public func router(_ routes: [Route]) -> Router<SiteContext> {
    let router = Router(context: SiteContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: Frame(site: self, routes: routes))
    let dispatcher = Dispatcher(site: self)
    for route in routes {
      router.on(RouterPath(stringLiteral: route.path), method: route.method) { request, context in
        try await dispatcher.answer(route, request, context)
      }
    }
    return router
  }
}
