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
