import HTTP
import Scenarios
import Synchronization
import Transport

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
        tls.key = connection.key
        tls.keyPassword = connection.keyPassword
        tls.minimumVersion = connection.minimumTLS == "1.3" ? .tls13 : .tls12
        proxy = connection.proxy.map { ProxyOptions(url: $0) }
        connectTimeout = connection.connectTimeout
        maxHeader = connection.maxHeader
        maxBody = connection.maxBody
        // Bursts have all their requests in flight, whatever their number: the file's is the limit.
        maxInFlight = 65_536
        freshConnections = !connection.reusesConnections
    }
}
