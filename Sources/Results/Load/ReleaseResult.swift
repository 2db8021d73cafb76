/// How a burst's requests were let go.
public struct ReleaseResult: Sendable, Hashable {
    /// What was asked for: `none` or `last-byte`.
    public var mode: String
    /// From the first to the last byte that was handed to the kernel, in nanoseconds.
    public var spread: UInt64
    /// Threads that let go at once.
    public var threads: Int
    /// Why it could not be done as asked; empty when it was.
    public var note: String

    /// A release of its parts.
    public init(mode: String, spread: UInt64, threads: Int, note: String = "") {
        self.mode = mode
        self.spread = spread
        self.threads = threads
        self.note = note
    }
}
