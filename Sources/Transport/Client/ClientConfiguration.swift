import CCurl
import Glibc
package import HTTP

/// How an ``HTTPClient`` connects: the same for all of its requests.
package struct ClientConfiguration: Sendable, Hashable {
    /// The version of HTTP that is spoken.
    package enum Version: Sendable, Hashable {
        /// HTTP/2 where the server agrees to it in the TLS handshake (ALPN), HTTP/1.1 otherwise and without TLS.
        case auto
        /// HTTP/1.1 only.
        case http1
        /// HTTP/2; without TLS by prior knowledge (RFC 9113, section 3.3). A server that chooses HTTP/1.1 in ALPN
        /// still gets that: the response says which version it was.
        case http2
    }

    /// The addresses of a host that are tried.
    package enum AddressFamily: Sendable, Hashable {
        case any
        case ipv4
        case ipv6
    }

    /// The version of HTTP.
    package var version = Version.auto
    /// How TLS connections are made and verified.
    package var tls = TLSOptions()
    /// The proxy; `nil` for none. Nothing here reads the environment's `http_proxy` and its like: who wants them used
    /// says so (``ProxyOptions/init(environment:)``).
    package var proxy: ProxyOptions?
    /// From the start of a request to its open connection, TLS included, in nanoseconds; 0 for no limit of its own.
    package var connectTimeout: UInt64 = 10_000_000_000
    /// From the start of a request to the last byte of its response, redirects included, in nanoseconds; 0 for none.
    package var timeout: UInt64 = 30_000_000_000
    /// The largest header section in bytes, interim responses and trailers included. libcurl takes no line longer than
    /// 100 KiB, whatever is set here.
    package var maxHeader = 64 << 10
    /// The largest content in bytes, after decompression.
    package var maxBody = 16 << 20
    /// The most requests in flight; further ones wait in order, and their wait counts from intended to actual start.
    package var maxInFlight = 1024
    /// Whether every request gets a connection of its own, closed after it.
    package var freshConnections = false
    /// The Unix domain socket to connect to, whatever the host.
    package var unixSocket: String?
    /// The kind of addresses used.
    package var addressFamily = AddressFamily.any
    /// Addresses in place of name look-ups.
    package var addresses = HostAddresses()
    /// The `User-Agent` of requests that have none; empty to send none.
    package var userAgent = "muster/0.1.0"

    /// The defaults.
    package init() {}
}

/// How TLS connections are made and verified.
package struct TLSOptions: Sendable, Hashable {
    /// A version of TLS.
    package enum Version: Sendable, Hashable {
        case tls12
        case tls13
    }

    /// Whether the server's certificate and name are not verified: only for tests, and said in every report.
    package var isInsecure = false
    /// The PEM file of the only certificates that are trusted; `nil` for the system's.
    package var caFile: String?
    /// The file of the client's certificate and the rest of its chain.
    package var certificate: String?
    /// Whether that file is an archive in PKCS#12 (RFC 7292), which holds the key too; else it is in PEM.
    package var isArchive = false
    /// The PEM file of the client's key; `nil` when it is in the certificate's file.
    package var key: String?
    /// The password of the key.
    package var keyPassword: String?
    /// The least version accepted.
    package var minimumVersion = Version.tls12

    /// The defaults: verified against the system's certificates, TLS 1.2 or later.
    package init() {}
}

/// How one request is sent.
package struct RequestOptions: Sendable {
    /// In place of the client's time-out, in nanoseconds from the actual start to the last byte.
    package var timeout: UInt64?
    /// Which redirects are followed; by itself none.
    package var redirects = RedirectPolicy(most: 0)
    /// Whether compressed content is asked for, where the request has no `Accept-Encoding` of its own, and decoded.
    package var decompresses = true
    /// The cookies that are sent and kept; `nil` for none.
    package var cookies: CookieJar?
    /// Whether a request may be sent again, once, when the kept connection that it went to ends without a byte of an
    /// answer (RFC 9112, section 9.3.1). Only what is idempotent is (RFC 9110, section 9.2.2), and the exchange says
    /// so.
    package var resends = true
    /// Whether the request gets a connection of its own, closed after it.
    package var freshConnection = false
    /// How many events of its response are read: the response is complete then, and the connection (over HTTP/2 the
    /// stream) is ended; `nil` for all of them.
    package var mostEvents: Int?

    /// The defaults.
    package init() {}
}

