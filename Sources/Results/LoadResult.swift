public import HTTP
public import Measurement

/// The figures of a burst or of a load. Always: `offered == sent + unsent` and `sent == completed + failures' sum`.
public struct LoadResult: Sendable, Hashable {
    /// What kind of traffic it was.
    public enum Kind: String, Sendable, Hashable { case burst, load }

    /// What kind of traffic it was.
    public var kind: Kind
    /// What was asked for, in words: `64 at once`, `200/s for 30 s, constant`.
    public var model: String
    /// How many requests the model asked for, warm-up excluded.
    public var offered: Int
    /// How many were sent.
    public var sent: Int
    /// How many brought a complete response.
    public var completed: Int
    /// How many responses broke an expectation.
    public var broken: Int
    /// How many were sent in the warm-up, and left out of every other figure.
    public var warmUp: Int
    /// Responses by status.
    public var statuses: [Int: Int]
    /// Exchanges without a complete response, by category.
    public var failures: [FailureCategory: Int]
    /// From the first intended start to the last end, in nanoseconds.
    public var duration: UInt64
    /// The response times (from the intended start) of the complete responses.
    public var responseTime: LatencySummary
    /// The service times (from the actual send) of the complete responses.
    public var serviceTime: LatencySummary
    /// The first example of each kind of failure: what it was, how often, and the evidence.
    public var examples: [FailureExample]

    /// Figures of their parts.
    public init(
        kind: Kind,
        model: String,
        offered: Int,
        sent: Int,
        completed: Int,
        broken: Int = 0,
        warmUp: Int = 0,
        statuses: [Int: Int] = [:],
        failures: [FailureCategory: Int] = [:],
        duration: UInt64,
        responseTime: LatencySummary,
        serviceTime: LatencySummary,
        examples: [FailureExample] = []
    ) {
        self.kind = kind
        self.model = model
        self.offered = offered
        self.sent = sent
        self.completed = completed
        self.broken = broken
        self.warmUp = warmUp
        self.statuses = statuses
        self.failures = failures
        self.duration = duration
        self.responseTime = responseTime
        self.serviceTime = serviceTime
        self.examples = examples
    }

    /// Requests that the model asked for and that were not sent.
    public var unsent: Int { offered - sent }

    /// Complete responses that broke no expectation, a second.
    public var goodput: Double { duration == 0 ? 0 : Double(completed - broken) * 1e9 / Double(duration) }
}
