/// Which connections a load uses.
public struct ConnectionPolicy: Sendable, Hashable {
    /// Whether connections are kept for further requests; otherwise each request has its own, closed after it.
    public var isReusing = true
    /// The most connections, and so requests in flight, of an open load, over all threads. Arrivals beyond wait for one.
    /// A closed load has one connection for each user.
    public var maximum = 256
    /// How many are opened before the load starts; `nil` for all of them, none when they aren't reused.
    public var openedBefore: Int?
    /// Nanoseconds between the openings before the start.
    public var openingInterval: UInt64 = 0
    /// How many threads open connections: the most that are being opened at the same time.
    public var openers = 8

    /// The defaults.
    public init() {}
}
