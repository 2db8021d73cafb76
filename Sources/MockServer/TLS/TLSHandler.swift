import COpenSSL
import Cryptography
package import NIOCore

/// The server's side of TLS on one connection: what comes is decrypted, what goes is encrypted, at once.
///
/// The library reads from one piece of memory and writes to another; the handler carries both to and from the channel.
/// A client's goodbye (`close_notify`, RFC 8446, section 6.1) becomes the end of its half of the connection.
package final class TLSHandler: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private enum State {
        /// What is to be sent waits for the end of the handshake.
        case shaking([(ByteBuffer, EventLoopPromise<Void>?)])
        case open
        case closed
    }

    /// The most that one record holds (RFC 8446, section 5.1).
    private static let record = 16 << 10

    private let connection: OpaquePointer
    /// Encrypted bytes that came, and that are to go; the connection owns both.
    private let (incoming, outgoing): (OpaquePointer, OpaquePointer)
    private var state = State.shaking([])

    /// A new connection's.
    package init(_ context: TLSContext) throws {
        guard let connection = SSL_new(context.handle) else { throw CryptographyError.last() }
        guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
            SSL_free(connection)
            throw CryptographyError.last()
        }
        SSL_set_bio(connection, incoming, outgoing)
        SSL_set_accept_state(connection)
        self.connection = connection
        (self.incoming, self.outgoing) = (incoming, outgoing)
    }

    deinit { SSL_free(connection) }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .closed = state { return }
        unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            _ = BIO_write(incoming, bytes.baseAddress, Int32(clamping: bytes.count))
        }
        if case .shaking(let waiting) = state {
            guard shake(waiting, context) else { return }
        }
        readAll(context)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        end(failing: ChannelError.ioOnClosedChannel)
        context.fireChannelInactive()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        switch state {
        case .shaking(let waiting): state = .shaking(waiting + [(bytes, promise)])
        case .open: encrypt(bytes, promise, context)
        case .closed: promise?.fail(ChannelError.ioOnClosedChannel)
        }
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: context.close(mode: .input, promise: promise)
        case .output, .all:
            // Whoever has said goodbye need not wait for the other's.
            if case .open = state, SSL_shutdown(connection) >= 0 { send(context) }
            end(failing: ChannelError.ioOnClosedChannel)
            context.close(mode: mode, promise: promise)
        }
    }

    /// Goes on with the handshake; whether it is over.
    private func shake(_ waiting: [(ByteBuffer, EventLoopPromise<Void>?)], _ context: ChannelHandlerContext) -> Bool {
        ERR_clear_error()
        let result = SSL_do_handshake(connection)
        send(context)
        guard result == 1 else {
            if SSL_get_error(connection, result) != SSL_ERROR_WANT_READ { fail(context) }
            return false
        }
        state = .open
        for (bytes, promise) in waiting { encrypt(bytes, promise, context) }
        if !waiting.isEmpty { context.flush() }
        return true
    }

    /// Hands on all that can be decrypted.
    private func readAll(_ context: ChannelHandlerContext) {
        while case .open = state, muster_bio_pending(incoming) > 0 || SSL_has_pending(connection) == 1 {
            var bytes = context.channel.allocator.buffer(capacity: Self.record)
            var result: Int32 = 0
            ERR_clear_error()
            bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.record) { room in
                result = SSL_read(connection, room.baseAddress, Int32(clamping: room.count))
                return Int(max(0, result))
            }
            if result > 0 {
                context.fireChannelRead(wrapInboundOut(bytes))
                continue
            }
            switch SSL_get_error(connection, result) {
            // A client may ask for new keys, whose answer is to be sent.
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: send(context)
            case SSL_ERROR_ZERO_RETURN: context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            default: fail(context)
            }
            return
        }
    }

    private func encrypt(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        guard bytes.readableBytes > 0 else { return context.write(wrapOutboundOut(bytes), promise: promise) }
        ERR_clear_error()
        var isDone = true
        bytes.withUnsafeReadableBytes { bytes in
            // What the library takes at once is counted by a number of 32 bits.
            var rest = bytes[...]
            while !rest.isEmpty, isDone {
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 30))
                isDone = SSL_write(connection, part.baseAddress, Int32(part.count)) == part.count
                rest = rest.dropFirst(part.count)
            }
        }
        guard isDone else {
            promise?.fail(CryptographyError.last())
            return fail(context)
        }
        context.write(wrapOutboundOut(encrypted(context)), promise: promise)
    }

    /// What the library has written since.
    private func encrypted(_ context: ChannelHandlerContext) -> ByteBuffer {
        let count = muster_bio_pending(outgoing)
        var bytes = context.channel.allocator.buffer(capacity: count)
        bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { room in
            Int(max(0, BIO_read(outgoing, room.baseAddress, Int32(clamping: count))))
        }
        return bytes
    }

    /// Sends what the library has to say of its own.
    private func send(_ context: ChannelHandlerContext) {
        guard muster_bio_pending(outgoing) > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(encrypted(context)), promise: nil)
    }

    /// The client speaks no TLS, or not ours: it is told why, and the connection is of no more use.
    private func fail(_ context: ChannelHandlerContext) {
        let error = CryptographyError.last()
        send(context)
        end(failing: error)
        context.fireErrorCaught(error)
    }

    private func end(failing error: any Error) {
        if case .shaking(let waiting) = state { for (_, promise) in waiting { promise?.fail(error) } }
        state = .closed
    }
}
