/// When each phase of an exchange ended, in nanoseconds since its send began; `nil` for a phase that did not happen
/// (a reused connection has no name look-up) or was not reached.
///
/// The phases are those of `curl_easy_getinfo`'s timers: look-up, connect, TLS, request sent, first byte, all.
public struct PhaseTimings: Sendable, Hashable {
    /// The host name was resolved.
    public var nameLookup: UInt64?
    /// The TCP connection was open.
    public var connect: UInt64?
    /// The TLS handshake was done.
    public var tls: UInt64?
    /// The request was about to be sent.
    public var send: UInt64?
    /// The first byte of the response had come.
    public var firstByte: UInt64?
    /// The last byte had come, or the exchange had failed.
    public var total: UInt64

    /// Timings of the given phases.
    public init(
        nameLookup: UInt64? = nil,
        connect: UInt64? = nil,
        tls: UInt64? = nil,
        send: UInt64? = nil,
        firstByte: UInt64? = nil,
        total: UInt64
    ) {
        self.nameLookup = nameLookup
        self.connect = connect
        self.tls = tls
        self.send = send
        self.firstByte = firstByte
        self.total = total
    }
}
