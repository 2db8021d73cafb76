import CCurl
package import HTTP
import Glibc

/// Opens connections to one origin, for a driver with a framing of its own; names, proxies and TLS are libcurl's work.
///
/// One thread uses it, but for ``stop()``. It outlives the connections it opened, as their handles use its lists and its share.
package final class ConnectionOpener {
    private let configuration: ClientConfiguration
    private let target: TargetURL
    private let url: String
    private let keepsTLSBuffers: Bool
    private var resolve = StringList()
    /// The second connection neither asks for the name again nor does the whole handshake.
    private let share: CurlShare
    private let opening = OpeningStop()

    /// An opener of connections to the origin of `url`.
    ///
    /// - Parameter keepsTLSBuffers: Whether TLS connections keep 34 KiB for records, in place of allocating them for each
    ///   request.
    /// - Throws: what is wrong with the URL or the configuration.
    package init(
        _ configuration: ClientConfiguration,
        url: String,
        keepsTLSBuffers: Bool = false
    ) throws(CurlError) {
        try CurlGlobal.initialise()
        try configuration.check()
        do throws(ExchangeFailure) {
            target = try TargetURL(url)
        } catch {
            throw CurlError(error.detail)
        }
        self.configuration = configuration
        self.url = url
        self.keepsTLSBuffers = keepsTLSBuffers
        share = CurlShare([CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_SSL_SESSION])
        for entry in configuration.resolve { try resolve.append(entry) }
        if target.scheme == "http", let proxy, !proxy.lowercased().hasPrefix("socks") {
            throw CurlError("plain HTTP through an HTTP proxy needs requests in absolute form: use libcurl's transport")
        }
    }

    /// Ends, from any thread, the opening that is under way, and every later one, with a failure.
    package func stop() { opening.stop() }

    /// Opens one connection; the thread waits for it, for the connect time-out at most, or for `limit` nanoseconds where that
    /// is less.
    package func open(within limit: UInt64 = .max) throws(ExchangeFailure) -> OpenConnection {
        defer { opening.opened() }
        let (easy, result) = try Self.local { () throws(CurlError) in
            let easy = try EasyHandle()
            try prepare(easy, limit)
            return (easy, curl_easy_perform(easy.pointer))
        }
        guard result == CURLE_OK else { throw failure(easy, result) }
        return try Self.local { () throws(CurlError) in try take(easy) }
    }

    /// What isn't the server's doing, as a failure all the same: the request that needed the connection has one.
    private static func local<Value>(_ body: () throws(CurlError) -> Value) throws(ExchangeFailure) -> Value {
        do throws(CurlError) {
            return try body()
        } catch {
            throw ExchangeFailure(.other, error.message)
        }
    }

    private func prepare(_ easy: EasyHandle, _ limit: UInt64) throws(CurlError) {
        try easy.reset()
        try easy.set(.noSignal, true)
        // A name look-up that goes on must not hold up what ends before it.
        try easy.set(.quickExit, true)
        try easy.set(.protocols, "http,https")
        try easy.set(.url, url)
        try easy.set(.connectOnly, true)
        try easy.set(.share, share.pointer)
        var http1 = configuration
        http1.version = .http1
        let timeout = configuration.connectTimeout
        // 0 is no limit, for libcurl too.
        http1.connectTimeout = timeout == 0 && limit == .max ? 0 : min(timeout == 0 ? .max : timeout, limit)
        let isTLS = target.scheme == "https"
        try easy.setConnection(http1, isTLS: isTLS, proxy: proxy, resolve: resolve.head)
        if isTLS { try easy.setTLS(configuration.tls) }
        try opening.watch(easy)
        if isTLS { muster_easy_set_tls(easy.pointer, keepsTLSBuffers) }
    }

    private var proxy: String? {
        guard let proxy = configuration.proxy, proxy.isUsed(for: target.host) else { return nil }
        return proxy.url
    }

    private func take(_ easy: EasyHandle) throws(CurlError) -> OpenConnection {
        let socket = easy.get(.activeSocket)
        guard socket != curl_socket_t(CURL_SOCKET_BAD) else { throw CurlError("libcurl lost the connection it opened") }
        if target.scheme == "https" { return OpenConnection(socket: socket, easy) }
        // libcurl closes its own descriptor with the handle; the connection goes on with the copy, without the handle's
        // memory.
        let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw CurlError("no descriptor is left: \(String(cString: strerror(errno)))") }
        return OpenConnection(plain: copy)
    }

    private func failure(_ easy: EasyHandle, _ result: CURLcode) -> ExchangeFailure {
        var text = easy.errorText
        if text.isEmpty { text = String(cString: curl_easy_strerror(result)) }
        let context = FailureTable.Context(text: text, usesProxy: proxy != nil, proxyStatus: easy.get(.proxyStatus))
        let secret = configuration.proxy.flatMap { TargetURL.password(in: $0.url) }
        // How long it took would make each failure a kind of its own.
        text = text.replacing(/\ after \d+ ms/, with: "")
        let detail = Redaction.redact(text, [target.password, secret].compactMap { $0 })
        return ExchangeFailure(FailureTable.category(result, context), detail)
    }
}
