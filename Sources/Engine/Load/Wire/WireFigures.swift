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

    /// - Parameter load: what was asked for; `nil` for a burst.
    func result(_ kind: LoadResult.Kind, model: String, of load: Load?) -> LoadResult {
        let counts = report.counts
        // Each merges what every request and status class counted.
        let (responses, services) = (report.responseTime, report.serviceTime)
        var batches = HdrBatches()
        let intervals = report.intervals.map { figures in
            let times = LoadRecording.Interval(
                responseTime: figures.responseTime.packed,
                serviceTime: figures.serviceTime.packed
            )
            batches.append(times.responseTime)
            return times
        }
        let responseTime = responses.summary(confidence: 0.95, batches: batches)
        let serviceTime = services.summary()
        var result = LoadResult(
            kind: kind,
            model: model,
            offered: counts.offered,
            sent: counts.sent,
            completed: counts.completed,
            broken: counts.broken,
            warmUp: counts.warmUp,
            statuses: report.statuses,
            failures: counts.failures,
            duration: report.duration,
            responseTime: responseTime,
            serviceTime: serviceTime,
            examples: report.failures.map(example)
        )
        result.version = isHTTP2 ? "HTTP/2" : "HTTP/1.1"
        result.resent = counts.resent
        result.expectedFailures = counts.expectedFailures
        result.bytesIn = counts.bytesIn
        result.bytesOut = counts.bytesOut
        result.parts = report.series.map(part)
        result.flows = report.flows.map(flow)
        judged(&result, load)
        result.requests = variants.flatMap(\.steps).enumerated().map(requestTimes)
        result.audit = audit(responseTime, serviceTime, isOpen: load?.isOpen ?? false)
        result.intervals = report.intervals.map(summary)
        result.heat = LoadHeat(intervals.map(\.responseTime.counts))
        // What was stopped in its warm-up never began.
        let now = MonotonicClock.now()
        result.recording = LoadRecording(
            startedAt: WallClock.milliseconds() - Int64((now - min(report.begin, now)) / 1_000_000),
            responseTime: responses.counts,
            serviceTime: services.counts,
            intervals: intervals
        )
        return result
    }

    /// What the expectations are judged by beside the figures that are shown.
    private func judged(_ result: inout LoadResult, _ load: Load?) {
        result.times = LoadTimes(
            measured: report.responseTime.packed,
            undelayed: LatencyRecorder.merged(undelayed).packed
        )
        result.lateness = GeneratorLateness(sends: report.ownSendDelay, looks: report.loopLag)
        result.overdue = report.overdue
        result.unopened = report.counts.unopened
        if case .closed(let users, _, _)? = load?.model {
            result.users = LoadUsers(count: users, lonely: report.lonelyUsers)
        }
        if report.wasStopped {
            let planned = load.map { $0.warmUp.addingSaturated($0.duration) }
            result.stop = LoadStop(after: report.elapsed, planned: planned)
        }
    }

    /// Of each request the response times without the generator's own lateness. Where it fell behind, the waits for a connection
    /// are its own too.
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

    private func summary(_ figures: IntervalFigures) -> IntervalSummary {
        let counts = figures.counts
        var summary = IntervalSummary(
            start: UInt64(figures.second) * 1_000_000_000,
            length: UInt64(figures.length) * 1_000_000_000,
            offered: counts.offered,
            sent: counts.sent,
            unsent: counts.unsent,
            completed: counts.completed - counts.broken,
            failed: counts.failed - counts.expectedFailures.values.reduce(0, +) + counts.broken,
            inFlight: figures.inFlight,
            responseTime: figures.responseTime.summary(),
            serviceTime: figures.serviceTime.summary()
        )
        summary.statusClasses = figures.series.reduce(into: [:]) {
            $0[$1.statusClass, default: 0] += $1.responseTime.count
        }
        return summary
    }

    private func part(_ series: SeriesFigures) -> LoadPart {
        LoadPart(
            request: variants.flatMap(\.steps)[series.endpoint].name,
            statusClass: series.statusClass,
            responseTime: series.responseTime.summary(),
            serviceTime: series.serviceTime.summary()
        )
    }

    private func flow(_ figures: FlowFigures) -> FlowResult {
        FlowResult(
            name: variants.flatMap { variant in variant.steps.map { _ in variant.name } }[figures.endpoint],
            started: figures.started,
            completed: figures.completed,
            abandoned: figures.abandoned,
            time: figures.time.summary(),
            times: LoadTimes(
                measured: figures.time,
                undelayed: figures.undelayed,
                requests: variants.flatMap { variant in variant.steps.map { _ in variant.steps.count } }[
                    figures.endpoint
                ]
            )
        )
    }

    private func requestTimes(_ endpoint: Int, _ step: LoadStep) -> RequestTimes {
        let times = LatencyRecorder.merged(report.series.filter { $0.endpoint == endpoint }.map(\.responseTime))
        return RequestTimes(
            name: step.name,
            responseTime: times.summary(),
            times: LoadTimes(measured: times.packed, undelayed: undelayed[endpoint])
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
        let request = WireEvidence.request(kind.request, origin: origins[kind.origin])
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
