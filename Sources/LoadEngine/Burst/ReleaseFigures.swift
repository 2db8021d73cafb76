/// How one thread let its part of a burst go; instants are of the monotonic clock, in nanoseconds.
public struct ReleaseFigures: Sendable, Hashable {
    /// Which thread.
    public var thread: Int
    /// How many requests it let go.
    public var count: Int
    /// Just before the first was handed to the kernel.
    public var first: UInt64
    /// When the last had been.
    public var last: UInt64

    /// How many packets it took, over HTTP/2, as Linux counts them.
    public var packets = 0

    /// From the first to the last, in nanoseconds.
    public var spread: UInt64 { last - first }
}
