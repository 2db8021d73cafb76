package import HTTP
package import Measurement

/// All that was measured of a load.
package struct LoadReport: Sendable {
    /// What became of the requests.
    package var counts: LoadCounts
    /// Responses by status, warm-up excluded.
    package var statuses: [Int: Int]
    /// How many responses broke the standard in which way, warm-up excluded.
    package var deviations: [Deviation: Int]
    /// When the measured load began (the warm-up's end), by the monotonic clock.
    package var begin: UInt64
    /// Nanoseconds from there to the end of the schedule, or to the last complete response where that came later; of a
    /// burst, to the end of its last request.
    package var duration: UInt64
    /// The whole run's latencies by endpoint and status class.
    package var series: [SeriesFigures]
    /// The flows, by the endpoint that they begin with.
    package var flows: [FlowFigures]
    /// The events of responses that are streams, by endpoint; empty where none were watched.
    package var events: [EventFigures]
    /// Each second, when the plan asked to keep them; each 2, 5, 10 ... seconds of a load that takes longer than ten
    /// minutes.
    package var intervals: [IntervalFigures]
    /// Of each endpoint's responses: the response time without what the generator itself was late, in nanoseconds.
    package var undelayed: [PackedLatencies]
    /// Of the responses that took too long and broke nothing else: by how much, without what the generator itself was
    /// late.
    package var overdue: PackedLatencies
    /// Actual minus intended send, of every request that was sent on time or late, in nanoseconds.
    package var sendDelay: PackedLatencies
    /// The same of the requests that did not have to wait for a busy connection, without the time in which one was
    /// being opened for them: what the generator itself was late.
    package var ownSendDelay: PackedLatencies
    /// How much later than asked the loop did what was due: woke from a sleep, or looked at the clock, in nanoseconds.
    package var loopLag: PackedLatencies
    /// Each thread.
    package var threads: [ThreadFigures]
    /// The kinds of failure, at most 20.
    package var failures: [FailureKind]
    /// Failures of kinds beyond those.
    package var otherFailures: Int
    /// The slowest responses, warm-up excluded, at most 10, the slowest first.
    package var slowest: [SlowestResponse]
    /// Whether it was stopped before its end.
    package var wasStopped: Bool
    /// Nanoseconds from the start, warm-up included, to the end: of a load that was stopped, how far it came.
    package var elapsed: UInt64
    /// Nanoseconds that the warm-up took of that.
    package var warmUp: UInt64
    /// Users of a closed load that never had a connection.
    package var lonelyUsers: Int

    /// The complete responses by request index, where they are kept.
    package var responses: [KeptResponse]

    /// The response times of all responses.
    package var responseTime: LatencyRecorder { .merged(series.map(\.responseTime)) }
    /// The service times of all responses.
    package var serviceTime: LatencyRecorder { .merged(series.map(\.serviceTime)) }
}

extension LoadReport {
    /// What all threads measured together.
    init(_ outcomes: [WorkerOutcome]) {
        let intervals = Self.merge(outcomes.flatMap(\.intervals))
        let failures = FailureLog.merged(outcomes.map { ($0.failures, $0.otherFailures) })
        let begin = outcomes.first?.begin ?? 0
        // What is never answered takes no time of those that are, and a slow load no less than it was planned for.
        let end = outcomes.reduce(0) { end, outcome in
            max(end, outcome.scheduleEnd.map { max($0, outcome.lastResponse) } ?? outcome.lastEnd)
        }
        self.init(
            counts: outcomes.reduce(into: LoadCounts()) { $0.add($1.figures.counts) },
            statuses: outcomes.reduce(into: [:]) { $0.merge($1.statuses, uniquingKeysWith: +) },
            deviations: outcomes.reduce(into: [:]) { $0.merge($1.deviations, uniquingKeysWith: +) },
            begin: begin,
            duration: end - min(end, begin),
            series: Self.merge(outcomes.flatMap(\.series)),
            flows: FlowFigures.merged(outcomes.flatMap(\.flows)),
            events: EventFigures.merged(outcomes.flatMap(\.events)),
            intervals: intervals,
            undelayed: Self.merge(outcomes.map(\.undelayed)),
            overdue: LatencyRecorder.merged(outcomes.map(\.overdue)).packed,
            sendDelay: LatencyRecorder.merged(outcomes.map(\.sendDelay)).packed,
            ownSendDelay: LatencyRecorder.merged(outcomes.map(\.ownSendDelay)).packed,
            loopLag: LatencyRecorder.merged(outcomes.map(\.loopLag)).packed,
            threads: outcomes.map(\.figures),
            failures: failures.kinds,
            otherFailures: failures.others,
            slowest: SlowestResponses.merged(outcomes.map(\.slowest)),
            wasStopped: outcomes.contains { $0.wasStopped },
            elapsed: outcomes.reduce(0) { max($0, $1.elapsed) },
            warmUp: outcomes.reduce(0) { max($0, $1.warmUp) },
            lonelyUsers: outcomes.reduce(0) { $0 + $1.lonelyUsers },
            responses: outcomes.flatMap(\.responses).sorted { $0.index < $1.index }
        )
    }

