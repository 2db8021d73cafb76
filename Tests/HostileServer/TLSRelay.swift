package import MockServer
import NIOCore
import NIOPosix

/// A server on 127.0.0.1 that speaks TLS, and carries what is in it to another that doesn't, and back.
package final class TLSRelay: Sendable {
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    /// Relays to `port`, with the protocols of which the server chooses (ALPN).
    package init(to port: Int, _ tls: MockTLS, protocols: [String]) async throws {
        let context = try tls.context(protocols: protocols)
        channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let sync = channel.pipeline.syncOperations
                    try sync.addHandlers(TLSHandler(context), Relay(to: port))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
    }

    package var url: String { "https://127.0.0.1:\(channel.localAddress?.port ?? 0)" }

    package func stop() async {
        try? await channel.close()
        try? await group.shutdownGracefully()
    }
}

/// One side of a connection, which writes to the other what it reads.
private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Peer {
        case none(port: Int, waiting: [ByteBuffer])
        case some(any Channel)
    }

    private var peer: Peer

    init(to port: Int) { peer = .none(port: port, waiting: []) }

    init(to channel: any Channel) { peer = .some(channel) }

    func channelActive(context: ChannelHandlerContext) {
        guard case .none(let port, _) = peer else { return }
        let (channel, box) = (context.channel, NIOLoopBound(self, eventLoop: context.eventLoop))
        ClientBootstrap(group: context.eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { inner in
                inner.eventLoop.makeCompletedFuture {
                    try inner.pipeline.syncOperations.addHandler(Relay(to: channel))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .whenComplete { result in
                switch result {
                case .success(let inner): box.value.join(inner)
                case .failure: channel.close(promise: nil)
                }
            }
    }

    private func join(_ channel: any Channel) {
        if case .none(_, let waiting) = peer { for bytes in waiting { channel.writeAndFlush(bytes, promise: nil) } }
        peer = .some(channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch peer {
        case .none(let port, let waiting): peer = .none(port: port, waiting: waiting + [bytes])
        case .some(let channel): channel.writeAndFlush(bytes, promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .some(let channel) = peer { channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
