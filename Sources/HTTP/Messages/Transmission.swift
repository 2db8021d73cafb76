/// One request that went out for an exchange, byte for byte, and what came back: the evidence for what the exchange says.
///
/// An exchange has one for its request, one more for each time that it was sent again on a fresh connection, and one for
/// each redirect that was followed. Nothing here is redacted: whatever writes it has to do that.
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
        if room > 0 { bytes.append(contentsOf: more.prefix(room)) }
    }
}

/// The connection that a request went over.
package struct ConnectionEvidence: Sendable, Hashable {
    /// Our address and port, such as `127.0.0.1:41000`.
    package var local: String?
    /// The address and port at the other end: the proxy's where there is one.
    package var peer: String?
    /// The how-manieth request on this connection it was, from 1; `nil` where libcurl's HTTP sent it on one that was kept.
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
