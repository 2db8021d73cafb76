/// How a burst's requests were let go.
public struct ReleaseResult: Sendable, Hashable {
    /// What was asked for: `none` or `last-byte`.
    public var mode: String
    /// From the first to the last byte that was handed to the kernel, in nanoseconds.
    public var spread: UInt64
    /// Threads that let go at once.
    public var threads: Int
    /// How many packets it took, over HTTP/2; `nil` where one takes a packet each, and where the system doesn't tell.
    public var packets: Int?

    /// A release of its parts.
    public init(mode: String, spread: UInt64, threads: Int, packets: Int? = nil) {
        self.mode = mode
        self.spread = spread
        self.threads = threads
        self.packets = packets
    }
}
