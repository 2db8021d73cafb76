import HTTP
import Measurement

/// What one thread counts and times while it runs: plain numbers and memory that it owns, taken before the load begins.
struct WorkerFigures: ~Copyable {
    /// Status classes, the unusual ones included.
    private static let classes = 10
    private static let oneSecond: UInt64 = 1_000_000_000

    /// What happened in the present second.
    var counters = Counters()
    /// What happened in those before.
    private var total = Counters()
    private var kept: IntervalStore
    private var wholeRun = RunningSeries()
    private let keepsSeconds: Bool
    private let control: LoadControl
    private var second = 0
    /// When the present second ends.
    private(set) var secondEnd = UInt64.max

    private let endpoints: Int
    private let statuses: UnsafeMutablePointer<UInt64>
    /// How many responses broke the standard, by the deviation's number.
    private let deviations: UnsafeMutablePointer<UInt64>
    private let series: UnsafeMutablePointer<Series>
    /// Of each endpoint's responses: the response time without what the generator itself was late.
    private let undelayed: UnsafeMutablePointer<LatencyRecorder>
    /// Of responses that took too long and broke nothing else: by how much, without the generator's own delay.
    private var overdue = LatencyRecorder()
    private var sendDelay = LatencyRecorder()
    private var ownSendDelay = LatencyRecorder()
    private var lag = LatencyRecorder()
    private var lastEnd: UInt64 = 0
    private var lastResponse: UInt64 = 0
    private let log = FailureLog()
    /// The slowest responses.
    var slowest = SlowestResponses()
    private var longestTurn: UInt64 = 0
    private var sourceWait: UInt64 = 0
    private var sourceWaits = 0

    init(_ plan: LoadPlan, threads: Int, _ control: LoadControl) {
        kept = IntervalStore(plan, threads: threads)
        keepsSeconds = plan.keepsSeconds
        self.control = control
        endpoints = plan.endpoints.count
        statuses = .allocate(capacity: 1000)
        statuses.initialize(repeating: 0, count: 1000)
        deviations = .allocate(capacity: Deviation.allCases.count)
        deviations.initialize(repeating: 0, count: Deviation.allCases.count)
        series = .allocate(capacity: endpoints * Self.classes)
        series.initialize(repeating: Series(), count: endpoints * Self.classes)
        undelayed = .allocate(capacity: endpoints)
        undelayed.initialize(repeating: LatencyRecorder(), count: endpoints)
        for place in 0..<endpoints {
            series[place * Self.classes + 2].prepare()
            undelayed[place].reserve()
        }
        sendDelay.reserve()
        ownSendDelay.reserve()
        lag.reserve()
    }

    deinit {
        statuses.deallocate()
        deviations.deallocate()
        series.deinitialize(count: endpoints * Self.classes)
        series.deallocate()
        undelayed.deinitialize(count: endpoints)
        undelayed.deallocate()
    }

    // MARK: Requests

    /// How late a request was sent; `own` is what of it is the generator's doing, `nil` when it waited as every
    /// connection was busy.
    @inline(__always)
    mutating func countDelay(_ delay: UInt64, own: UInt64?) {
        sendDelay.record(delay)
        if let own { ownSendDelay.record(own) } else { counters.held += 1 }
    }

    /// Counts a complete response.
    ///
    /// - Parameters:
    ///   - instant: When it was complete.
    ///   - delay: What of its response time is the generator's own lateness.
    @inline(__always)
    mutating func countResponse(
        endpoint: Int,
        status: Int,
        isJudged: Bool,
        responseTime: UInt64,
        serviceTime: UInt64,
        delay: UInt64,
        at instant: UInt64
    ) {
        counters.completed += 1
        if isJudged { counters.judged += 1 }
        (statuses + status).pointee &+= 1
        lastResponse = max(lastResponse, instant)
        let place = endpoint * Self.classes + status / 100
        (series + place).pointee.record(responseTime: responseTime, serviceTime: serviceTime)
        (undelayed + endpoint).pointee.record(responseTime - min(responseTime, delay))
    }

    /// Counts a response that broke an expectation; `excess` when it took too long by so much and broke nothing else.
    mutating func countBroken(excess: UInt64?, delay: UInt64, isOfSample: Bool) {
        counters.broken += 1
        if isOfSample { counters.misjudged += 1 }
        if let excess { overdue.record(excess - min(excess, delay)) }
    }

    /// Counts a request without a complete response.
    mutating func countFailure(_ category: FailureCategory, isExpected: Bool, at instant: UInt64) {
        counters.countFailure(category, isExpected: isExpected)
        lastEnd = max(lastEnd, instant)
    }

