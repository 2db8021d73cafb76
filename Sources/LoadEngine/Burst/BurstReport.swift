/// All that was measured of a burst.
public struct BurstReport: Sendable {
    /// The figures, with times from the common instant of the release (response) and from each request's own (service).
    public var figures: LoadReport
    /// The complete responses, by request index, where they are kept.
    public var responses: [KeptResponse] { figures.responses }
    /// What each thread let go.
    public var releases: [ReleaseFigures]

    /// How many packets the release took over HTTP/2; 0 where the system doesn't tell.
    public var packets: Int { releases.reduce(0) { $0 + $1.packets } }

    /// From the first to the last byte handed to the kernel, over all threads, in nanoseconds.
    public var releaseSpread: UInt64 {
        let released = releases.filter { $0.count > 0 }
        guard let first = released.map(\.first).min(), let last = released.map(\.last).max() else { return 0 }
        return last - first
    }
}
