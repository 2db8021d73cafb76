package import HTTP
package import Measurement

/// All that was counted of a burst or load, exactly: what its reports are made of. Those of several shards of one load
/// add up to what one generator would have counted, whatever is added to what.
package struct LoadFigures: Sendable, Hashable {
    /// How many of what, warm-up excluded; as ``LoadResult`` and ``LoadAudit`` have them.
    package struct Counts: Sendable, Hashable {
        package var offered = 0
        package var sent = 0
        package var completed = 0
        package var broken = 0
        package var judged = 0
        package var misjudged = 0
        package var warmUp = 0
        package var resent = 0
        package var unopened = 0
        package var bytesIn = 0
        package var bytesOut = 0

        package init() {}

        /// Each with its name in files, in an order that stays.
        package static var all: [(name: String, path: WritableKeyPath<Counts, Int>)] {
            [
                ("offered", \.offered), ("sent", \.sent), ("completed", \.completed), ("broken", \.broken),
                ("judged", \.judged), ("misjudged", \.misjudged),
                ("warmUp", \.warmUp), ("resent", \.resent), ("unopened", \.unopened), ("bytesIn", \.bytesIn),
                ("bytesOut", \.bytesOut),
            ]
        }
    }

    /// The latencies of one request's responses of one status class.
    package struct Series: Sendable, Hashable {
        /// The request's place.
        package var request: Int
        package var statusClass: Int
        package var responseTime: PackedLatencies
        package var serviceTime: PackedLatencies

        package init(
            request: Int,
            statusClass: Int,
            responseTime: PackedLatencies,
            serviceTime: PackedLatencies
        ) {
            self.request = request
            self.statusClass = statusClass
            self.responseTime = responseTime
            self.serviceTime = serviceTime
        }
    }

    /// One of the load's requests.
    package struct Request: Sendable, Hashable {
        package var name: String
        /// Its response times without what the generator itself was late.
        package var undelayed: PackedLatencies

        package init(name: String, undelayed: PackedLatencies) {
            self.name = name
            self.undelayed = undelayed
        }
    }

    /// The flows of one kind.
    package struct Flow: Sendable, Hashable {
        /// The place of its first request.
        package var request: Int
        package var name: String
        /// How many requests each is made of.
        package var requests: Int
        package var started: Int
        package var completed: Int
        package var abandoned: Int
        package var time: PackedLatencies
        package var undelayed: PackedLatencies

        package init(
            request: Int,
            name: String,
            requests: Int,
            started: Int,
            completed: Int,
            abandoned: Int,
            time: PackedLatencies,
            undelayed: PackedLatencies
        ) {
            self.request = request
            self.name = name
            self.requests = requests
            self.started = started
            self.completed = completed
            self.abandoned = abandoned
            self.time = time
            self.undelayed = undelayed
        }
    }

    /// The events of one request's responses.
    package struct Stream: Sendable, Hashable {
        /// The request's place.
        package var request: Int
        package var responses: Int
        package var events: Int
        package var first: PackedLatencies
        /// The same without what the generator itself was late.
        package var undelayed: PackedLatencies
        package var gap: PackedLatencies

        package init(
            request: Int,
            responses: Int,
            events: Int,
            first: PackedLatencies,
            undelayed: PackedLatencies,
            gap: PackedLatencies
        ) {
            self.request = request
            self.responses = responses
            self.events = events
            self.first = first
            self.undelayed = undelayed
            self.gap = gap
        }
    }

    /// One interval of the load.
    package struct Interval: Sendable, Hashable {
        /// Its first second, since the measured load began or was to begin.
        package var second: Int
        /// How many seconds it has.
        package var length: Int
        package var offered = 0
        package var sent = 0
        package var unsent = 0
        /// Responses that are as expected.
        package var completed = 0
        package var failed = 0
        package var inFlight = 0
        /// Complete responses by their status's first digit.
        package var statusClasses: [Int: Int] = [:]
        package var responseTime = PackedLatencies()
        package var serviceTime = PackedLatencies()

        package init(second: Int, length: Int) {
            self.second = second
            self.length = length
        }
    }

    package var kind: LoadResult.Kind
    package var model: String
    package var version = "HTTP/1.1"
    package var validated = 1.0
    package var counts = Counts()
    package var statuses: [Int: Int] = [:]
    package var failures: [FailureCategory: Int] = [:]
    package var expectedFailures: [FailureCategory: Int] = [:]
    /// From the measured load's beginning, or when that was planned, to the end of the last request, in nanoseconds.
    package var duration: UInt64 = 0
    /// When the measured load began: milliseconds since 1970-01-01T00:00:00Z.
    package var startedAt: Int64 = 0
    package var series: [Series] = []
    package var requests: [Request] = []
    package var flows: [Flow] = []
    package var streams: [Stream] = []
    package var intervals: [Interval] = []
    package var overdue = PackedLatencies()
    package var sendDelay = PackedLatencies()
    package var ownSendDelay = PackedLatencies()
    package var loopLag = PackedLatencies()
    package var users: LoadUsers?
    package var end: LoadEnd?
    package var stop: LoadStop?
    package var examples: [FailureExample] = []
    /// The slowest responses, the slowest first.
    package var slowest: [SlowResponse] = []
    /// What the generator noted of itself; its latencies are those above.
    package var audit: LoadAudit
    /// The shards that these figures are of; `nil` for a load that isn't divided.
    package var sharding: LoadSharding?

    /// Nothing counted yet.
    package init(kind: LoadResult.Kind, model: String) {
        self.kind = kind
        self.model = model
        audit = LoadAudit(sendDelay: .empty, ownSendDelay: .empty, loopLag: .empty, busiestThread: 0, threads: 0)
    }
}

