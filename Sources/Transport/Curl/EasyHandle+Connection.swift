import CCurl

extension EasyHandle {
    /// Sets how the connection is made: version, proxy, addresses. Every user of libcurl here connects in this way.
    ///
    /// - Parameter resolve: ``ClientConfiguration/resolve`` as libcurl's list, which outlives the handle's use of it.
    func setConnection(
        _ configuration: ClientConfiguration,
        isTLS: Bool,
        proxy: String?,
        resolve: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlError) {
        try set(.httpVersion, Self.version(configuration.version, isTLS: isTLS))
        // An empty proxy keeps libcurl from asking the environment.
        try set(.proxy, proxy ?? "")
        try set(.noProxy, "")
        try set(.suppressConnectHeaders, true)
        switch configuration.addressFamily {
        case .any: break
        case .ipv4: try set(.addressFamily, Int(CURL_IPRESOLVE_V4))
        case .ipv6: try set(.addressFamily, Int(CURL_IPRESOLVE_V6))
        }
        if let path = configuration.unixSocket { try set(.unixSocket, path) }
        if let resolve { try set(.resolve, resolve) }
        try set(.connectTimeoutMilliseconds, Self.milliseconds(configuration.connectTimeout))
    }

    /// Sets how TLS is spoken and verified.
    func setTLS(_ tls: TLSOptions) throws(CurlError) {
        try set(.verifyPeer, !tls.isInsecure)
        try set(.verifyHost, tls.isInsecure ? 0 : 2)
        let least = tls.minimumVersion == .tls13 ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2
        try set(.tlsVersion, Int(least))
        if let file = tls.caFile ?? CurlGlobal.systemCAFile {
            // The folder of the system's certificates would be trusted beside the file, and keep libcurl from caching.
            try set(.caFile, file)
            try set(.caFolder, nil)
        }
        if let certificate = tls.certificate {
            try set(.clientCertificate, certificate)
            try set(.clientKey, tls.key ?? certificate)
        }
        // Without one, the TLS library would ask for it on the terminal, and the whole program would wait.
        try set(.clientKeyPassword, tls.keyPassword ?? "")
    }

    /// `nanoseconds`, rounded up; libcurl counts no finer.
    static func milliseconds(_ nanoseconds: UInt64) -> Int {
        Int(clamping: nanoseconds / 1_000_000 + (nanoseconds % 1_000_000 > 0 ? 1 : 0))
    }

    private static func version(_ version: ClientConfiguration.Version, isTLS: Bool) -> Int {
        switch version {
        case .auto: Int(CURL_HTTP_VERSION_2TLS)
        case .http1: Int(CURL_HTTP_VERSION_1_1)
        case .http2: Int(isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
    }
}