extension ClientConfiguration {
    /// The proxy that requests to `origin` go through; `nil` where they go directly.
    func proxyURL(for origin: HTTPURL.Origin) -> String? {
        addresses.address(of: origin) == nil ? proxy?.url(for: origin) : nil
    }

    /// What libcurl is told of the address of `origin`, or of its proxy, as curl's `--resolve` has it; `nil` where the
    /// name is looked up.
    func resolved(_ origin: HTTPURL.Origin) -> String? {
        guard !addresses.isEmpty else { return nil }
        guard let proxy = proxyURL(for: origin) else { return addresses.curlEntry(of: origin) }
        return ProxyOptions.place(of: proxy).flatMap(addresses.curlEntry)
    }

    /// Checks what libcurl would only find when it connects.
    func check() throws(CurlError) {
        guard maxInFlight > 0 else {
            throw CurlError("the most requests in flight is \(maxInFlight): it must be 1 or more")
        }
        try check(file: tls.caFile, "certificates that are trusted")
        try check(file: tls.certificate, "client's certificate")
        try check(file: tls.key, "client's key")
        if tls.key != nil, tls.certificate == nil {
            throw CurlError("there is a client's key but no client's certificate: name the certificate's file too")
        }
        try checkKeyPassword()
        try checkProxy()
        try checkNUL()
    }

    /// A key that is encrypted needs its password: nobody is asked for it.
    private func checkKeyPassword() throws(CurlError) {
        guard tls.keyPassword == nil, !tls.isArchive, let file = tls.key ?? tls.certificate,
            Self.holdsEncryptedKey(file)
        else {
            return
        }
        throw CurlError("the client's key in \(file) is encrypted, and no password is given for it (keyPassword)")
    }

    /// Whether a PEM file says that its key is encrypted: as RFC 7468 has it in section 11, or RFC 1421 in section
    /// 4.6.1.1.
    private static func holdsEncryptedKey(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        var text = [UInt8](repeating: 0, count: min(Int(status.st_size), 1 << 20))
        let count = read(descriptor, &text, text.count)
        let bytes = text.prefix(max(0, count))
        let marks = ["BEGIN ENCRYPTED PRIVATE KEY", "Proc-Type: 4,ENCRYPTED"]
        return marks.contains { bytes.firstRange(of: $0.utf8) != nil }
    }

    private func check(file: String?, _ what: String) throws(CurlError) {
        guard let file else { return }
        guard access(file, R_OK) == 0 else {
            throw CurlError("the file of the \(what) can't be read: \(file): \(String(cString: strerror(errno)))")
        }
    }

    private func checkProxy() throws(CurlError) {
        for url in [proxy?.plain, proxy?.secure].compactMap({ $0 }) where !ProxyOptions.isTaken(url) {
            let known = ProxyOptions.schemes.joined(separator: ", ")
            throw CurlError("the proxy's URL has to begin with its scheme, one of \(known), such as http://proxy:3128")
        }
    }

    private func checkNUL() throws(CurlError) {
        let texts = [
            tls.keyPassword, proxy?.plain, proxy?.secure, unixSocket, userAgent, tls.caFile, tls.certificate, tls.key,
        ]
        guard texts.allSatisfy({ $0?.utf8.allSatisfy { $0 != 0 && $0 != 0x0D && $0 != 0x0A } ?? true }) else {
            throw CurlError("the connection's settings contain NUL or a line break")
        }
    }
}
