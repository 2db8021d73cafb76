import Glibc
package import HTTP
package import Scenarios
import Synchronization
package import Transport

/// What sends requests: a client in the program, a table in tests.
package protocol Sender: Sendable {
    /// Sends `request`, at the monotonic instant `start` (nanoseconds) when there is one; the exchange says how it
    /// went.
    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange

    /// Forgets the cookies of a session that has ended.
    func endSession(_ session: UInt64)
}

/// How one request is sent.
package struct SendOptions: Sendable {
    /// From the start to the last byte, in nanoseconds.
    package var timeout: UInt64
    /// Whose cookies are used; `nil` for none.
    package var session: UInt64?

    /// How many events of the response are read; `nil` for all of them.
    package var mostEvents: Int?

    /// Whether a redirect to another host is a failure, as in a burst or load.
    package var staysOnHost: Bool
    /// Why a redirect may not be followed to a URL; `nil` when it may.
    package var refusal: (@Sendable (_ url: String) -> String?)?

    /// Whether bytes hold a value that was declared secret: a redirect takes none to another origin.
    package var holdsSecret: @Sendable (_ bytes: [UInt8]) -> Bool = { _ in false }

    /// The given options.
    package init(timeout: UInt64, session: UInt64? = nil, staysOnHost: Bool = false) {
        self.timeout = timeout
        self.session = session
        self.staysOnHost = staysOnHost
    }
}

/// The program's senders: one for each way to connect.
package final class Senders: Sendable {
    private let known = Mutex<[ConnectionSettings: (client: ClientSender, sender: any Sender)]>([:])
    private let isInsecure: Bool
    private let way: Way
    private let ledger: TrafficLedger?

    /// Senders of single requests by `way`; with `isInsecure`, none verifies certificates. With a ledger they send what
    /// that admits.
    package init(isInsecure: Bool = false, way: Way = .wire, ledger: TrafficLedger? = nil) {
        self.isInsecure = isInsecure
        self.way = way
        self.ledger = ledger
    }

    /// The sender for `connection`, made when it is first asked for.
    ///
    /// - Throws: what is wrong with the connection: a certificate file that isn't there, say.
    package func sender(_ connection: ConnectionSettings) throws -> any Sender {
        try known.withLock { known in
            if let made = known[connection] { return made.sender }
            let client = try ClientSender(connection, isInsecure: isInsecure, way: way)
            let sender: any Sender = ledger.map { GuardedSender(client, over: connection, $0) } ?? client
            known[connection] = (client, sender)
            return sender
        }
    }

    /// How the engine for loads connects.
    package func configuration(_ connection: ConnectionSettings) -> ClientConfiguration {
        ClientConfiguration(connection, isInsecure: isInsecure)
    }

    /// Ends everything that is still going on.
    package func shutdown() async {
        for made in known.withLock({ Array($0.values) }) { await made.client.shutdown() }
    }
}

/// Sends single requests with one way of connecting.
final class ClientSender: Sender {
    private let connection: ConnectionSettings
    private let configuration: ClientConfiguration
    private let client: HTTPClient
    private let jars = Mutex<[UInt64: CookieJar]>([:])

    init(_ connection: ConnectionSettings, isInsecure: Bool, way: Way) throws {
        self.connection = connection
        configuration = ClientConfiguration(connection, isInsecure: isInsecure)
        client = try HTTPClient(configuration, by: way)
    }

    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange {
        await client.send(request, options: requestOptions(options), startingAt: start)
    }

    func endSession(_ session: UInt64) {
        jars.withLock { _ = $0.removeValue(forKey: session) }
    }

    func shutdown() async {
        await client.shutdown()
    }

    private func requestOptions(_ options: SendOptions) -> RequestOptions {
        var own = RequestOptions()
        own.timeout = options.timeout
        own.redirects = RedirectPolicy(
            most: connection.redirects,
            staysOnHost: options.staysOnHost,
            holdsSecret: options.holdsSecret
        )
        if let refusal = options.refusal { own.redirects.refusal = refusal }
        own.decompresses = connection.decompresses
        own.resends = connection.resends
        own.mostEvents = options.mostEvents
        own.cookies = options.session.map { session in
            jars.withLock { jars in
                if let known = jars[session] { return known }
                let jar = CookieJar()
                jars[session] = jar
                return jar
            }
        }
        return own
    }
}

extension ClientConfiguration {
    init(_ connection: ConnectionSettings, isInsecure: Bool) {
        self.init()
        version =
            switch connection.version {
            case .auto: .auto
            case .http1: .http1
            case .http2: .http2
            }
        tls.isInsecure = isInsecure || connection.isInsecure
        tls.caFile = connection.certificateAuthority
        tls.certificate = connection.certificate
        tls.isArchive = connection.isArchive
        tls.key = connection.key
        tls.keyPassword = connection.keyPassword
        tls.minimumVersion = connection.minimumTLS == "1.3" ? .tls13 : .tls12
        proxy = connection.proxy.map { ProxyOptions(url: $0) } ?? connection.environmentProxy
        addresses = connection.addresses
        connectTimeout = connection.connectTimeout
        maxHeader = connection.maxHeader
        maxBody = connection.maxBody
        // Bursts have all their requests in flight, whatever their number: the file's is the limit.
        maxInFlight = 65_536
        freshConnections = !connection.reusesConnections
    }
}

/// The clock that durations are taken from.
package enum MonotonicClock {
    /// Nanoseconds since some fixed point.
    package static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
