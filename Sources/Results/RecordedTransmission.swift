package import HTTP

/// One request that went out for a step and what came back, as a report keeps it: redacted, and cut at a stated length.
package struct RecordedTransmission: Sendable, Hashable {
    /// Why it went out: `first`, `resent` or `redirected`.
    package var cause: String
    /// Why it was sent again, or the redirect's status; empty for the first.
    package var reason: String
    /// The bytes that were sent, above TLS.
    package var sent: RecordedContent
    /// The bytes that came back, before any decoding.
    package var received: RecordedContent
    /// What it went over; `nil` when it isn't known.
    package var connection: ConnectionEvidence?

    package init(
        cause: String,
        reason: String,
        sent: RecordedContent,
        received: RecordedContent,
        connection: ConnectionEvidence?
    ) {
        self.cause = cause
        self.reason = reason
        self.sent = sent
        self.received = received
        self.connection = connection
    }
}
