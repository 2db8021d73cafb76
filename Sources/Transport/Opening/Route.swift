package import HTTP

/// How an origin is reached: where the connection goes, and how a request names its target on it.
struct Route: Hashable {
    /// Where the connection goes, as a URL without a path: the origin, or the proxy that gets requests in absolute
    /// form. Connections with the same one serve the same requests.
    let url: String
    let isTLS: Bool
    /// The proxy that libcurl goes through, by CONNECT or SOCKS.
    let tunnel: String?
    /// Whether requests name their target in absolute form (RFC 9112, section 3.2.2), as a proxy wants it that is asked
    /// for a resource without TLS.
    let isAbsolute: Bool
    /// The proxy's credentials for requests in absolute form, as the field's value.
    let proxyAuthorization: String?
    /// The proxy's password, which no text may have.
    let secret: String?
    /// Which address the name that is connected to has, as curl's `--resolve` says it; `nil` where it is looked up.
    let resolve: String?

    /// Whether a proxy is on the way.
    var usesProxy: Bool { tunnel != nil || isAbsolute }

    /// The way to the origin of `target`.
    init(to target: HTTPURL, _ configuration: ClientConfiguration) throws(ExchangeFailure) {
        let isTLS = target.origin.scheme == .https
        let resolve = configuration.resolved(target.origin)
        guard let proxy = configuration.proxyURL(for: target.origin) else {
            self.init(url: Self.url(target.origin), isTLS: isTLS, resolve: resolve)
            return
        }
        let secret = Redaction.password(in: proxy)
        guard !isTLS, !proxy.lowercased().hasPrefix("socks") else {
            self.init(url: Self.url(target.origin), isTLS: isTLS, tunnel: proxy, secret: secret, resolve: resolve)
            return
        }
        let server = try HTTPURL(proxy)
        let place = ProxyOptions.place(of: proxy) ?? server.origin
        self.init(
            url: Self.url(place),
            isTLS: place.scheme == .https,
            isAbsolute: true,
            proxyAuthorization: server.credentials?.authorization,
            secret: secret,
            resolve: resolve
        )
    }

    private init(
        url: String,
        isTLS: Bool,
        tunnel: String? = nil,
        isAbsolute: Bool = false,
        proxyAuthorization: String? = nil,
        secret: String? = nil,
        resolve: String?
    ) {
        self.url = url
        self.isTLS = isTLS
        self.tunnel = tunnel
        self.isAbsolute = isAbsolute
        self.proxyAuthorization = proxyAuthorization
        self.secret = secret
        self.resolve = resolve
    }

    private static func url(_ origin: HTTPURL.Origin) -> String { "\(origin.scheme)://\(origin.host):\(origin.port)/" }
}

extension ClientConfiguration {
    /// What writes the requests to the origin of `url`: a proxy may want them in absolute form, and to know who asks.
    ///
    /// - Throws: what is wrong with the proxy's URL.
    package func renderer(
        for url: HTTPURL,
        asksForCoding: Bool,
        _ version: RequestRenderer.Version
    ) throws(ExchangeFailure) -> RequestRenderer {
        renderer(try Route(to: url, self), asksForCoding: asksForCoding, version)
    }

    /// Whether requests to `origin` go to a proxy, in absolute form.
    package func isAbsolute(_ origin: String) -> Bool {
        (try? Route(to: HTTPURL(origin), self))?.isAbsolute ?? false
    }

    func renderer(_ route: Route, asksForCoding: Bool, _ version: RequestRenderer.Version) -> RequestRenderer {
        RequestRenderer(
            userAgent: userAgent,
            asksForCoding: asksForCoding,
            form: route.isAbsolute ? .absolute : .origin,
            version: version,
            proxyAuthorization: route.proxyAuthorization
        )
    }
}
