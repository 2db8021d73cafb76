import HTTP
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

/// Makes of the engine's report what every other report is made from.
struct WireFigures {
    let report: LoadReport
    let redactor: Redactor
    let connection: ConnectionSettings
    let expectations: [Scenarios.Expectation?]
    let variants: [LoadVariant]
    let origins: LoadOrigins
    let isHTTP2: Bool
    /// Which part of a divided load was sent.
    var share = ArrivalShare.all
    /// When the load was to begin, by the monotonic clock; `nil` for as soon as it was ready.
    var startsAt: UInt64?

    /// - Parameter load: what was asked for; `nil` for a burst.
    func result(_ kind: LoadResult.Kind, model: String, of load: Load?) -> LoadResult {
        LoadResult(figures(kind, model: model, of: load))
    }

    /// All that was counted.
    private func figures(_ kind: LoadResult.Kind, model: String, of load: Load?) -> LoadFigures {
        let counts = report.counts
        var figures = LoadFigures(kind: kind, model: model)
        figures.version = isHTTP2 ? "HTTP/2" : "HTTP/1.1"
        figures.validated = load?.validated ?? 1
        figures.counts = LoadFigures.Counts(counts)
        figures.statuses = report.statuses
        figures.failures = counts.failures
        figures.expectedFailures = counts.expectedFailures
        // What was stopped in its warm-up never began.
        let now = MonotonicClock.now()
        figures.startedAt = WallClock.milliseconds() - Int64((now - min(report.begin, now)) / 1_000_000)
        figures.series = report.series.map { series in
            LoadFigures.Series(
                request: series.endpoint,
                statusClass: series.statusClass,
                responseTime: series.responseTime,
                serviceTime: series.serviceTime
            )
        }
        let undelayed = undelayed
        figures.requests = variants.flatMap(\.steps).enumerated().map { place, step in
            LoadFigures.Request(name: step.name, undelayed: undelayed[place])
        }
        figures.flows = report.flows.map(flow)
        figures.streams = report.events.map { events in
            LoadFigures.Stream(
                request: events.endpoint,
                responses: events.responses,
                events: events.events,
                first: events.first,
                undelayed: isBehind ? events.first : events.undelayed,
                gap: events.gap
            )
        }
        figures.overdue = report.overdue
        figures.sendDelay = report.sendDelay
        figures.ownSendDelay = report.ownSendDelay
        figures.loopLag = report.loopLag
        if case .closed(let users, _, _)? = load?.model {
            figures.users = LoadUsers(count: share.part(of: users), lonely: report.lonelyUsers)
        }
        if report.wasStopped {
            let planned = load.map { $0.warmUp.addingSaturated($0.duration) }
            figures.stop = LoadStop(after: report.elapsed, planned: planned)
        }
        figures.examples = report.failures.map(example).sorted { ($0.index, $0.kind) < ($1.index, $1.kind) }
        let delay = startDelay(load)
        figures.slowest = slowest(delay ?? 0)
        let (responses, services) = (report.responseTime.summary(), report.serviceTime.summary())
        figures.audit = audit(responses, services, isOpen: load?.isOpen ?? false)
        figures.duration = report.duration.addingSaturated(delay ?? 0)
        figures.intervals = report.intervals.map { interval($0, delay ?? 0) }
        if share.count > 1, load != nil { figures.sharding = sharding(figures, delay) }
        return figures
    }

    /// How much later than planned the load began, in nanoseconds; `nil` when no start was planned.
    private func startDelay(_ load: Load?) -> UInt64? {
        startsAt.map { planned in
            let measured = planned.addingSaturated(load?.warmUp ?? 0)
            return report.begin - min(report.begin, measured)
        }
    }

    /// The slowest responses; `delay` is how much later than planned the load began.
    private func slowest(_ delay: UInt64) -> [SlowResponse] {
        let names = variants.flatMap(\.steps).map(\.name)
        return report.slowest.map { slow in
            SlowResponse(
                responseTime: slow.responseTime,
                serviceTime: slow.serviceTime,
                start: (slow.intended - min(slow.intended, report.begin)).addingSaturated(delay),
                index: Int(clamping: slow.index),
                request: names[slow.endpoint],
                status: slow.status,
                trace: slow.trace?.description
            )
        }
    }

