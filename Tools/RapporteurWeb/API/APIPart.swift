import Access
import HTTPTypes
public import WebCore

/// The registry for programs: the same questions and commands as on the command line, in the same
/// shapes.
public struct APIPart: WebPart {
  private let service = APIService()

  /// The part for a site.
  public init(_ site: Site) {}

  /// Its addresses: one for each operation.
  public var routes: [Route] {
    let service = service
    return Operation.all.compactMap { operation in
      guard let run = operation.run else { return nil }
      return Route(
        operation.method, operation.path, .api, for: operation.audience,
        bodyLimit: operation.bodyLimit
      ) { visit in
        try await service.answer(operation, visit, run)
      }
    }
  }
}

extension Operation {
  /// Who may use its route.
  fileprivate var audience: Route.Audience { needs.isEmpty ? .everyone : .holders(of: needs) }
}
