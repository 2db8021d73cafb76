import NIOCore
import NIOSSL

/// One connection: reads requests one after the other, asks the responder, writes the answers in the same order.
///
/// The next request is parsed when the one before is answered, so pipelined requests wait in the buffer.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What all connections of a server share.
    struct Configuration: Sendable {
        let responder: any MockResponder
        let limits: MockLimits
        let clock: MockClock
        let log: MockRequestLog?
        let secure: Bool
    }

    enum State {
        /// Waiting for a request, or in the middle of one.
        case reading
        /// A request's answer is on its way.
        case answering
        /// Nothing more is read or written; the connection waits for its end.
        case ended
    }

    /// Unread bytes beyond this stop the reading while an answer is on its way.
    private static let highWater = 256 << 10

    let configuration: Configuration
    var state = State.reading
    /// Whether the client has said that it sends no more.
    var inputClosed = false
    /// What is still to come of the answer: cancelled when the connection ends.
    var pending: Scheduled<Void>?
    private var parser: RequestParser
    private var unread = ByteBuffer()
    private var holdsRead = false
    private var date = (second: Int64.min, text: "")

    init(_ configuration: Configuration) {
        self.configuration = configuration
        parser = RequestParser(limits: configuration.limits)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .ended else { return }
        var bytes = unwrapInboundIn(data)
        if unread.readableBytes == 0 {
            unread = bytes
        } else {
            unread.writeBuffer(&bytes)
        }
        proceed(context)
    }

    func read(context: ChannelHandlerContext) {
        if state == .answering && unread.readableBytes > Self.highWater {
            holdsRead = true
        } else {
            context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        inputClosed = true
        // A client that closes its half after the request still wants the answer.
        if state != .answering { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .ended
        pending?.cancel()
        context.fireChannelInactive()
    }

    /// A failed handshake or a connection reset by the client: nothing that could be answered.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Parses and answers what is in the buffer, and sends it at once.
    func proceed(_ context: ChannelHandlerContext) {
        while state == .reading {
            let (event, consumed) = unread.withUnsafeReadableBytes { parser.next($0) }
            unread.moveReaderIndex(forwardBy: consumed)
            switch event {
            case .incomplete:
                unread.discardReadBytes()
                context.flush()
                if inputClosed { context.close(promise: nil) }
                return
            case .expectsContinue:
                // Not needed any more when content has come already (RFC 9110, section 10.1.1).
                if unread.readableBytes == 0 { context.write(wrapOutboundOut(Self.interim), promise: nil) }
            case .request(let head, let body):
                answer(MockRequest(head, body: body, secure: configuration.secure), context)
            case .refused(let refusal):
                refuse(refusal, context)
            }
        }
        context.flush()
    }

    /// The answer has been written; the next request may be read.
    func finish(_ context: ChannelHandlerContext) {
        guard state == .answering else { return }
        state = .reading
        if holdsRead {
            holdsRead = false
            context.read()
        }
    }

    /// The value of `Date` now.
    func currentDate() -> String {
        let second = configuration.clock.now() / 1000
        if second != date.second { date = (second, HTTPDate.text(second)) }
        return date.text
    }

    private static let interim = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
}

extension MockRequest {
    init(_ head: RequestHead, body: [UInt8], secure: Bool) {
        self.init(
            method: head.method,
            target: head.target,
            version: head.version,
            headers: head.headers,
            body: body,
            secure: secure
        )
    }
}