    private static func merge(_ intervals: [IntervalFigures]) -> [IntervalFigures] {
        Dictionary(grouping: intervals, by: \.second).sorted { $0.key < $1.key }.map { second, parts in
            IntervalFigures(
                second: second,
                length: parts.reduce(0) { max($0, $1.length) },
                counts: parts.reduce(into: LoadCounts()) { $0.add($1.counts) },
                inFlight: parts.reduce(0) { $0 + $1.inFlight },
                series: merge(parts.flatMap(\.series))
            )
        }
    }

    /// Each endpoint's of all threads.
    private static func merge(_ parts: [[PackedLatencies]]) -> [PackedLatencies] {
        (0..<(parts.first?.count ?? 0)).map { place in LatencyRecorder.merged(parts.map { $0[place] }).packed }
    }

    private static func merge(_ series: [SeriesFigures]) -> [SeriesFigures] {
        var sum = RunningSeries()
        sum.add(series)
        return sum.total
    }
}

/// What one thread of the generator did, and what it cost.
package struct ThreadFigures: Sendable, Hashable {
    /// Which thread.
    package var thread: Int
    /// What became of its requests.
    package var counts = LoadCounts()
    /// CPU time from the load's start to its end, in user mode, in nanoseconds.
    package var userTime: UInt64 = 0
    /// The same in the kernel.
    package var systemTime: UInt64 = 0
    /// How often the thread gave the processor up.
    package var voluntarySwitches = 0
    /// How often it was taken away.
    package var involuntarySwitches = 0
    /// From the load's start to its end, in nanoseconds.
    package var wallTime: UInt64 = 0
    /// The most requests in flight.
    package var peakInFlight = 0
    /// The longest time between two looks at the clock while there was work, in nanoseconds.
    package var longestTurn: UInt64 = 0
    /// Nanoseconds that the loop waited for a ``RequestSource`` that had nothing ready, and how often.
    package var sourceWait: UInt64 = 0
    /// How often it waited for one.
    package var sourceWaits = 0
    /// Whether a feeder that gives each row once had no more.
    package var feederIsExhausted = false
}

/// What happened in an interval of the measured load, of a second or a few; responses count in the interval in which
/// they were complete.
package struct IntervalFigures: Sendable, Hashable {
    /// Its first second, from 0, since the end of the warm-up.
    package var second: Int
    /// How many seconds it has.
    package var length = 1
    /// What became of requests in it.
    package var counts: LoadCounts
    /// Requests in flight at its end.
    package var inFlight: Int
    /// The latencies of its responses.
    package var series: [SeriesFigures]

    /// The response times of all series.
    package var responseTime: LatencyRecorder { .merged(series.map(\.responseTime)) }
    /// The service times of all series.
    package var serviceTime: LatencyRecorder { .merged(series.map(\.serviceTime)) }
}

/// The latencies of one endpoint's responses of one status class.
package struct SeriesFigures: Sendable, Hashable {
    /// The endpoint's place in the plan.
    package var endpoint: Int
    /// The status's first digit.
    package var statusClass: Int
    /// From the intended start to the last byte.
    package var responseTime: PackedLatencies
    /// From the actual send to the last byte.
    package var serviceTime: PackedLatencies
}

/// A complete response, kept to be held against the others.
package struct KeptResponse: Sendable, Hashable {
    /// The request's index.
    package var index: UInt64
    /// The endpoint's place in the plan.
    package var endpoint: Int
    /// The status code.
    package var status: Int
    /// The status line and the header section, the empty line included.
    package var head: [UInt8]
    /// The content, without the framing of chunks, decoded where that was asked for.
    package var body: [UInt8]
    /// When the request's last byte was handed to the kernel, by the monotonic clock.
    package var sent: UInt64
    /// When the response was complete.
    package var completed: UInt64
    /// The expectation that it broke; `nil` when it holds.
    package var broken: String?
    /// How it breaks the standard.
    package var deviations: Deviations
}
