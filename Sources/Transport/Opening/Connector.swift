import CCurl
import HTTP
import Glibc

/// Opens connections to one origin, for a driver with a framing of its own; names, proxies and TLS are libcurl's work.
///
/// One thread uses it.
package final class Connector {
    /// What its connections are for.
    struct Purpose {
        /// Whether TLS connections keep 34 KiB for records, in place of allocating them for each request.
        var keepsTLSBuffers = false
        /// Whether the certificates that servers show are told.
        var keepsEvidence = false
    }

    /// Handles of openings whose connections don't need them. They go before the lists and the share that they use.
    private var spare: [Handles] = []
    private let configuration: ClientConfiguration
    /// The way to the origin: whose host and port are connected to, and by which proxy.
    private let route: Route
    private let purpose: Purpose
    private var resolve = StringList()
    /// The second connection neither asks for the name again nor does the whole handshake.
    private let share: CurlShare
    private var trusted: TrustedCertificates?
    /// What reads certificates, or has, whatever becomes of its handshake.
    private weak var reader: TLSSession?

    /// - Parameter share: Names and TLS sessions that other connectors know too; `nil` for some of its own.
    /// - Throws: what is wrong with the configuration.
    init(
        _ configuration: ClientConfiguration,
        _ route: Route,
        _ purpose: Purpose,
        share: CurlShare? = nil
    ) throws(CurlError) {
        self.configuration = configuration
        self.route = route
        self.purpose = purpose
        self.share = share ?? Self.newShare()
        if let entry = route.resolve { try resolve.append(entry) }
    }

    /// What connections to several origins may share.
    static func newShare() -> CurlShare { CurlShare([CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_SSL_SESSION]) }

    var keepsEvidence: Bool { purpose.keepsEvidence }

    /// Begins to open a connection for `id`, for the connect time-out at most.
    ///
    /// - Parameter offersHTTP2: Whether HTTP/2 is offered in the TLS handshake, where the TLS library tells what was
    ///   chosen.
    func begin(
        _ id: UInt64,
        offersHTTP2: Bool = false,
        _ watcher: any OpeningWatcher
    ) throws(CurlError) -> Opening {
        let handles = if let used = spare.popLast() { used } else { try Handles() }
        try prepare(handles, offersHTTP2: offersHTTP2)
        let opening = Opening(id, self, handles, watcher)
        try opening.begin()
        return opening
    }

    private func prepare(_ handles: Handles, offersHTTP2: Bool) throws(CurlError) {
        let easy = handles.easy
        handles.connector = self
        try easy.reset()
        try easy.set(.noSignal, true)
        try easy.set(.protocols, "http,https")
        // A name look-up that goes on must not hold up the loop when its opening ends.
        try easy.set(.quickExit, true)
        try easy.set(.url, route.url)
        try easy.set(.connectOnly, true)
        try easy.set(.share, share.pointer)
        var http1 = configuration
        http1.version = .http1
        try easy.setConnection(http1, isTLS: route.isTLS, proxy: route.tunnel, resolve: resolve.head)
        if route.isTLS { try prepareTLS(handles, offersHTTP2: offersHTTP2) }
    }

    private func prepareTLS(_ handles: Handles, offersHTTP2: Bool) throws(CurlError) {
        let easy = handles.easy
        try easy.setTLS(configuration.tls)
        if trusted == nil, !configuration.tls.isInsecure { trusted = reader?.trusted() }
        let session = TLSSession(
            offersHTTP2: offersHTTP2,
            keepsBuffers: purpose.keepsTLSBuffers,
            trusted: trusted
        )
        handles.session = session
        // A proxy that speaks TLS has certificates of its own, which are read first.
        if trusted == nil, route.tunnel == nil { reader = session }
        guard muster_tls_prepare(easy.pointer, session.pointer) != 0 else { return }
        if trusted != nil {
            try easy.set(.caFile, nil)
            try easy.set(.caFolder, nil)
        }
        // libcurl would put its own HTTP/2 into a connection for which it chose it.
        if offersHTTP2 { try easy.set(.alpnEnabled, false) }
    }

    /// The connection that `handles` have opened.
    func take(
        _ handles: Handles,
        _ facts: OpeningFacts
    ) -> Result<(OpenConnection, OpeningFacts), ExchangeFailure> {
        let socket = handles.easy.get(.activeSocket)
        guard socket != curl_socket_t(CURL_SOCKET_BAD) else {
            return .failure(ExchangeFailure(.other, "libcurl lost the connection it opened"))
        }
        if route.isTLS {
            if trusted == nil, !configuration.tls.isInsecure { trusted = handles.session?.trusted() }
            return .success((OpenConnection(socket: socket, handles), facts))
        }
        // libcurl closes its own descriptor with the handle; the connection goes on with the copy, without the handle's
        // memory.
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return .failure(FailureTable.lack(errno)) }
        handles.remove()
        if spare.count < Self.mostSpare {
            handles.connector = nil
            spare.append(handles)
        }
        return .success((OpenConnection(plain: copy), facts))
    }

    private static let mostSpare = 16

    /// Why an opening failed.
    func failure(_ easy: EasyHandle, _ result: CURLcode) -> ExchangeFailure {
        if let lack = FailureTable.lack(of: easy, result) { return lack }
        var text = easy.errorText
        if text.isEmpty { text = String(cString: curl_easy_strerror(result)) }
        text = FailureTable.archive(text, configuration.tls) ?? text
        let context = FailureTable.Context(
            text: text,
            usesProxy: route.usesProxy,
            proxyStatus: easy.get(.proxyStatus)
        )
        // How long it took would make each failure a kind of its own.
        text = text.replacing(/\ after \d+ ms/, with: "")
        let detail = Redaction.redact(text, [route.secret].compactMap { $0 })
        let category = FailureTable.category(result, context)
        // The name is the proxy's, not the endpoint's.
        return ExchangeFailure(route.isAbsolute && category == .dns ? .proxy : category, detail)
    }
}
