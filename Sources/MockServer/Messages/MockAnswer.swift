package import HTTP

/// What the mock does with one request.
package struct MockAnswer: Sendable, Hashable {
    /// The status code.
    package var status: Int
    /// The header fields; the server adds `Date`, `Content-Length` and, when it closes, `Connection`, unless they are
    /// here.
    package var headers: HeaderFields
    /// The content.
    package var body: [UInt8]
    /// How long the answer waits, in nanoseconds.
    package var delay: Int64
    /// The instant before which it isn't sent, in nanoseconds of the system's monotonic clock; `nil` for none. The
    /// delay comes on top.
    package var due: Int64?
    /// The content that comes bit by bit, in place of ``body``; `nil` where it comes at once.
    package var stream: MockStream?
    /// How the answer goes wrong.
    package var fault: MockFault?
    /// The name of the rule that gave it, for the log.
    package var rule: String?

    /// An answer of its parts.
    package init(
        status: Int,
        headers: HeaderFields = HeaderFields(),
        body: [UInt8] = [],
        delay: Int64 = 0,
        due: Int64? = nil,
        fault: MockFault? = nil,
        rule: String? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.delay = delay
        self.due = due
        self.fault = fault
        self.rule = rule
    }

    /// Answers without content may not have it, whatever a rule says (RFC 9110, section 6.4.1).
    var forbidsContent: Bool { status == 204 || status == 304 || status / 100 == 1 }
}

/// Decides what a request gets. It is called on the server's event loops, several at once, and must not block.
package protocol MockResponder: Sendable {
    /// The answer to `request`, which came at `now` on the server's clock (milliseconds since 1970-01-01 UTC).
    func answer(to request: MockRequest, now: Int64) -> MockAnswer
}
