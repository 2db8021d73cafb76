import HTTP
import NIOCore

/// Contents that come bit by bit.
extension ConnectionHandler {
    /// Writes the head, and then the events, each in its time.
    func begin(
        _ stream: MockStream,
        of answer: MockAnswer,
        to request: MockRequest,
        _ context: ChannelHandlerContext
    ) {
        var answer = answer
        let closes = !request.keepsAlive || inputClosed
        let isChunked = request.version == "HTTP/1.1" && answer.headers.lacks("Content-Length")
        if isChunked, answer.headers.lacks("Transfer-Encoding") {
            answer.headers.append("Transfer-Encoding", "chunked")
        }
        let head = response(answer, to: request, closes: closes, length: stream.count, content: [], context)
        context.writeAndFlush(wrapOutboundOut(head), promise: nil)
        let hasContent = request.method != "HEAD" && !answer.forbidsContent
        let cursor = MockStream.Cursor(hasContent ? stream : MockStream(events: []))
        play(cursor, isChunked: isChunked && hasContent, closes: closes, context)
    }

    private func play(
        _ cursor: MockStream.Cursor,
        isChunked: Bool,
        closes: Bool,
        _ context: ChannelHandlerContext
    ) {
        var cursor = cursor
        while let event = cursor.next() {
            // A client that doesn't read gets an event a millisecond: what it doesn't take is kept for it.
            let pause = context.channel.isWritable ? event.pause : max(event.pause, 1_000_000)
            guard pause > 0 else {
                write(event.bytes, isChunked: isChunked, context)
                continue
            }
            let rest = cursor
            return after(pause, context) {
                self.write(event.bytes, isChunked: isChunked, context)
                self.play(rest, isChunked: isChunked, closes: closes, context)
                self.proceed(context)
            }
        }
        if isChunked { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "0\r\n\r\n")), promise: nil) }
        if closes { writeAndClose(ByteBuffer(), context) } else { finish(context) }
    }

    private func write(_ bytes: [UInt8], isChunked: Bool, _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: bytes.count + 20)
        if isChunked { buffer.writeString("\(String(bytes.count, radix: 16))\r\n") }
        buffer.writeBytes(bytes)
        if isChunked { buffer.writeStaticString("\r\n") }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }
}
