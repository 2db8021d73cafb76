/// What happened to one request.
public struct Exchange: Sendable, Hashable {
    /// The response, or why there is none.
    public var outcome: Result<HTTPResponse, ExchangeFailure>
    /// The phases, since ``started``.
    public var timings: PhaseTimings
    /// When the request was meant to start: nanoseconds of the monotonic clock.
    public var intended: UInt64
    /// When the transport began to send it: nanoseconds of the monotonic clock.
    public var started: UInt64
    /// The address and port that answered, such as `127.0.0.1:8080`; `nil` when there was no connection.
    public var peer: String?
    /// Whether the connection was opened for this request.
    public var newConnection: Bool
    /// Every request that went out for it, in order, byte for byte: the first is the exchange's own, with all of its
    /// fields. Empty when nothing was sent.
    package var transmissions: [Transmission] = []
    /// What a person should know of how it went though it isn't part of the response: bytes that nobody asked for on the
    /// connection that was to be used, say. Not redacted.
    package var notes: [String] = []

    /// An exchange of its parts.
    public init(
        outcome: Result<HTTPResponse, ExchangeFailure>,
        timings: PhaseTimings,
        intended: UInt64,
        started: UInt64,
        peer: String? = nil,
        newConnection: Bool = false
    ) {
        self.outcome = outcome
        self.timings = timings
        self.intended = intended
        self.started = started
        self.peer = peer
        self.newConnection = newConnection
    }

    /// Why the request was sent again on a fresh connection (RFC 9112, section 9.3.1), once for each time.
    package var resendings: [String] {
        transmissions.compactMap { if case .resent(let why) = $0.cause { why } else { nil } }
    }

    /// From the actual send to the end, in nanoseconds.
    public var serviceTime: UInt64 { timings.total }

    /// From the intended start to the end, in nanoseconds: what a user waits, free of coordinated omission.
    public var responseTime: UInt64 { started + timings.total - min(intended, started + timings.total) }
}
