import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import WebCore

/// Stands between the parser and the site on each connection: tells a client whose request cannot be
/// read what was wrong with it, and hangs up when an answer says that the connection is over or comes
/// before its request has ended, so that a body that nobody wants is not read to its end.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long a client may take to read the last answer.
  private static let patience = TimeAmount.seconds(2)
  /// How many bytes are still taken from it meanwhile; then it has to wait for its end.
  private static let mostDrained = 1 << 20

  private let isSecure: Bool
  private var unanswered = 0
  private var isReading = false
  private var isLastAnswer = false
  private var isOver = false
  /// How many bytes came after the last answer.
  private var drained = 0

  /// A guard; `isSecure` as of the site.
  init(isSecure: Bool) { self.isSecure = isSecure }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else {
      if case .body(let bytes) = unwrapInboundIn(data) { drained += bytes.readableBytes }
      return
    }
    switch unwrapInboundIn(data) {
    case .head:
      unanswered += 1
      isReading = true
    case .body: break
    case .end: isReading = false
    }
    context.fireChannelRead(data)
  }

  func read(context: ChannelHandlerContext) {
    if drained < Self.mostDrained { context.read() }
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isOver else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(let head):
      if head.status.kind != .informational {
        isLastAnswer = head.headerFields[.connection]?.lowercased() == "close"
      }
      context.write(data, promise: promise)
    case .body:
      context.write(data, promise: promise)
    case .end:
      unanswered -= 1
      guard isLastAnswer || unanswered == 0 && isReading else {
        context.write(data, promise: promise)
        return
      }
      context.writeAndFlush(data, promise: promise)
      hangUp(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let fault = error as? HTTPParserError, unanswered == 0, !isOver else {
      context.fireErrorCaught(error)
      return
    }
    let isTooLarge = fault == .headerOverflow
    var head = HTTPResponse(status: isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest)
    head.headerFields[.connection] = "close"
    head.headerFields[.contentLength] = "0"
    Protection.add(to: &head.headerFields, isSecure: isSecure)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    hangUp(context)
  }

  /// Says that nothing more is coming, and closes the connection when the client has had time to read
  /// what came: closed at once with bytes unread, it would be reset, and the answer with it.
  private func hangUp(_ context: ChannelHandlerContext) {
    isOver = true
    context.close(mode: .output, promise: nil)
    context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
      context.close(promise: nil)
    }
  }
}
