import HTTP
import JSON
import Measurement
import Results

/// A burst or load in `results.json`.
enum LoadDocument {
    static func json(_ load: LoadResult) -> JSONValue {
        var object: JSONObject = [
            "kind": .string(load.kind.rawValue), "model": .string(load.model), "version": .string(load.version),
            "offered": .count(load.offered),
            "sent": .count(load.sent),
            "unsent": .count(load.unsent), "completed": .count(load.completed), "broken": .count(load.broken),
            "resent": .count(load.resent), "warmUp": .count(load.warmUp), "validatedShare": .figure(load.validated),
            "bytesIn": .count(load.bytesIn), "bytesOut": .count(load.bytesOut), "durationNs": .count(load.duration),
            "throughputPerSecond": .figure(load.throughput), "goodputPerSecond": .figure(load.goodput),
            "statuses": .array(
                load.statuses.sorted { $0.key < $1.key }.map { ["status": .count($0.key), "count": .count($0.value)] }
            ),
            "failures": .array(
                load.failures.sorted { $0.key.rawValue < $1.key.rawValue }
                    .map {
                        [
                            "category": .string($0.key.rawValue), "count": .count($0.value),
                            "expected": .count(load.expectedFailures[$0.key] ?? 0),
                        ]
                    }
            ),
            "responseTime": latency(load.responseTime), "serviceTime": latency(load.serviceTime),
            "parts": .array(load.parts.map(part)), "flows": .array(load.flows.map(flow)),
        ]
        object["audit"] = load.audit.map(audit) ?? .null
        object["release"] = load.release.map(release) ?? .null
        object["requests"] = .array(
            load.requests.map { ["request": .string($0.name), "responseTime": latency($0.responseTime)] }
        )
        object["seconds"] = .array(load.intervals.map(interval))
        object["heat"] =
            load.heat.map { heat in
                [
                    "edgesNs": .array(heat.edges.map { .count($0) }),
                    "counts": .array(heat.counts.map { .array($0.map { .count($0) }) }),
                ]
            } ?? .null
        object["stoppedAfterNs"] = .count(load.stop?.after)
        object["doubtful"] = .array(load.doubtful.map(ResultsDocument.finding))
        object["objectives"] = .array(
            load.objectives.map { ["name": .string($0.name), "limitNs": .count($0.limit)] }
        )
        object["examples"] = .array(load.examples.map(ResultsDocument.example))
        return .object(object)
    }

    static func latency(_ summary: LatencySummary) -> JSONValue {
        [
            "count": .count(summary.count), "minNs": .count(summary.min), "meanNs": .figure(summary.mean),
            "maxNs": .count(summary.max), "percentiles": .array(summary.percentiles.map(percentile)),
        ]
    }

    private static func percentile(_ percentile: LatencySummary.Percentile) -> JSONValue {
        var object: JSONObject = ["percent": .figure(percentile.percent), "valueNs": .count(percentile.value)]
        if let interval = percentile.interval {
            object["interval"] = [
                "lowerNs": .count(interval.lower), "upperNs": .count(interval.upper),
                "confidence": .figure(interval.confidence),
                "method": .string(interval.method.description),
            ]
        }
        return .object(object)
    }

    private static func part(_ part: LoadPart) -> JSONValue {
        [
            "request": .string(part.request), "statusClass": .count(part.statusClass),
            "responseTime": latency(part.responseTime), "serviceTime": latency(part.serviceTime),
        ]
    }

    private static func flow(_ flow: FlowResult) -> JSONValue {
        [
            "name": .string(flow.name), "started": .count(flow.started), "completed": .count(flow.completed),
            "abandoned": .count(flow.abandoned), "time": latency(flow.time),
        ]
    }

    private static func audit(_ audit: LoadAudit) -> JSONValue {
        [
            "valid": .bool(audit.isValid), "doubts": .array(audit.doubts.map { .string($0) }),
            "slip": latency(audit.sendDelay), "ownSlip": latency(audit.ownSendDelay), "loopLag": latency(audit.loopLag),
            "threads": .count(audit.threads), "busiestThreadShare": .figure(audit.busiestThread),
            "voluntarySwitches": .count(audit.voluntarySwitches),
            "involuntarySwitches": .count(audit.involuntarySwitches),
            "connectionsOpened": .count(audit.opened), "connectionsOpenedLate": .count(audit.openedLate),
            "connectionsReopened": .count(audit.reopened), "requestsHeld": .count(audit.held),
            "peakInFlight": .count(audit.peakInFlight), "ephemeralPorts": .count(audit.ports),
            "descriptorLimit": .count(audit.descriptors),
        ]
    }

    private static func release(_ release: ReleaseResult) -> JSONValue {
        [
            "mode": .string(release.mode), "spreadNs": .count(release.spread), "threads": .count(release.threads),
            "packets": release.packets.map { .count($0) } ?? .null,
        ]
    }

    private static func interval(_ interval: IntervalSummary) -> JSONValue {
        [
            "startNs": .count(interval.start), "lengthNs": .count(interval.length), "offered": .count(interval.offered),
            "sent": .count(interval.sent), "unsent": .count(interval.unsent),
            "completed": .count(interval.completed), "failed": .count(interval.failed),
            "inFlight": .count(interval.inFlight), "responseTime": latency(interval.responseTime),
            "serviceTime": latency(interval.serviceTime),
        ]
    }
}

/// The method in words, which a reader takes apart again.
extension PercentileInterval.Method {
    private static let independent = "order statistics"
    private static let stretches = (before: "order statistics, effective sample size from ", after: " stretches")

    fileprivate var description: String {
        switch self {
        case .orderStatistics: Self.independent
        case .batches(let count): "\(Self.stretches.before)\(count)\(Self.stretches.after)"
        }
    }

    /// The method that ``words`` names; `nil` for other words.
    init?(description: String) {
        if description == Self.independent {
            self = .orderStatistics
        } else if description.hasPrefix(Self.stretches.before), description.hasSuffix(Self.stretches.after),
            let count = Int(description.dropFirst(Self.stretches.before.count).dropLast(Self.stretches.after.count))
        {
            self = .batches(count: count)
        } else {
            return nil
        }
    }
}