    private func sharding(_ figures: LoadFigures, _ delay: UInt64?) -> LoadSharding {
        var shard = LoadSharding.Shard(index: share.index)
        shard.startDelay = delay
        shard.offered = figures.counts.offered
        shard.sent = figures.counts.sent
        shard.completed = figures.counts.completed
        shard.failed = figures.failures.values.reduce(0, +) + figures.counts.broken
        shard.audit = figures.audit
        if report.wasStopped { shard.problem = "stopped after \(Quantity.describe(nanoseconds: report.elapsed))" }
        return LoadSharding(count: share.count, shards: [shard])
    }

    /// Of each request the response times without the generator's own lateness. Where it fell behind, the waits for a
    /// connection are its own too.
    private var undelayed: [PackedLatencies] {
        guard isBehind else { return report.undelayed }
        return report.undelayed.indices.map { endpoint in
            LatencyRecorder.merged(report.series.filter { $0.endpoint == endpoint }.map(\.serviceTime)).packed
        }
    }

    private var isBehind: Bool {
        ValidityChecks.behind(report.sendDelay.summary(), longestHold(report.serviceTime.max)) != nil
    }

    /// How long a connection was kept at most, when no answer took longer than `service`, in nanoseconds.
    private func longestHold(_ service: UInt64) -> UInt64 {
        variants.map { $0.longestHold(service) }.max() ?? service
    }

    /// An interval at its place in the planned load: what a late start moves it on by is counted in whole intervals.
    private func interval(_ given: IntervalFigures, _ delay: UInt64) -> LoadFigures.Interval {
        let counts = given.counts
        let whole = report.intervals.map(\.length).max() ?? 1
        let moved = Int(clamping: delay / 1_000_000_000) / whole * whole
        var interval = LoadFigures.Interval(second: given.second.addingSaturated(moved), length: given.length)
        interval.offered = counts.offered
        interval.sent = counts.sent
        interval.unsent = counts.unsent
        interval.completed = counts.completed - counts.broken
        interval.failed = counts.failed - counts.expectedFailures.values.reduce(0, +) + counts.broken
        interval.inFlight = given.inFlight
        interval.responseTime = given.responseTime.packed
        interval.serviceTime = given.serviceTime.packed
        interval.statusClasses = given.series.reduce(into: [:]) {
            $0[$1.statusClass, default: 0] += $1.responseTime.count
        }
        return interval
    }

    private func flow(_ figures: FlowFigures) -> LoadFigures.Flow {
        let variant = variants.flatMap { variant in variant.steps.map { _ in variant } }[figures.endpoint]
        return LoadFigures.Flow(
            request: figures.endpoint,
            name: variant.name,
            requests: variant.steps.count,
            started: figures.started,
            completed: figures.completed,
            abandoned: figures.abandoned,
            time: figures.time,
            undelayed: figures.undelayed
        )
    }

    private func audit(_ response: LatencySummary, _ service: LatencySummary, isOpen: Bool) -> LoadAudit {
        let times = ValidityChecks.Times(
            response: response,
            service: service,
            sendDelay: report.sendDelay.summary(),
            ownSendDelay: report.ownSendDelay.summary(),
            longestHold: longestHold(service.max)
        )
        let threads = report.threads
        return LoadAudit(
            sendDelay: times.sendDelay,
            ownSendDelay: times.ownSendDelay,
            loopLag: report.loopLag.summary(),
            busiestThread: threads.map {
                $0.wallTime == 0 ? 0 : Double($0.userTime + $0.systemTime) / Double($0.wallTime)
            }.max() ?? 0,
            threads: threads.count,
            voluntarySwitches: threads.reduce(0) { $0 + $1.voluntarySwitches },
            involuntarySwitches: threads.reduce(0) { $0 + $1.involuntarySwitches },
            opened: report.counts.opened,
            openedLate: report.counts.openedLate,
            reopened: report.counts.reopened,
            held: report.counts.held,
            peakInFlight: threads.reduce(0) { $0 + $1.peakInFlight },
            ports: ValidityChecks.ports,
            descriptors: ValidityChecks.descriptors,
            doubts: ValidityChecks.doubts(report, times, isOpen: isOpen)
        )
    }

