public import HTTP

/// Numbers of requests and what became of them, warm-up excluded. Always: `offered + resent == sent + unsent` and
/// `sent == completed + failures' sum + resent`.
public struct LoadCounts: Sendable, Hashable {
    /// Requests that the model asked for.
    public var offered = 0
    /// Requests that were sent, each as often as it went out, or failed as no connection could be opened for them.
    public var sent = 0
    /// Complete responses.
    public var completed = 0
    /// Complete responses that broke an expectation.
    public var broken = 0
    /// Requests without a complete response, by category.
    public var failures: [FailureCategory: Int] = [:]
    /// Those of ``failures`` that were expected.
    public var expectedFailures: [FailureCategory: Int] = [:]
    /// Requests that had to wait as every connection was busy.
    public var held = 0
    /// Requests that were sent a second time, as the connection had gone stale or the server had refused the stream.
    public var resent = 0
    /// Requests that were sent in the warm-up.
    public var warmUp = 0
    /// Bytes received, and sent, on connections that were open: above TLS.
    public var bytesIn = 0
    /// Bytes sent.
    public var bytesOut = 0
    /// Connections opened, before the start and during the load.
    public var opened = 0
    /// Those opened for a request that waited for it.
    public var openedLate = 0
    /// Those opened in place of one that was closed.
    public var reopened = 0
    /// Requests that failed as their connection wasn't open when their time was over: nothing was sent, and nothing is known of
    /// what would have been answered.
    public var unopened = 0

    /// No requests.
    public init() {}

    init(_ counters: Counters) {
        offered = counters.offered
        sent = counters.sent
        completed = counters.completed
        broken = counters.broken
        held = counters.held
        resent = counters.resent
        warmUp = counters.warmUp
        bytesIn = counters.bytesIn
        bytesOut = counters.bytesOut
        opened = counters.opened
        openedLate = counters.openedLate
        reopened = counters.reopened
        unopened = counters.unopened
        for (place, category) in Counters.categories.enumerated() where counters.failures[place] > 0 {
            failures[category] = counters.failures[place]
            let expected = counters.expectedFailures[place]
            if expected > 0 { expectedFailures[category] = expected }
        }
    }

    /// Requests that were offered and not sent.
    public var unsent: Int { offered + resent - sent }
    /// Requests without a complete response.
    public var failed: Int { failures.values.reduce(0, +) }

    mutating func add(_ other: LoadCounts) {
        offered += other.offered
        sent += other.sent
        completed += other.completed
        broken += other.broken
        held += other.held
        resent += other.resent
        warmUp += other.warmUp
        bytesIn += other.bytesIn
        bytesOut += other.bytesOut
        opened += other.opened
        openedLate += other.openedLate
        reopened += other.reopened
        unopened += other.unopened
        failures.merge(other.failures, uniquingKeysWith: +)
        expectedFailures.merge(other.expectedFailures, uniquingKeysWith: +)
    }
}
