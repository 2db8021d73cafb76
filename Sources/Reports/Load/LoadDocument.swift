import HTTP
import JSON
import Measurement
import Results

/// A burst or load in `results.json`.
enum LoadDocument {
    static func write(_ load: LoadResult, _ json: inout JSONWriter) {
        json.object { json in
            counts(load, &json)
            answers(load, &json)
            json.member("audit", load.audit, write)
            json.member("release", load.release, write)
            json.member("requests", each: load.requests) { request, json in
                json.object { json in
                    json.member("request", request.name)
                    json.member("responseTime", request.responseTime, write)
                }
            }
            json.member("seconds", each: load.intervals, write)
            json.member("heat", load.heat) { (heat: LoadHeat, json: inout JSONWriter) in
                json.object { json in
                    json.member("edgesNs", each: heat.edges) { $1.write($0) }
                    json.member("counts", each: heat.counts) { $1.array($0) { $1.write(UInt64(clamping: $0)) } }
                }
            }
            json.member("scrape", load.scrape, write)
            json.member("stoppedAfterNs", count: load.stop?.after)
            json.member("end", load.end) { (end: LoadEnd, json: inout JSONWriter) in
                json.object { json in
                    json.member("cause", end.cause.rawValue)
                    json.member("afterNs", count: end.after)
                    json.member("detail", end.detail)
                }
            }
            json.member("doubtful", each: load.doubtful, ResultsDocument.write)
            json.member("objectives", each: load.objectives) { objective, json in
                json.object { json in
                    json.member("name", objective.name)
                    json.member("limitNs", count: objective.limit)
                }
            }
            json.member("examples", each: load.examples, ResultsDocument.write)
            json.member("slowest", each: load.slowest, write)
            if let sharding = load.sharding { json.member("shards", sharding, ShardDocument.write) }
        }
    }

    static func write(_ slow: SlowResponse, _ json: inout JSONWriter) {
        json.object { json in
            json.member("responseTimeNs", count: slow.responseTime)
            json.member("serviceTimeNs", count: slow.serviceTime)
            json.member("startNs", count: slow.start)
            json.member("index", count: slow.index)
            json.member("request", slow.request)
            json.member("status", count: slow.status)
            json.member("traceId", slow.trace)
        }
    }

    static func write(_ scrape: LoadScrape, _ json: inout JSONWriter) {
        json.object { json in
            json.member("url", scrape.url)
            json.member("looks", count: scrape.looks)
            json.member("failed", count: scrape.failed)
            json.member("failure", scrape.failure)
            json.member("series", each: scrape.series) { series, json in
                json.object { json in
                    json.member("name", series.name)
                    json.member("rate", series.isRate)
                    json.member("points", each: series.points) { point, json in
                        json.object { json in
                            json.member("timeNs", count: point.time)
                            // A gauge may be below 0.
                            json.name("value")
                            json.write(.number(JSONNumber(point.value) ?? JSONNumber(0)))
                        }
                    }
                }
            }
            json.member("leftOut", count: scrape.leftOut)
        }
    }

    private static func counts(_ load: LoadResult, _ json: inout JSONWriter) {
        json.member("kind", load.kind.rawValue)
        json.member("model", load.model)
        json.member("version", load.version)
        json.member("offered", count: load.offered)
        json.member("sent", count: load.sent)
        json.member("unsent", count: load.unsent)
        json.member("completed", count: load.completed)
        json.member("broken", count: load.broken)
        json.member("resent", count: load.resent)
        json.member("warmUp", count: load.warmUp)
        json.member("validatedShare", figure: load.validated)
        if load.validated < 1 {
            json.member("judged", count: load.judged)
            json.member("misjudged", count: load.misjudged)
        }
        json.member("bytesIn", count: load.bytesIn)
        json.member("bytesOut", count: load.bytesOut)
        json.member("durationNs", count: load.duration)
        json.member("throughputPerSecond", figure: load.throughput)
        json.member("goodputPerSecond", figure: load.goodput)
    }