extension LoadResult {
    /// The kinds of failure that are shown.
    private static let mostExamples = 20

    /// What is shown of `figures`, and what they are judged by.
    package init(_ figures: LoadFigures) {
        let responses = LatencyRecorder.merged(figures.series.map(\.responseTime))
        let services = LatencyRecorder.merged(figures.series.map(\.serviceTime))
        var batches = HdrBatches()
        for interval in figures.intervals { batches.append(interval.responseTime) }
        self.init(
            kind: figures.kind,
            model: figures.model,
            offered: figures.counts.offered,
            sent: figures.counts.sent,
            completed: figures.counts.completed,
            broken: figures.counts.broken,
            warmUp: figures.counts.warmUp,
            statuses: figures.statuses,
            failures: figures.failures,
            // What begins later as a whole takes no longer.
            duration: figures.duration - min(figures.duration, figures.sharding?.earliestStart ?? 0),
            responseTime: responses.summary(confidence: 0.95, batches: batches),
            serviceTime: services.summary(),
            examples: Array(figures.examples.prefix(Self.mostExamples))
        )
        version = figures.version
        validated = figures.validated
        judged = figures.counts.judged
        misjudged = figures.counts.misjudged
        resent = figures.counts.resent
        unopened = figures.counts.unopened
        bytesIn = figures.counts.bytesIn
        bytesOut = figures.counts.bytesOut
        expectedFailures = figures.expectedFailures
        users = figures.users
        end = figures.end
        stop = figures.stop
        sharding = figures.sharding
        times = LoadTimes(
            measured: responses.packed,
            undelayed: LatencyRecorder.merged(figures.requests.map(\.undelayed)).packed
        )
        lateness = GeneratorLateness(
            sends: figures.ownSendDelay,
            looks: figures.loopLag,
            waiting: Self.waiting(figures)
        )
        overdue = figures.overdue
        parts = figures.series.map { series in
            LoadPart(
                request: figures.requests[series.request].name,
                statusClass: series.statusClass,
                responseTime: series.responseTime.summary(),
                serviceTime: series.serviceTime.summary()
            )
        }
        flows = figures.flows.map(FlowResult.init)
        streams = figures.streams.map { StreamResult($0, figures.requests[$0.request].name) }
        requests = figures.requests.enumerated().map { place, request in
            let times = LatencyRecorder.merged(
                figures.series.filter { $0.request == place }.map(\.responseTime)
            )
            return RequestTimes(
                name: request.name,
                responseTime: times.summary(),
                times: LoadTimes(measured: times.packed, undelayed: request.undelayed)
            )
        }
        audit = Self.audit(figures)
        slowest = figures.slowest
        intervals = figures.intervals.map(IntervalSummary.init)
        heat = LoadHeat(figures.intervals.map(\.responseTime.counts))
        recording = LoadRecording(
            startedAt: figures.startedAt,
            responseTime: responses.counts,
            serviceTime: services.counts,
            intervals: figures.intervals.map {
                LoadRecording.Interval(responseTime: $0.responseTime, serviceTime: $0.serviceTime)
            }
        )
        self.figures = figures
    }

    /// The share of requests that waited for a connection.
    private static func waiting(_ figures: LoadFigures) -> Double {
        let (sent, audit) = (figures.counts.sent, figures.audit)
        guard sent > 0 else { return 0 }
        // Where there are as many connections as requests, each was opened for one.
        guard audit.opened < sent else { return 1 }
        let late = audit.held.addingSaturated(audit.openedLate).addingSaturated(audit.reopened)
        return min(1, Double(late) / Double(sent))
    }

    private static func audit(_ figures: LoadFigures) -> LoadAudit {
        var audit = figures.audit
        audit.sendDelay = figures.sendDelay.summary()
        audit.ownSendDelay = figures.ownSendDelay.summary()
        audit.loopLag = figures.loopLag.summary()
        return audit
    }
}

extension FlowResult {
    fileprivate init(_ flow: LoadFigures.Flow) {
        self.init(
            name: flow.name,
            started: flow.started,
            completed: flow.completed,
            abandoned: flow.abandoned,
            time: flow.time.summary(),
            times: LoadTimes(measured: flow.time, undelayed: flow.undelayed, requests: flow.requests)
        )
    }
}

extension StreamResult {
    fileprivate init(_ stream: LoadFigures.Stream, _ name: String) {
        self.init(
            name: name,
            responses: stream.responses,
            events: stream.events,
            first: stream.first.summary(),
            gap: stream.gap.summary()
        )
        firstTimes = LoadTimes(measured: stream.first, undelayed: stream.undelayed)
        gapTimes = LoadTimes(measured: stream.gap, undelayed: stream.gap)
    }
}

extension IntervalSummary {
    fileprivate init(_ interval: LoadFigures.Interval) {
        self.init(
            start: UInt64(clamping: interval.second).multipliedSaturated(by: 1_000_000_000),
            length: UInt64(clamping: interval.length).multipliedSaturated(by: 1_000_000_000),
            offered: interval.offered,
            sent: interval.sent,
            unsent: interval.unsent,
            completed: interval.completed,
            failed: interval.failed,
            inFlight: interval.inFlight,
            responseTime: interval.responseTime.summary(),
            serviceTime: interval.serviceTime.summary()
        )
        statusClasses = interval.statusClasses
    }
}