    /// What the response would have brought, had it held.
    private func hideSecrets(of kind: FailureKind, _ response: HTTPResponse?) {
        guard let response else { return }
        let exchange = Exchange(outcome: .success(response), timings: PhaseTimings(total: 0), intended: 0, started: 0)
        let captures = variants.flatMap(\.steps)[kind.endpoint].captures
        guard captures.contains(where: \.isSecret) else { return }
        redactor.hideSecrets(of: captures, in: Subject(exchange, parsing: true))
    }

    private func example(_ kind: FailureKind) -> FailureExample {
        let request = WireEvidence.sent(kind.request, origin: origins[kind.origin])
        let response =
            kind.response.isEmpty
            ? nil
            : WireEvidence.response(
                kind.response,
                decodedUpTo: connection.decompresses ? connection.maxBody : nil
            )
        var description = kind.category.map { "\($0.rawValue): \(kind.detail)" } ?? kind.detail
        if kind.category == nil, let response, kind.detail == "status \(response.status)" {
            description = expectations[kind.endpoint]?.wrongStatus(response.status).summary ?? description
        }
        for secret in kind.secrets { redactor.hide(secret, name: "CAPTURED") }
        hideSecrets(of: kind, response)
        let recorder = Recorder(redactor, connection: connection)
        return FailureExample(
            kind: redactor.redact(description),
            count: kind.count,
            index: Int(clamping: kind.index),
            request: request.map { recorder.record($0, isComplete: true) },
            response: response.map(recorder.record)
        )
    }
}

extension LoadFigures.Counts {
    fileprivate init(_ counts: LoadCounts) {
        self.init()
        offered = counts.offered
        sent = counts.sent
        completed = counts.completed
        broken = counts.broken
        warmUp = counts.warmUp
        resent = counts.resent
        judged = counts.judged
        misjudged = counts.misjudged
        unopened = counts.unopened
        bytesIn = counts.bytesIn
        bytesOut = counts.bytesOut
    }
}

extension LoadVariant {
    /// How long it keeps a connection at most, when no answer takes longer than `service`, in nanoseconds.
    fileprivate func longestHold(_ service: UInt64) -> UInt64 {
        steps.reduce(0) { $0 + $1.pause + service }
    }
}

/// Reads the bytes that the engine kept of a message, for reports.
enum WireEvidence {
    /// The request that was sent; `nil` for bytes that aren't one.
    static func request(_ bytes: [UInt8], origin: String) -> HTTPRequest? {
        var request = sent(bytes, origin: origin)
        // What a client adds by itself is no part of what the person wrote.
        for name in ["Host", "Content-Length", "User-Agent"] { request?.headers.remove(name) }
        request?.headers.all.removeAll { field in
            HeaderFields.sameName(field.name, "Accept-Encoding") && field.value == ContentDecoder.accepted
        }
        return request
    }

    /// The same with every field that was sent.
    static func sent(_ bytes: some Collection<UInt8>, origin: String) -> HTTPRequest? {
        let (headBytes, body) = split(Array(bytes))
        let line = headBytes.prefix { $0 != 0x0D }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3 else { return nil }
        let fields = MessageHead(headBytes).fields
        return HTTPRequest(
            method: String(words[0]),
            // In absolute form for a proxy.
            url: words[1].contains("://") ? String(words[1]) : origin + words[1],
            headers: fields,
            body: body.isEmpty ? nil : body
        )
    }

    /// What came of a response, its content decoded up to `limit` bytes; as it came where that is `nil`, or can't be.
    static func response(_ bytes: [UInt8], decodedUpTo limit: Int?) -> HTTPResponse? {
        let (headBytes, body) = split(bytes)
        let head = MessageHead(headBytes)
        guard head.version.hasPrefix("HTTP/"), head.status > 0 else { return nil }
        let response = HTTPResponse(
            status: head.status,
            reason: head.reason,
            version: head.version,
            headers: head.fields,
            body: body
        )
        return limit.flatMap { try? ContentDecoder.decode(response, limit: $0) } ?? response
    }

    private static func split(_ bytes: [UInt8]) -> (head: ArraySlice<UInt8>, body: [UInt8]) {
        guard let end = bytes.firstRange(of: [0x0D, 0x0A, 0x0D, 0x0A]) else { return (bytes[...], []) }
        return (bytes[..<end.upperBound], Array(bytes[end.upperBound...]))
    }
}
