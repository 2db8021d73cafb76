/// Which connections a load uses.
public struct ConnectionPolicy: Sendable, Hashable {
    /// Whether connections are kept for further requests; otherwise each request has its own, closed after it.
    public var isReusing = true
    /// The most connections, and so requests in flight, of an open load, over all threads. Arrivals beyond wait for one.
    /// A closed load has one connection for each user.
    public var maximum = 256
    /// How many requests an HTTP/2 connection carries at the same time at most; the server may allow fewer. Each of an open
    /// load's connections adds as many to what can be in flight; a closed load has a connection for so many users.
    public var streams = 100
    /// How many are opened before the load starts; `nil` for all of them, none when they aren't reused.
    public var openedBefore: Int?
    /// Nanoseconds between the openings before the start.
    public var openingInterval: UInt64 = 0
    /// How many threads open connections, each many at the same time: more than one for TLS handshakes, which take their
    /// time of a core.
    public var openers = 2

    /// Whether an idempotent request is sent again, once, when the kept connection that it went to ends without a byte of an
    /// answer (RFC 9110, section 9.2.2).
    package var resends = true

    /// The defaults.
    public init() {}
}
