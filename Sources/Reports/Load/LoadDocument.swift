import HTTP
import JSON
import Measurement
import Results

/// A burst or load in `results.json`.
enum LoadDocument {
    static func json(_ load: LoadResult) -> JSONValue {
        var object: JSONObject = [
            "kind": .string(load.kind.rawValue), "model": .string(load.model), "transport": .string(load.transport),
            "transportReason": .string(load.transportReason), "offered": number(load.offered),
            "sent": number(load.sent),
            "unsent": number(load.unsent), "completed": number(load.completed), "broken": number(load.broken),
            "resent": number(load.resent), "warmUp": number(load.warmUp), "validatedShare": double(load.validated),
            "bytesIn": number(load.bytesIn), "bytesOut": number(load.bytesOut), "durationNs": number(load.duration),
            "throughputPerSecond": double(load.throughput), "goodputPerSecond": double(load.goodput),
            "statuses": .array(
                load.statuses.sorted { $0.key < $1.key }.map { ["status": number($0.key), "count": number($0.value)] }
            ),
            "failures": .array(
                load.failures.sorted { $0.key.rawValue < $1.key.rawValue }
                    .map { ["category": .string($0.key.rawValue), "count": number($0.value)] }
            ),
            "responseTime": latency(load.responseTime), "serviceTime": latency(load.serviceTime),
            "parts": .array(load.parts.map(part)), "flows": .array(load.flows.map(flow)),
        ]
        object["audit"] = load.audit.map(audit) ?? .null
        object["release"] = load.release.map(release) ?? .null
        object["seconds"] = .array((load.recording?.intervals ?? []).map { interval($0.summary) })
        object["examples"] = .array(load.examples.map(ResultsDocument.example))
        return .object(object)
    }

    static func latency(_ summary: LatencySummary) -> JSONValue {
        [
            "count": number(summary.count), "minNs": number(summary.min), "meanNs": double(summary.mean),
            "maxNs": number(summary.max), "percentiles": .array(summary.percentiles.map(percentile)),
        ]
    }

    private static func percentile(_ percentile: LatencySummary.Percentile) -> JSONValue {
        var object: JSONObject = ["percent": double(percentile.percent), "valueNs": number(percentile.value)]
        if let interval = percentile.interval {
            object["interval"] = [
                "lowerNs": number(interval.lower), "upperNs": number(interval.upper),
                "confidence": double(interval.confidence),
                "method": .string(interval.method.words),
            ]
        }
        return .object(object)
    }

    private static func part(_ part: LoadPart) -> JSONValue {
        [
            "request": .string(part.request), "statusClass": number(part.statusClass),
            "responseTime": latency(part.responseTime), "serviceTime": latency(part.serviceTime),
        ]
    }

    private static func flow(_ flow: FlowResult) -> JSONValue {
        [
            "name": .string(flow.name), "started": number(flow.started), "completed": number(flow.completed),
            "abandoned": number(flow.abandoned), "time": latency(flow.time),
        ]
    }

    private static func audit(_ audit: LoadAudit) -> JSONValue {
        [
            "valid": .bool(audit.isValid), "doubts": .array(audit.doubts.map { .string($0) }),
            "slip": latency(audit.slip), "ownSlip": latency(audit.ownSlip), "loopLag": latency(audit.loopLag),
            "threads": number(audit.threads), "busiestThreadShare": double(audit.busiestThread),
            "voluntarySwitches": number(audit.voluntarySwitches),
            "involuntarySwitches": number(audit.involuntarySwitches),
            "connectionsOpened": number(audit.opened), "connectionsOpenedLate": number(audit.openedLate),
            "connectionsReopened": number(audit.reopened), "requestsHeld": number(audit.held),
            "peakInFlight": number(audit.peakInFlight), "ephemeralPorts": number(audit.ports),
            "descriptorLimit": number(audit.descriptors),
        ]
    }

    private static func release(_ release: ReleaseResult) -> JSONValue {
        [
            "mode": .string(release.mode), "spreadNs": number(release.spread), "threads": number(release.threads),
            "note": .string(release.note),
        ]
    }

    private static func interval(_ interval: IntervalSummary) -> JSONValue {
        [
            "startNs": number(interval.start), "lengthNs": number(interval.length), "offered": number(interval.offered),
            "sent": number(interval.sent), "completed": number(interval.completed), "failed": number(interval.failed),
            "inFlight": number(interval.inFlight), "responseTime": latency(interval.responseTime),
        ]
    }

    private static func number(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value)) }

    private static func double(_ value: Double) -> JSONValue { JSONNumber(value).map { .number($0) } ?? .null }
}

extension PercentileInterval.Method {
    /// The method in one word.
    fileprivate var words: String {
        switch self {
        case .orderStatistics: "order statistics"
        case .batches(let count): "order statistics, effective sample size from \(count) stretches"
        }
    }
}
