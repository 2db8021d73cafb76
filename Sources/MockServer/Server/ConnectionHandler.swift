import NIOCore
import NIOSSL

/// One connection: reads requests one after the other, asks the responder, writes the answers in the same order.
///
/// The next request is parsed when the one before is answered, so pipelined requests wait in the buffer. A client that
/// doesn't read its answers is not read from either: what it sends waits in the system's buffers, and in its own.
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

    /// Unparsed bytes beyond this stop the reading.
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
    private var isProceeding = false
    /// What the client's time is counted from: the connection's beginning, the last answer, the first byte of a request,
    /// the first answer that it didn't take.
    private var waitsSince = NIODeadline.now()
    private var patience: Scheduled<Void>?
    private var date = (second: Int64.min, text: "")

    init(_ configuration: Configuration) {
        self.configuration = configuration
        parser = RequestParser(limits: configuration.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        waitsSince = .now()
        watch(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) { patience?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard state != .ended else { return }
        var bytes = unwrapInboundIn(data)
        if unread.readableBytes == 0 {
            if !parser.isInsideRequest, context.channel.isWritable { waitsSince = .now() }
            unread = bytes
        } else {
            unread.writeBuffer(&bytes)
        }
        proceed(context)
    }

    func read(context: ChannelHandlerContext) {
        if state != .ended && unread.readableBytes > Self.highWater {
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

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        waitsSince = .now()
        if context.channel.isWritable { proceed(context) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .ended
        pending?.cancel()
        patience?.cancel()
        context.fireChannelInactive()
    }

    /// A failed handshake or a connection reset by the client: nothing that could be answered.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Parses and answers what is in the buffer, and sends it at once.
    func proceed(_ context: ChannelHandlerContext) {
        // What is written may be gone at once, which calls this again.
        guard !isProceeding else { return }
        isProceeding = true
        defer { isProceeding = false }
        while state == .reading {
            guard hasRoom(context) else { return }
            let (event, consumed) = unread.withUnsafeReadableBytes { parser.next($0) }
            unread.moveReaderIndex(forwardBy: consumed)
            switch event {
            case .incomplete:
                unread.discardReadBytes()
                context.flush()
                if inputClosed { context.close(promise: nil) }
                readOn(context)
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
        waitsSince = .now()
        readOn(context)
    }

    private func readOn(_ context: ChannelHandlerContext) {
        guard holdsRead, unread.readableBytes <= Self.highWater else { return }
        holdsRead = false
        context.read()
    }

    /// Whether the client takes its answers.
    private func hasRoom(_ context: ChannelHandlerContext) -> Bool {
        if !context.channel.isWritable { context.flush() }
        return context.channel.isWritable
    }

    /// How long the client may let itself be waited for now, in nanoseconds; `nil` when it isn't its turn.
    private func patience(_ context: ChannelHandlerContext) -> Int64? {
        switch state {
        case .ended: return nil
        case .answering: return context.channel.isWritable ? nil : configuration.limits.unread
        case .reading:
            if !context.channel.isWritable { return configuration.limits.unread }
            let hasBegun = parser.isInsideRequest || unread.readableBytes > 0
            return hasBegun ? configuration.limits.request : configuration.limits.idle
        }
    }

    /// Ends the connection when the client's time is over; looks again when it may be.
    private func watch(_ context: ChannelHandlerContext) {
        let limits = configuration.limits
        let soonest = min(limits.idle, limits.request, limits.unread)
        let limit = patience(context)
        let end = waitsSince + .nanoseconds(limit ?? soonest)
        let now = NIODeadline.now()
        if limit != nil, end <= now {
            return lose(context)
        }
        let next = limit == nil ? now + .nanoseconds(soonest) : min(end, now + .nanoseconds(soonest))
        patience = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.watch(context) }
    }

    /// Ends a connection whose client was waited for in vain.
    private func lose(_ context: ChannelHandlerContext) {
        let hasBegun = parser.isInsideRequest || unread.readableBytes > 0
        if state == .reading, hasBegun, context.channel.isWritable { return refuse(.tooSlow, context) }
        state = .ended
        pending?.cancel()
        context.close(promise: nil)
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
