/// What libcurl refused while a client was set up. What happens to a request is an ``HTTP/ExchangeFailure`` instead.
public struct CurlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// libcurl's code (`CURLcode` or `CURLMcode`); `nil` when the configuration was refused before libcurl saw it.
    public var code: Int32?
    /// What was wrong, where, and what to do.
    public var message: String

    /// An error described by `message`.
    public init(_ message: String, code: Int32? = nil) {
        self.message = message
        self.code = code
    }

    /// The message.
    public var description: String { message }
}
