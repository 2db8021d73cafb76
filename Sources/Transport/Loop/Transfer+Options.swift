import CCurl
import HTTP

extension Transfer {
    /// Sets every option for the request that is to be sent now.
    func prepare() throws(CurlError) {
        try easy.reset()
        try setBasics()
        try setConnection()
        try setTLS()
        try setRequest()
        try setCookies()
        try setCallbacks()
    }

    private func setBasics() throws(CurlError) {
        try easy.set(.noSignal, true)
        try easy.set(.protocols, "http,https")
        try easy.set(.http09Allowed, false)
        try easy.set(.pathAsIs, true)
        // A name look-up that goes on must not hold up the loop when its transfer ends.
        try easy.set(.quickExit, true)
        try easy.set(.userAgent, configuration.userAgent.isEmpty ? nil : configuration.userAgent)
        if job.options.decompresses { try easy.set(.acceptEncoding, "") }

        try easy.set(.connectTimeoutMilliseconds, Self.milliseconds(configuration.connectTimeout))
        let timeout = job.options.timeout ?? configuration.timeout
        if timeout > 0 {
            let spent = begun - started
            try easy.set(.timeoutMilliseconds, Self.milliseconds(timeout > spent ? timeout - spent : 1))
        }
    }

    /// `nanoseconds`, rounded up; libcurl counts no finer.
    private static func milliseconds(_ nanoseconds: UInt64) -> Int {
        Int(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0))
    }

    private func setConnection() throws(CurlError) {
        switch configuration.version {
        case .auto: try easy.set(.httpVersion, Int(CURL_HTTP_VERSION_2TLS))
        case .http1: try easy.set(.httpVersion, Int(CURL_HTTP_VERSION_1_1))
        case .http2:
            let isTLS = sent.target.scheme == "https"
            let version = isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE
            try easy.set(.httpVersion, Int(version))
        }
        // An empty proxy keeps libcurl from asking the environment.
        try easy.set(.proxy, usesProxy ? configuration.proxy?.url : "")
        try easy.set(.noProxy, "")
        try easy.set(.suppressConnectHeaders, true)
        if configuration.freshConnections || job.options.freshConnection {
            try easy.set(.freshConnect, true)
            try easy.set(.forbidReuse, true)
        }
        switch configuration.addressFamily {
        case .any: break
        case .ipv4: try easy.set(.addressFamily, Int(CURL_IPRESOLVE_V4))
        case .ipv6: try easy.set(.addressFamily, Int(CURL_IPRESOLVE_V6))
        }
        if let path = configuration.unixSocket { try easy.set(.unixSocket, path) }
        if !configuration.resolve.isEmpty {
            if resolve.head == nil {
                for entry in configuration.resolve { try resolve.append(entry) }
            }
            try easy.set(.resolve, resolve.head)
        }
    }

    private func setTLS() throws(CurlError) {
        let tls = configuration.tls
        try easy.set(.verifyPeer, !tls.isInsecure)
        try easy.set(.verifyHost, tls.isInsecure ? 0 : 2)
        let least = tls.minimumVersion == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
        try easy.set(.tlsVersion, Int(least))
        if let file = tls.caFile ?? CurlGlobal.systemCAFile {
            // The folder of the system's certificates would be trusted beside the file, and keep libcurl from caching.
            try easy.set(.caFile, file)
            try easy.set(.caFolder, nil)
        }
        if let certificate = tls.certificate {
            try easy.set(.clientCertificate, certificate)
            try easy.set(.clientKey, tls.key ?? certificate)
        }
        if let password = tls.keyPassword { try easy.set(.clientKeyPassword, password) }
    }

    private func setRequest() throws(CurlError) {
        let request = sent.request
        try easy.set(.url, request.url)
        if !usesProxy, let target = sent.rawTarget { try easy.set(.requestTarget, target) }
        if let body = request.body {
            try easy.set(.post, true)
            try easy.set(content: body)
        } else if request.method == "HEAD" {
            try easy.set(.noBody, true)
        } else {
            try easy.set(.get, true)
        }
        try easy.set(.customRequest, request.method)

        headers = StringList()
        for line in sent.lines { try headers.append(line) }
        try easy.set(.headers, headers.head)
    }

    private func setCookies() throws(CurlError) {
        guard let jar = job.options.cookies else { return }
        // With a Cookie field of the person's own, libcurl would send both; so the handle has cookies of its own then.
        if !sent.has("Cookie") { try easy.set(.share, jar.share) }
        try easy.set(.cookieFile, "")
    }

    /// Ends the use of the cookies; what came into the handle's own goes into the jar.
    func detachCookies() {
        guard let jar = job.options.cookies else { return }
        let received = sent.has("Cookie") ? easy.get(.cookies) : []
        do throws(CurlError) {
            if !received.isEmpty { try easy.set(.share, jar.share) }
            for cookie in received { try easy.set(.cookieList, cookie) }
            try easy.set(.share, nil)
        } catch {
            // Only for want of memory; the handle is reset before it is used again.
        }
    }
}
