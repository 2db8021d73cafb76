/// Which connections a load has.
public struct LoadConnections: Sendable, Hashable {
    /// The most of an open load; requests beyond wait for one, and that counts in their response time. `nil` for as many as
    /// carry ``inFlight`` requests. A closed load has one for each user, or over HTTP/2 for as many users as it has streams.
    public var maximum: Int?
    /// How many requests an HTTP/2 connection carries at the same time.
    public var streams = 100
    /// Whether they are kept for further requests.
    public var isReusing = true
    /// How many are opened before the load begins; `nil` for as many as there are users, or 16.
    public var openedBefore: Int?
    /// From one opening to the next before the load begins, in nanoseconds.
    public var openingInterval: UInt64 = 0

    /// The requests that an open load has in flight at most, where the file doesn't say how many connections it has.
    public static let inFlight = 1024

    /// How many there are at most, when each carries so many requests at the same time.
    public func maximum(streams: Int) -> Int { maximum ?? (Self.inFlight + streams - 1) / streams }

    /// The defaults.
    public init() {}
}
