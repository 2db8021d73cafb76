public import HTTP

/// A request with everything in it replaced, and how it is to be sent.
public struct PreparedRequest: Sendable {
    /// What is sent.
    public var request: HTTPRequest
    /// From the start to the last byte, in nanoseconds; `nil` for the default.
    public var timeout: UInt64?
    /// Whether it carries a signature over its parts.
    public var isSigned = false
}
