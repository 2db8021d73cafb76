/// How a burst's requests were let go.
package struct ReleaseResult: Sendable, Hashable {
    /// What was asked for: `none` or `last-byte`.
    package var mode: String
    /// From the first to the last byte that was handed to the kernel, in nanoseconds.
    package var spread: UInt64
    /// Threads that let go at once.
    package var threads: Int
    /// How many packets it took, over HTTP/2; `nil` where one takes a packet each, and where the system doesn't tell.
    package var packets: Int?

    /// A release of its parts.
    package init(mode: String, spread: UInt64, threads: Int, packets: Int? = nil) {
        self.mode = mode
        self.spread = spread
        self.threads = threads
        self.packets = packets
    }
}
