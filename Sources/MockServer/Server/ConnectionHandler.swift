import Glibc
import HTTP
import NIOCore

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
        let held: HeldContent
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
    /// The bytes of content that this connection holds of all that are held.
    private var held = 0
    private var holdsRead = false
    private var isProceeding = false
    /// What the client's time is counted from: the connection's beginning, the last answer, the first byte of a
    /// request, the first answer that it didn't take.
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

    func handlerRemoved(context: ChannelHandlerContext) {
        patience?.cancel()
        _ = hold(0)
    }

    /// Nothing more of the request is of use.
    func dropContent() {
        parser = RequestParser(limits: configuration.limits)
        unread = ByteBuffer()
        _ = hold(0)
    }

    /// The connection holds so many bytes of content now; whether all of them together may.
    private func hold(_ count: Int) -> Bool {
        guard count != held else { return true }
        let all = configuration.held.add(count - held)
        let mayGrow = count < held || all <= configuration.limits.contents
        held = count
        return mayGrow
    }

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
                guard hold(parser.contentCount) else { return refuse(.tooBusy, context) }
                unread.discardReadBytes()
                context.flush()
                if inputClosed { context.close(promise: nil) }
                readOn(context)
                return
            case .expectsContinue:
                // Not needed any more when content has come already (RFC 9110, section 10.1.1).
                if unread.readableBytes == 0 { context.write(wrapOutboundOut(Self.interim), promise: nil) }
            case .request(let head, let body):
                guard hold(body.count) else { return refuse(.tooBusy, context) }
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
        _ = hold(0)
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
        if state == .ended, !context.channel.isActive { return }
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
    private func currentDate() -> String {
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

extension ConnectionHandler {
    /// Asks the responder and begins to answer.
    func answer(_ request: MockRequest, _ context: ChannelHandlerContext) {
        state = .answering
        let answer = configuration.responder.answer(to: request, now: configuration.clock.now())
        configuration.log?.record(request, answer)
        let now = NIODeadline.now()
        let due = answer.due.map { NIODeadline.uptimeNanoseconds(UInt64(max(0, $0))) } ?? now
        let start = max(now, due) + .nanoseconds(max(0, answer.delay))
        guard start > now else {
            begin(answer, to: request, context)
            return
        }
        at(start, context) {
            self.begin(answer, to: request, context)
            self.proceed(context)
        }
    }

    /// Answers a request that no rule may see, and closes. What the client still sends is read and dropped for a while:
    /// a connection closed on unread bytes is reset, and the reset overtakes the answer.
    func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        state = .ended
        dropContent()
        let text = refusal.why + "\n"
        let answer = MockAnswer(
            status: refusal.status,
            headers: HeaderFields([HeaderField("Content-Type", "text/plain; charset=utf-8")]),
            body: Array(text.utf8)
        )
        let writer = AnswerWriter(answer: answer, length: answer.body.count, closes: true, date: currentDate())
        var bytes = context.channel.allocator.buffer(capacity: 512)
        writer.bytes(content: answer.body[...], into: &bytes)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
            self.after(2_000_000_000, context) { context.close(promise: nil) }
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    /// Writes `answer`, right or wrong.
    private func begin(_ answer: MockAnswer, to request: MockRequest, _ context: ChannelHandlerContext) {
        if let fault = answer.fault {
            misbehave(fault, answer, to: request, context)
            return
        }
        if let stream = answer.stream { return begin(stream, of: answer, to: request, context) }
        let closes = closes(answer, request)
        let bytes = response(answer, to: request, closes: closes, context)
        guard closes else {
            context.write(wrapOutboundOut(bytes), promise: nil)
            finish(context)
            return
        }
        writeAndClose(bytes, context)
    }

    /// A whole response. `length` is what `Content-Length` says, `content` what follows; both are the content's unless
    /// told otherwise.
    func response(
        _ answer: MockAnswer,
        to request: MockRequest,
        closes: Bool,
        length: Int? = nil,
        content: ArraySlice<UInt8>? = nil,
        _ context: ChannelHandlerContext
    ) -> ByteBuffer {
        let bodiless = request.method == "HEAD" || answer.forbidsContent
        var bytes = context.channel.allocator.buffer(capacity: 512 + answer.body.count)
        AnswerWriter(answer: answer, length: length ?? answer.body.count, closes: closes, date: currentDate())
            .bytes(content: bodiless ? [] : content ?? answer.body[...], into: &bytes)
        return bytes
    }

    func writeAndClose(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        state = .ended
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: written)
    }

    /// Runs `work` on the event loop after `nanoseconds`, unless the connection ends before.
    func after(_ nanoseconds: Int64, _ context: ChannelHandlerContext, _ work: @escaping () -> Void) {
        at(.now() + .nanoseconds(nanoseconds), context, work)
    }

    /// Runs `work` on the event loop at `instant`, unless the connection ends before.
    private func at(_ instant: NIODeadline, _ context: ChannelHandlerContext, _ work: @escaping () -> Void) {
        // A loop that is being shut down has closed its connections, and complains of work for later.
        guard context.channel.isActive else { return }
        pending = context.eventLoop.assumeIsolated().scheduleTask(deadline: instant, work)
    }

    /// A rule that sets the length itself may have set a wrong one, after which nobody knows where the next response
    /// begins.
    private func closes(_ answer: MockAnswer, _ request: MockRequest) -> Bool {
        if !request.keepsAlive || inputClosed { return true }
        if let connection = answer.headers["Connection"] { return connection.lowercased() == "close" }
        if request.method == "HEAD" || answer.forbidsContent { return false }
        if let length = answer.headers["Content-Length"] { return length != String(answer.body.count) }
        return !answer.headers.lacks("Transfer-Encoding")
    }
}

