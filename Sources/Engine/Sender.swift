public import HTTP

/// What sends requests: a client in the program, a table in tests.
public protocol Sender: Sendable {
    /// Sends `request`, at the monotonic instant `start` (nanoseconds) when there is one; the exchange says how it went.
    func send(_ request: HTTPRequest, _ options: SendOptions, at start: UInt64?) async -> Exchange

    /// Forgets the cookies of a session that has ended.
    func endSession(_ session: UInt64)
}

/// How one request is sent.
public struct SendOptions: Sendable {
    /// From the start to the last byte, in nanoseconds.
    public var timeout: UInt64
    /// Whose cookies are used; `nil` for none.
    public var session: UInt64?

    /// Whether a redirect to another host is a failure, as in a burst or load.
    public var staysOnHost: Bool
    /// Why a redirect may not be followed to a URL; `nil` when it may.
    public var refusal: (@Sendable (_ url: String) -> String?)?

    /// Whether bytes hold a value that was declared secret: a redirect takes none to another origin.
    package var holdsSecret: @Sendable (_ bytes: [UInt8]) -> Bool = { _ in false }

    /// The given options.
    public init(timeout: UInt64, session: UInt64? = nil, staysOnHost: Bool = false) {
        self.timeout = timeout
        self.session = session
        self.staysOnHost = staysOnHost
    }
}
