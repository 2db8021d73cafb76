import Glibc
import NIOCore
import NIOSSL

extension ConnectionHandler {
    /// Does what `fault` says with `answer`.
    func misbehave(
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

    /// A close that lingers for no time discards what is unsent and sends a RST (RFC 9293, section 3.10.7; socket(7)). It
    /// goes past TLS, which would say goodbye first.
    private func reset(_ context: ChannelHandlerContext) {
        state = .ended
        let end = {
            let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
            (tls ?? context).close(promise: nil)
        }
        guard let socket = context.channel as? any SocketOptionProvider else { return end() }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in end() }
    }

    /// No status line begins like this, and it is no TLS record either.
    private static let garbage = Array("\u{1}\u{0}\u{2}these bytes are not HTTP\r\n\r\n".utf8)
}