    /// Keeps an example of what went wrong, where it is the first of its kind.
    func log(_ category: FailureCategory?, _ detail: String, _ example: () -> FailureKind) {
        log.add(category, detail, example)
    }

    /// Counts how a response breaks the standard.
    func count(_ found: Deviations) {
        for deviation in found { deviations[Int(deviation.rawValue)] += 1 }
    }

    // MARK: The loop

    /// Counts how much later than it should have the loop looked for events.
    mutating func countLag(_ lag: UInt64) { self.lag.record(lag) }

    /// Counts how long the loop was at work between two looks.
    mutating func countTurn(_ time: UInt64) { longestTurn = max(longestTurn, time) }

    /// Counts a wait for a request to be prepared.
    mutating func countSourceWait(_ time: UInt64) {
        sourceWait += time
        sourceWaits += 1
    }

    // MARK: Seconds

    /// The first second begins.
    mutating func begin(at instant: UInt64) { secondEnd = instant.addingSaturated(Self.oneSecond) }

    /// Ends the seconds that are over.
    mutating func endSeconds(before now: UInt64, inFlight: Int) {
        while now >= secondEnd { endSecond(inFlight: inFlight) }
    }

    private mutating func endSecond(inFlight: Int, isLast: Bool = false) {
        var parts: [SeriesFigures] = []
        for endpoint in 0..<endpoints {
            for statusClass in 0..<Self.classes {
                let place = series + (endpoint * Self.classes + statusClass)
                if let part = place.pointee.take(endpoint: endpoint, statusClass: statusClass) { parts.append(part) }
            }
        }
        guard !(isLast && counters.isEmpty && parts.isEmpty) else { return }
        wholeRun.add(parts)
        if keepsSeconds { kept.add(second, counters, inFlight: inFlight, parts) }
        control.add(IntervalFigures(second: second, counts: LoadCounts(counters), inFlight: inFlight, series: parts))
        total.add(counters)
        counters = Counters()
        second += 1
        secondEnd = secondEnd.addingSaturated(Self.oneSecond)
    }

    /// Ends the last second.
    mutating func end(inFlight: Int) {
        endSecond(inFlight: inFlight, isLast: true)
        kept.flush(through: second - 1, inFlight)
    }

    /// Everything that was counted so far.
    var sum: Counters {
        var sum = total
        sum.add(counters)
        return sum
    }

    // MARK: Outcome

    /// Puts what was measured into `outcome`.
    mutating func take(into outcome: inout WorkerOutcome) {
        outcome.figures.counts = LoadCounts(total)
        outcome.figures.longestTurn = longestTurn
        outcome.figures.sourceWait = sourceWait
        outcome.figures.sourceWaits = sourceWaits
        outcome.intervals = kept.intervals
        outcome.series = wholeRun.total
        for status in 0..<1000 where statuses[status] > 0 { outcome.statuses[status] = Int(statuses[status]) }
        for deviation in Deviation.allCases where deviations[Int(deviation.rawValue)] > 0 {
            outcome.deviations[deviation] = Int(deviations[Int(deviation.rawValue)])
        }
        outcome.undelayed = (0..<endpoints).map { (undelayed + $0).pointee.take() }
        outcome.overdue = overdue.take()
        outcome.sendDelay = sendDelay.take()
        outcome.ownSendDelay = ownSendDelay.take()
        outcome.loopLag = lag.take()
        outcome.failures = log.kinds
        outcome.otherFailures = log.others
        outcome.lastEnd = max(lastEnd, lastResponse)
        outcome.lastResponse = lastResponse
        outcome.slowest = slowest.kept
    }
}

/// The present second's latencies of one endpoint's responses of one status class; its memory is taken with the first.
struct Series {
    private var responseTime = LatencyRecorder()
    private var serviceTime = LatencyRecorder()

    mutating func prepare() {
        responseTime.reserve()
        serviceTime.reserve()
    }

    @inline(__always)
    mutating func record(responseTime response: UInt64, serviceTime service: UInt64) {
        responseTime.record(response)
        serviceTime.record(service)
    }

    /// Takes the second's latencies out; `nil` when there are none.
    mutating func take(endpoint: Int, statusClass: Int) -> SeriesFigures? {
        guard responseTime.count > 0 else { return nil }
        return SeriesFigures(
            endpoint: endpoint,
            statusClass: statusClass,
            responseTime: responseTime.take(),
            serviceTime: serviceTime.take()
        )
    }
}
