package import HTTP

/// One step of a case: one exchange (the last attempt), or a burst or load.
package struct StepResult: Sendable, Hashable {
    /// The step's name; empty when the scenario has no steps of its own.
    package var name: String
    /// What was sent, or the first of what was sent; `nil` when it could not be made.
    package var request: RecordedRequest?
    /// What came back, as far as it came.
    package var response: RecordedResponse?
    /// Why no complete response came.
    package var failure: ExchangeFailure?
    /// The phases of the exchange.
    package var timings: PhaseTimings?
    /// The response time in nanoseconds, from the intended start.
    package var responseTime: UInt64?
    /// When the events of the response came; `nil` where its content is none of events.
    package var events: EventTimes?
    /// The address and port that answered.
    package var peer: String?
    /// How often it was sent; more than 1 after `retry` or `eventually`.
    package var attempts: Int
    /// The expectations that were broken.
    package var findings: [Finding]
    /// Why the step could not be judged; `nil` when it was.
    package var error: String?
    /// The figures of a burst or load.
    @Indirect package var load: LoadResult?
    /// What a search for capacity found.
    @Indirect package var capacity: CapacityResult?
    /// How many expectations were judged.
    package var expectations: Int
    /// What a person should know of how it went, beside what was expected: that the request was sent again, say.
    package var notes: [String] = []
    /// How often it was sent again after a failure (`retry`); waiting for something (`eventually`) is none.
    package var retries = 0
    /// Every request that went out in the last attempt, byte for byte.
    package var transmissions: [RecordedTransmission] = []

    /// What the target sent of its own accord, as far as it was waited for; where too little came, all that came.
    package var received: [RecordedRequest] = []

    /// A step's result; what is not given did not happen.
    package init(
        name: String,
        request: RecordedRequest? = nil,
        response: RecordedResponse? = nil,
        failure: ExchangeFailure? = nil,
        timings: PhaseTimings? = nil,
        responseTime: UInt64? = nil,
        peer: String? = nil,
        attempts: Int = 1,
        findings: [Finding] = [],
        error: String? = nil,
        load: LoadResult? = nil,
        expectations: Int = 0
    ) {
        self.name = name
        self.request = request
        self.response = response
        self.failure = failure
        self.timings = timings
        self.responseTime = responseTime
        self.peer = peer
        self.attempts = attempts
        self.findings = findings
        self.error = error
        self.load = load
        self.expectations = expectations
    }
}
