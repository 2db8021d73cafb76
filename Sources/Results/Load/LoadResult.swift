package import HTTP
package import JSON
package import Measurement

/// The figures of a burst or of a load. Always: `offered + resent == sent + unsent` and
/// `sent == completed + failures' sum + resent`.
package struct LoadResult: Sendable, Hashable {
    /// What kind of traffic it was.
    package enum Kind: String, Sendable, Hashable, CaseIterable { case burst, load }

    /// What kind of traffic it was.
    package var kind: Kind
    /// What was asked for, in words: `64 at once`, `200/s for 30 s, constant`.
    package var model: String
    /// How many requests the model asked for, warm-up excluded.
    package var offered: Int
    /// How many were sent.
    package var sent: Int
    /// How many brought a complete response.
    package var completed: Int
    /// How many responses broke an expectation.
    package var broken: Int
    /// How many were sent in the warm-up, and left out of every other figure.
    package var warmUp: Int
    /// Responses by status.
    package var statuses: [Int: Int]
    /// Exchanges without a complete response, by category.
    package var failures: [FailureCategory: Int]
    /// The time that rates are of, in nanoseconds: from the first intended start to the end of the schedule, or to the
    /// last complete response where that came later; of a burst, to the end of its last request.
    package var duration: UInt64
    /// The response times (from the intended start) of the complete responses.
    package var responseTime: LatencySummary
    /// The service times (from the actual send) of the complete responses.
    package var serviceTime: LatencySummary
    /// The response times as they are judged.
    package var times = LoadTimes()
    /// How late the generator was.
    package var lateness = GeneratorLateness()
    /// Of the responses that took longer than `within` and broke nothing else: by how much, in nanoseconds, without
    /// what the generator itself was late in sending.
    package var overdue = PackedLatencies()
    /// Those of ``failures`` that were expected.
    package var expectedFailures: [FailureCategory: Int] = [:]
    /// Requests among the failures whose connection wasn't open when their time was over.
    package var unopened = 0
    /// The users of a closed load; `nil` for other traffic.
    package var users: LoadUsers?
    /// Why it ended before its time of itself; `nil` when it didn't.
    package var end: LoadEnd?
    /// Where it was stopped; `nil` when it came to its end.
    package var stop: LoadStop?
    /// Expectations of which nothing can be said for certain, as the generator's own doing may have decided them.
    package var doubtful: [Finding] = []
    /// The limits that its response times had to keep.
    package var objectives: [LoadObjective] = []
    /// The first example of each kind of failure: what it was, how often, and the evidence.
    package var examples: [FailureExample]
    /// The slowest complete responses, whatever they are, the slowest first: at most 10.
    package var slowest: [SlowResponse] = []
    /// The version of HTTP that was spoken, `HTTP/1.1` or `HTTP/2`.
    package var version = "HTTP/1.1"
    /// The share of responses whose headers and content were judged.
    package var validated = 1.0
    /// Responses whose headers and content were judged, where ``validated`` is less than 1.
    package var judged = 0
    /// Those of ``judged`` whose headers or content broke an expectation.
    package var misjudged = 0
    /// Requests that were sent a second time, as their connection had gone stale or the server had refused the stream.
    package var resent = 0
    /// Bytes received.
    package var bytesIn = 0
    /// Bytes sent.
    package var bytesOut = 0
    /// Latencies by request and status class.
    package var parts: [LoadPart] = []
    /// What became of flows, where an arrival is one of several requests.
    package var flows: [FlowResult] = []
    /// Of those of its requests whose responses were watched for events: what came.
    package var streams: [StreamResult] = []
    /// Each of the load's requests, in their order.
    package var requests: [RequestTimes] = []
    /// How well the generator did; `nil` where that wasn't watched.
    @Indirect package var audit: LoadAudit?
    /// How a burst was let go.
    @Indirect package var release: ReleaseResult?
    /// The time series: each second of the load, or each longer interval of a long one.
    package var intervals: [IntervalSummary] = []
    /// How the response times are spread in each of the intervals; `nil` where they weren't counted.
    @Indirect package var heat: LoadHeat?
    /// The shards that a divided load's figures are of; `nil` for a load that isn't divided.
    @Indirect package var sharding: LoadSharding?
    /// What was expected of a divided load as a whole; `nil` for a load that isn't divided.
    @Indirect package var demands: LoadDemands?
    /// All that was counted, exactly; `nil` in what was read from `results.json`.
    @Indirect package var figures: LoadFigures?
    /// What the target told of itself meanwhile; `nil` where nobody asked.
    @Indirect package var scrape: LoadScrape?
    /// The latencies as they were counted; `nil` where they weren't, and in what was read from a file.
    @Indirect package var recording: LoadRecording?

    /// Figures of their parts.
    package init(
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

    /// Failures and broken expectations, those of a sample as they were seen.
    package var failedOrBroken: Int { failures.values.reduce(broken) { $0.addingSaturated($1) } }

    /// Complete responses a second, whatever they are.
    package var throughput: Double { rate(of: completed) }

    /// So many a second, over its duration.
    package func rate(of count: Int) -> Double { duration == 0 ? 0 : Double(count) * 1e9 / Double(duration) }

    /// Requests that the model asked for and that were not sent.
    package var unsent: Int { max(0, offered.addingSaturated(resent) - sent) }

    /// Complete responses that broke no expectation, a second.
    package var goodput: Double { rate(of: max(0, completed - inAll(broken, ofSample: misjudged))) }

    /// How many of all responses broke an expectation, when `broken` are known to, `sample` of them of those that were
    /// judged: these stand for the others.
    package func inAll(_ broken: Int, ofSample sample: Int) -> Int {
        guard validated < 1, judged > 0, judged < completed else { return broken }
        let others = Double(sample) * (Double(completed) / Double(judged) - 1)
        return min(completed, broken.addingSaturated(Int(saturating: others.rounded(.up))))
    }
}

/// What is expected of a divided load as a whole: each shard leaves it beside its figures, as none of them can judge
/// it.
package struct LoadDemands: Sendable, Hashable {
    /// The limits of all response times.
    package var latency: [LoadObjective] = []
    /// The limits of whole flows.
    package var flowTime: [LoadObjective] = []
    /// The limits of the time to the first event, and of that between two.
    package var firstEvent: [LoadObjective] = []
    package var eventGap: [LoadObjective] = []
    /// The least rate of events, a second.
    package var eventRate: Double?
    /// The largest share of failed requests; `nil` when the file says nothing.
    package var failures: Double?
    /// The least rate of successful responses, a second.
    package var goodput: Double?
    /// How many of which status or failure there are to be, as the file has it.
    package var counts: JSONValue?
    /// The limits of each of the load's requests, in their order.
    package var requests: [[LoadObjective]] = []
    /// Whether what the generators' lateness may have decided passes.
    package var acceptsDoubt = false

    /// Nothing expected but that no request fails.
    package init() {}
}
