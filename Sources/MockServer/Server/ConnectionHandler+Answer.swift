import HTTP
import NIOCore

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

    /// Answers a request that no rule may see, and closes. What the client still sends is read and dropped for a while: a
    /// connection closed on unread bytes is reset, and the reset overtakes the answer.
    func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        state = .ended
        let text = refusal.why + "\n"
        let answer = MockAnswer(
            status: refusal.status,
            headers: HeaderFields([HeaderField("Content-Type", "text/plain; charset=utf-8")]),
            body: Array(text.utf8)
        )
        let writer = ResponseWriter(answer: answer, length: answer.body.count, closes: true, date: currentDate())
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
        ResponseWriter(answer: answer, length: length ?? answer.body.count, closes: closes, date: currentDate())
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