extension ConnectionHandler {
    /// Does what `fault` says with `answer`.
    private func misbehave(
        _ fault: MockFault,
        _ answer: MockAnswer,
        to request: MockRequest,
        _ context: ChannelHandlerContext
    ) {
        switch fault {
        case .reset:
            reset(context)
        case .stall:
            state = .ended
            if inputClosed { context.close(promise: nil) }
        case .close:
            state = .ended
            context.close(promise: nil)
        case .garbage:
            writeAndClose(ByteBuffer(bytes: Self.garbage), context)
        case .truncate(let count):
            let content = answer.body.prefix(max(0, count))
            writeAndClose(response(answer, to: request, closes: false, content: content, context), context)
        case .wrongLength(let difference):
            let length = max(0, answer.body.count + difference)
            writeAndClose(response(answer, to: request, closes: false, length: length, context), context)
        case .drip(let pause):
            let head = response(answer, to: request, closes: !request.keepsAlive, content: [], context)
            context.writeAndFlush(wrapOutboundOut(head), promise: nil)
            let bodiless = request.method == "HEAD" || answer.forbidsContent
            drip(bodiless ? [] : answer.body[...], pause, closes: !request.keepsAlive, context)
        }
    }

    /// The first of `rest` after `pause`, and so on.
    private func drip(_ rest: ArraySlice<UInt8>, _ pause: Int64, closes: Bool, _ context: ChannelHandlerContext) {
        guard let byte = rest.first else {
            if closes {
                writeAndClose(ByteBuffer(), context)
            } else {
                finish(context)
            }
            return
        }
        after(pause, context) {
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
            self.drip(rest.dropFirst(), pause, closes: closes, context)
            self.proceed(context)
        }
    }

    /// A close that lingers for no time discards what is unsent and sends a RST (RFC 9293, section 3.10.7; socket(7)).
    /// It goes past TLS, which would say goodbye first.
    private func reset(_ context: ChannelHandlerContext) {
        state = .ended
        let end = {
            let tls = try? context.pipeline.syncOperations.context(handlerType: TLSHandler.self)
            (tls ?? context).close(promise: nil)
        }
        guard let socket = context.channel as? any SocketOptionProvider else { return end() }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in end() }
    }

    /// No status line begins like this, and it is no TLS record either.
    private static let garbage = Array("\u{1}\u{0}\u{2}these bytes are not HTTP\r\n\r\n".utf8)
}
