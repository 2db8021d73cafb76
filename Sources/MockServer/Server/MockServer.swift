import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP/1.1 server whose every answer comes from a ``MockResponder``.
///
/// Requests on one connection are answered in their order; connections share event loops, one a core unless told
/// otherwise.
package final class MockServer: Sendable {
    private enum State {
        case idle
        case running(any EventLoopGroup)
        case stopped
    }

    private let responder: any MockResponder
    private let limits: MockLimits
    private let threads: Int
    private let clock: MockClock
    private let log: MockRequestLog?
    private let state = Mutex(State.idle)

    /// A server that answers as `responder` says.
    ///
    /// - Parameters:
    ///   - responder: What answers.
    ///   - limits: How much of a request is taken.
    ///   - threads: How many event loops share the connections; `nil` for as many as there are cores.
    ///   - clock: What the `Date` field is read from.
    ///   - log: What keeps the requests that came.
    package init(
        _ responder: any MockResponder,
        limits: MockLimits = MockLimits(),
        threads: Int? = nil,
        clock: MockClock = .system,
        log: MockRequestLog? = nil
    ) {
        self.responder = responder
        self.limits = limits
        self.threads = max(1, threads ?? System.coreCount)
        self.clock = clock
        self.log = log
    }

    /// Listens on `host` and `port` (0: any free one) and gives the address. With `tls` it speaks nothing but TLS.
    package func start(
        host: String = "127.0.0.1",
        port: Int = 0,
        tls: MockTLS? = nil
    ) async throws(MockServerError) -> MockAddress {
        let security = try tls?.context()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let first = state.withLock { state in
            guard case .idle = state else { return false }
            state = .running(group)
            return true
        }
        guard first else {
            try? await group.shutdownGracefully()
            throw .startedBefore
        }
        do {
            let channel = try await bootstrap(group, security).bind(host: host, port: port).get()
            return MockAddress(host: host, port: channel.localAddress?.port ?? port, secure: security != nil)
        } catch {
            await stop()
            throw .bind(host: host, port: port, why: Self.description(error))
        }
    }

    /// Closes every connection, answered or not, and ends the event loops. Stopping twice does nothing.
    package func stop() async {
        let group = state.withLock { state -> (any EventLoopGroup)? in
            defer { state = .stopped }
            if case .running(let group) = state { return group }
            return nil
        }
        // Shutting down closes what is registered; an error would mean that it is shut down already.
        try? await group?.shutdownGracefully()
    }

    private func bootstrap(_ group: any EventLoopGroup, _ security: TLSContext?) -> ServerBootstrap {
        let configuration = ConnectionHandler.Configuration(
            responder: responder,
            limits: limits,
            held: HeldContent(),
            clock: clock,
            log: log,
            secure: security != nil
        )
        return ServerBootstrap(group: group)
            // A burst opens many connections at once; the system's own limit applies on top.
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security {
                        try channel.pipeline.syncOperations.addHandler(TLSHandler(security))
                    }
                    try channel.pipeline.syncOperations.addHandler(ConnectionHandler(configuration))
                }
            }
    }

    private static func description(_ error: any Error) -> String {
        guard let failure = error as? IOError else { return "\(error)" }
        return String(cString: strerror(failure.errnoCode))
    }
}

/// Where a mock listens.
package struct MockAddress: Sendable, Hashable {
    /// The name or address that was bound.
    package var host: String
    /// The port.
    package var port: Int
    /// Whether it speaks TLS.
    package var secure: Bool

    /// An address of its parts.
    package init(host: String, port: Int, secure: Bool) {
        self.host = host
        self.port = port
        self.secure = secure
    }

    /// The base URL of the mock, without a slash at its end.
    package var url: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(secure ? "https" : "http")://\(name):\(port)"
    }
}

/// How much of a request the mock takes, and how long it waits for a client.
package struct MockLimits: Sendable, Hashable {
    /// The request line and header section, in bytes; more gets 431.
    package var header: Int
    /// The content, in bytes; more gets 413.
    package var body: Int

    /// The content of all requests together that have begun to come and aren't answered, in bytes; more gets 503.
    package var contents = 256 << 20

    /// How long a connection may stand without a request, in nanoseconds; then it is closed.
    package var idle: Int64 = 75_000_000_000
    /// How long a request may take from its first byte to its last, in nanoseconds; more gets 408.
    package var request: Int64 = 60_000_000_000
    /// How long an answer may wait for a client that doesn't read, in nanoseconds; then the connection is closed.
    package var unread: Int64 = 60_000_000_000

    /// Limits of `header` and `body` bytes.
    package init(header: Int = 64 << 10, body: Int = 16 << 20) {
        self.header = header
        self.body = body
    }
}

/// Why a mock cannot be served.
package enum MockServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The address could not be bound; the system's words.
    case bind(host: String, port: Int, why: String)
    /// The certificate or its key cannot be used.
    case certificate(why: String)
    /// It was started before; a server is started once.
    case startedBefore

    /// The error in words that a person can act on.
    package var description: String {
        switch self {
        case .bind(let host, let port, let why): "cannot listen on \(host), port \(port): \(why)"
        case .certificate(let why): "cannot speak TLS: \(why)"
        case .startedBefore: "this mock was started before; make another one"
        }
    }
}

/// How much content of requests all connections of a server hold.
final class HeldContent: Sendable {
    private let bytes = Atomic(0)

    /// A connection holds so many bytes more than before; how many all of them hold.
    func add(_ count: Int) -> Int { bytes.add(count, ordering: .relaxed).newValue }
}
