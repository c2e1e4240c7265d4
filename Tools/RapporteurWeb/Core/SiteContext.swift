public import Hummingbird
import NIOCore

/// What the server knows of a request before the site looks at it.
public struct SiteContext: RequestContext {
  /// What Hummingbird itself keeps.
  public var coreContext: CoreRequestContextStorage
  /// The address that the connection comes from, without the port; nil in tests without a connection.
  let peer: String?

  /// The context of a request.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress
  }
}
