/// How much of a request the mock takes, and how long it waits for a client.
public struct MockLimits: Sendable, Hashable {
    /// The request line and header section, in bytes; more gets 431.
    public var header: Int
    /// The content, in bytes; more gets 413.
    public var body: Int

    /// How long a connection may stand without a request, in nanoseconds; then it is closed.
    package var idle: Int64 = 75_000_000_000
    /// How long a request may take from its first byte to its last, in nanoseconds; more gets 408.
    package var request: Int64 = 60_000_000_000
    /// How long an answer may wait for a client that doesn't read, in nanoseconds; then the connection is closed.
    package var unread: Int64 = 60_000_000_000

    /// Limits of `header` and `body` bytes.
    public init(header: Int = 64 << 10, body: Int = 16 << 20) {
        self.header = header
        self.body = body
    }
}
