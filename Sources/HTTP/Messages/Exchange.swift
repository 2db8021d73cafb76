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
    /// What a person should know of how it went though it isn't part of the response: bytes that nobody asked for on
    /// the connection that was to be used, say. Not redacted.
    package var notes: [String] = []
    /// How the standard was broken beside the response: by what came on the connection before it.
    package var deviations: Deviations = []
    /// When the events of the response came; `nil` where its content is none of events, or has a coding.
    package var events: EventTimes?
    /// The URL of the request that was answered, after redirects; `nil` where nobody asks for it.
    package var url: String?

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

/// An exchange that ended without a complete response.
public struct ExchangeFailure: Error, Sendable, Hashable {
    /// The stable category.
    public var category: FailureCategory
    /// The transport library's own words, secrets not included.
    public var detail: String
    /// What had come of the response before it failed, when at least its status line had.
    public var partial: HTTPResponse?

    /// A failure of `category`, explained by `detail`.
    public init(_ category: FailureCategory, _ detail: String, partial: HTTPResponse? = nil) {
        self.category = category
        self.detail = detail
        self.partial = partial
    }
}

/// Why an exchange brought no complete response. The raw values are stable: reports and suites name them.
public enum FailureCategory: String, Sendable, Hashable, CaseIterable {
    /// The host's name could not be resolved.
    case dns
    /// The connection was refused, or the host could not be reached.
    case refused
    /// The TLS handshake or the verification of the certificate failed.
    case tls
    /// A time limit passed.
    case timeout
    /// The connection was closed before the response was complete.
    case reset
    /// What came back is not HTTP, or contradicts itself.
    case malformed
    /// The header section or the content passed its size limit.
    case tooLarge = "too-large"
    /// The proxy refused or failed.
    case proxy
    /// The run was stopped before the exchange ended.
    case cancelled
    /// The request could not be sent as written.
    case request
    /// This machine lacked what the exchange needed: descriptors, ports, memory. Nothing of it is the endpoint's doing.
    case local
    /// Anything else; the text says what.
    case other
}

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

/// One request that went out for an exchange, byte for byte, and what came back: the evidence for what the exchange
/// says.
///
/// An exchange has one for its request, one more for each time that it was sent again on a fresh connection, and one
/// for each redirect that was followed. Nothing here is redacted: whatever writes it has to do that.
package struct Transmission: Sendable, Hashable {
    /// Why the request went out.
    package enum Cause: Sendable, Hashable {
        /// It is the exchange's own.
        case first
        /// The one before got no byte of an answer: why.
        case resent(String)
        /// The one before was answered by this redirect (RFC 9110, section 15.4).
        case redirected(status: Int)
    }

    /// Why it went out.
    package var cause: Cause
    /// The request with every field that was sent, in the order of sending: what the person wrote, and what was added
    /// (`Host`, `User-Agent`, `Accept-Encoding`, `Cookie`, `Content-Length`, credentials).
    package var request: HTTPRequest
    /// The request as its bytes went to the connection, above TLS.
    package var sent: KeptBytes
    /// The bytes that came back, interim responses included, before any decoding; for HTTP/2 the fields in the form of
    /// HTTP/1.1.
    package var received = KeptBytes()
    /// What it went over; `nil` when there was no connection.
    package var connection: ConnectionEvidence?

    package init(cause: Cause, request: HTTPRequest, sent: KeptBytes = KeptBytes()) {
        self.cause = cause
        self.request = request
        self.sent = sent
    }
}

/// The first bytes of a message, and how many it had in all.
package struct KeptBytes: Sendable, Hashable {
    /// The most that are kept.
    package static let limit = 16 << 10

    /// The first bytes.
    package private(set) var bytes: [UInt8] = []
    /// How many there were.
    package private(set) var count = 0

    package init() {}

    package init(_ bytes: some Collection<UInt8>) { append(bytes) }

    /// Whether there were more than are kept.
    package var isCut: Bool { bytes.count < count }

    package mutating func append(_ more: some Collection<UInt8>) {
        count += more.count
        let room = Self.limit - bytes.count
        guard room > 0 else { return }
        // In one piece: one by one takes longer than all else that is done with them.
        let taken: Void? = more.withContiguousStorageIfAvailable { more in
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: more.prefix(room)))
        }
        if taken == nil { bytes.append(contentsOf: more.prefix(room)) }
    }
}

/// The connection that a request went over.
package struct ConnectionEvidence: Sendable, Hashable {
    /// Our address and port, such as `127.0.0.1:41000`.
    package var local: String?
    /// The address and port at the other end: the proxy's where there is one.
    package var peer: String?
    /// The how-manieth request on this connection it was, from 1; `nil` where libcurl's HTTP sent it on one that was
    /// kept.
    package var number: Int?
    /// How it was protected; `nil` without TLS, or where the TLS library doesn't say.
    package var tls: TLSEvidence?

    package init(local: String?, peer: String?, number: Int?, tls: TLSEvidence? = nil) {
        self.local = local
        self.peer = peer
        self.number = number
        self.tls = tls
    }
}

/// What a TLS handshake agreed on.
package struct TLSEvidence: Sendable, Hashable {
    /// The version, such as `TLSv1.3`.
    package var version: String
    /// The cipher suite's name.
    package var cipher: String
    /// The certificates that the server showed, its own first.
    package var certificates: [CertificateEvidence]

    package init(version: String, cipher: String, certificates: [CertificateEvidence]) {
        self.version = version
        self.cipher = cipher
        self.certificates = certificates
    }
}

/// A certificate (RFC 5280) as a report shows it.
package struct CertificateEvidence: Sendable, Hashable {
    /// The distinguished name of whom it is for (RFC 4514).
    package var subject: String
    /// The distinguished name of who signed it.
    package var issuer: String
    /// From when and until when it is valid, as RFC 3339 writes dates, in UTC.
    package var notBefore: String
    package var notAfter: String
    /// SHA-256 of its DER encoding, 64 hexadecimal digits.
    package var sha256: String

    package init(subject: String, issuer: String, notBefore: String, notAfter: String, sha256: String) {
        self.subject = subject
        self.issuer = issuer
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.sha256 = sha256
    }
}