    private static func answers(_ load: LoadResult, _ json: inout JSONWriter) {
        json.member("statuses", each: load.statuses.sorted { $0.key < $1.key }) { status, json in
            json.object { json in
                json.member("status", count: status.key)
                json.member("count", count: status.value)
            }
        }
        json.member("failures", each: load.failures.sorted { $0.key.rawValue < $1.key.rawValue }) { failure, json in
            json.object { json in
                json.member("category", failure.key.rawValue)
                json.member("count", count: failure.value)
                json.member("expected", count: load.expectedFailures[failure.key] ?? 0)
            }
        }
        json.member("responseTime", load.responseTime, write)
        json.member("serviceTime", load.serviceTime, write)
        json.member("parts", each: load.parts, write)
        json.member("flows", each: load.flows, write)
        if !load.streams.isEmpty {
            json.member("streams", each: load.streams) { stream, json in
                json.object { json in
                    json.member("request", stream.name)
                    json.member("responses", count: stream.responses)
                    json.member("events", count: stream.events)
                    json.member("firstEvent", stream.first, write)
                    json.member("eventGap", stream.gap, write)
                }
            }
        }
    }

    static func write(_ summary: LatencySummary, _ json: inout JSONWriter) {
        json.object { json in
            json.member("count", count: summary.count)
            json.member("minNs", count: summary.min)
            json.member("meanNs", figure: summary.mean)
            json.member("maxNs", count: summary.max)
            json.member("percentiles", each: summary.percentiles, write)
        }
    }

    private static func write(_ percentile: LatencySummary.Percentile, _ json: inout JSONWriter) {
        json.object { json in
            json.member("percent", figure: percentile.percent)
            json.member("valueNs", count: percentile.value)
            guard let interval = percentile.interval else { return }
            json.name("interval")
            json.object { json in
                json.member("lowerNs", count: interval.lower)
                json.member("upperNs", count: interval.upper)
                json.member("confidence", figure: interval.confidence)
                json.member("method", interval.method.description)
            }
        }
    }

    private static func write(_ part: LoadPart, _ json: inout JSONWriter) {
        json.object { json in
            json.member("request", part.request)
            json.member("statusClass", count: part.statusClass)
            json.member("responseTime", part.responseTime, write)
            json.member("serviceTime", part.serviceTime, write)
        }
    }

    private static func write(_ flow: FlowResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", flow.name)
            json.member("started", count: flow.started)
            json.member("completed", count: flow.completed)
            json.member("abandoned", count: flow.abandoned)
            json.member("time", flow.time, write)
        }
    }

    static func write(_ audit: LoadAudit, _ json: inout JSONWriter) {
        json.object { json in
            json.member("valid", audit.isValid)
            json.member("doubts", texts: audit.doubts)
            json.member("slip", audit.sendDelay, write)
            json.member("ownSlip", audit.ownSendDelay, write)
            json.member("loopLag", audit.loopLag, write)
            json.member("threads", count: audit.threads)
            json.member("busiestThreadShare", figure: audit.busiestThread)
            json.member("voluntarySwitches", count: audit.voluntarySwitches)
            json.member("involuntarySwitches", count: audit.involuntarySwitches)
            json.member("connectionsOpened", count: audit.opened)
            json.member("connectionsOpenedLate", count: audit.openedLate)
            json.member("connectionsReopened", count: audit.reopened)
            json.member("requestsHeld", count: audit.held)
            json.member("peakInFlight", count: audit.peakInFlight)
            json.member("ephemeralPorts", count: audit.ports)
            json.member("descriptorLimit", count: audit.descriptors)
        }
    }

    private static func write(_ release: ReleaseResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("mode", release.mode)
            json.member("spreadNs", count: release.spread)
            json.member("threads", count: release.threads)
            json.member("packets", count: release.packets)
        }
    }

    private static func write(_ interval: IntervalSummary, _ json: inout JSONWriter) {
        json.object { json in
            json.member("startNs", count: interval.start)
            json.member("lengthNs", count: interval.length)
            json.member("offered", count: interval.offered)
            json.member("sent", count: interval.sent)
            json.member("unsent", count: interval.unsent)
            json.member("completed", count: interval.completed)
            json.member("failed", count: interval.failed)
            json.member("inFlight", count: interval.inFlight)
            json.member("responseTime", interval.responseTime, write)
            json.member("serviceTime", interval.serviceTime, write)
            json.member("statusClasses", each: interval.statusClasses.sorted { $0.key < $1.key }) { row, json in
                json.object { json in
                    json.member("statusClass", count: row.key)
                    json.member("count", count: row.value)
                }
            }
        }
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
