package import HTTP

/// A complete response, kept to be held against the others.
public struct KeptResponse: Sendable, Hashable {
    /// The request's index.
    public var index: UInt64
    /// The endpoint's place in the plan.
    public var endpoint: Int
    /// The status code.
    public var status: Int
    /// The status line and the header section, the empty line included.
    public var head: [UInt8]
    /// The content, without the framing of chunks, decoded where that was asked for.
    public var body: [UInt8]
    /// When the request's last byte was handed to the kernel, by the monotonic clock.
    public var sent: UInt64
    /// When the response was complete.
    public var completed: UInt64
    /// The expectation that it broke; `nil` when it holds.
    public var broken: String?
    /// How it breaks the standard.
    package var deviations: Deviations
}
