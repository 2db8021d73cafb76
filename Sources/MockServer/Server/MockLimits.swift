/// How much of a request the mock takes.
public struct MockLimits: Sendable, Hashable {
    /// The request line and header section, in bytes; more gets 431.
    public var header: Int
    /// The content, in bytes; more gets 413.
    public var body: Int

    /// Limits of `header` and `body` bytes.
    public init(header: Int = 64 << 10, body: Int = 16 << 20) {
        self.header = header
        self.body = body
    }
}
