import Measurement
import Quantities
import Results
import Scenarios

/// A burst's or load's figures in lines.
enum LoadText {
    static func lines(_ load: LoadResult) -> [String] {
        var lines = [
            "\(load.model): \(load.offered) offered, \(load.sent) sent, \(load.completed) completed, "
                + "\(load.broken) broke an expectation: \(load.tally)"
        ]
        lines += details(load)
        for example in load.examples {
            let trace = example.request?.traceID.map { ", trace \($0)" } ?? ""
            lines.append("\(example.count) × \(example.kind)  (first: request \(example.index)\(trace))")
        }
        return lines
    }

    /// Latencies, rate, release, and whether the figures can be trusted.
    static func details(_ load: LoadResult) -> [String] {
        var lines = [LatencyText.row(load.responseTime)]
        if load.serviceTime.count > 0 {
            lines.append(LatencyText.row(load.serviceTime, title: "service time "))
        }
        lines += intervals(load)
        if load.requests.count > 1 {
            lines += load.requests.map { LatencyText.row($0.responseTime, title: "  \($0.name)") }
        }
        for flow in load.flows {
            let name = flow.name.isEmpty ? "" : "\(flow.name): "
            lines.append(
                "flows          \(name)\(flow.started) begun, \(flow.completed) completed, \(flow.abandoned) abandoned"
            )
            lines.append(LatencyText.row(flow.time, title: "flow time    "))
        }
        for stream in load.streams {
            let name = stream.name.isEmpty ? "" : "\(stream.name): "
            lines.append(
                "events         \(name)\(stream.events) of \(stream.responses) responses, \(Quantity.describe(rate: load.rate(of: stream.events)))"
            )
            lines.append(LatencyText.row(stream.first, title: "first event  "))
            if stream.gap.count > 0 { lines.append(LatencyText.row(stream.gap, title: "event gap    ")) }
        }
        if load.kind == .load {
            lines.append(
                "rate           \(Quantity.describe(rate: load.throughput)) answered, goodput \(Quantity.describe(rate: load.goodput)), over \(load.version)"
            )
        }
        if load.validated < 1 {
            lines.append(
                "judged         headers and content of \(load.judged) of \(load.completed) responses, the status of each"
            )
        }
        if load.resent > 0 {
            lines.append(
                "sent again     \(load.resent) on a fresh connection, as a used one ended without an answer: "
                    + "\(load.sent) requests went out"
            )
        }
        if let length = load.intervals.first?.length, length > 1_000_000_000 {
            lines.append(
                "series         intervals of \(Quantity.describe(nanoseconds: length)), as the load is a long one"
            )
        }
        lines += slowest(load)
        if let drift = LoadDrift(load) { lines.append("drift          \(drift.description)") }
        lines += load.scrape.map(ScrapeText.lines) ?? []
        if let release = load.release, release.threads > 0 { lines.append(description(release)) }
        if let audit = load.audit, load.kind == .load {
            lines.append("generator      \(description(audit, isTrusted: LoadSuspicion.sentence(load) == nil))")
        }
        if let suspicion = LoadSuspicion.sentence(load) { lines.append("SUSPECT        \(suspicion)") }
        if let end = load.end {
            let title = end.cause == .precise ? "ended early   " : "ABORTED       "
            lines.append("\(title) after \(Quantity.describe(nanoseconds: end.after)): \(end.detail)")
        }
        if load.stop != nil { lines.append("STOPPED        before its end: the figures are those of a part") }
        lines += load.doubtful.map { "DOUBTFUL       \($0.summary)" }
        return lines
    }

    /// As many as are worth a person's first look; `results.json` and the page have more.
    private static let mostSlow = 3

    /// The slowest responses: of a load in one line, and a line for each that has a trace.
    private static func slowest(_ load: LoadResult) -> [String] {
        let shown = load.slowest.prefix(mostSlow)
        let isTraced = shown.contains { $0.trace != nil }
        guard !shown.isEmpty, load.kind == .load || isTraced else { return [] }
        let texts = shown.map { slow in
            let name = slow.request.isEmpty ? "" : " of \(slow.request)"
            let trace = slow.trace.map { ", trace \($0)" } ?? ""
            let time = Quantity.describe(nanoseconds: slow.responseTime)
            let start = Quantity.describe(nanoseconds: slow.start)
            return "\(time) (request \(slow.index)\(name), status \(slow.status), \(start) in\(trace))"
        }
        let title = "slowest        "
        guard isTraced else { return [title + texts.joined(separator: ", ")] }
        let blank = String(repeating: " ", count: title.count)
        return texts.enumerated().map { ($0.offset == 0 ? title : blank) + $0.element }
    }

    /// Where the percentiles truly lie, for those of which enough is known.
    private static func intervals(_ load: LoadResult) -> [String] {
        let known = load.responseTime.percentiles.compactMap { percentile in
            percentile.interval.map { interval in
                "p\(PercentileText.text(percentile.percent)) \(Quantity.describe(nanoseconds: interval.lower)) to "
                    + Quantity.describe(nanoseconds: interval.upper)
            }
        }
        return known.isEmpty ? [] : ["95% confidence \(known.joined(separator: "  "))"]
    }

    private static func description(_ release: ReleaseResult) -> String {
        let what = release.mode == "last-byte" ? "last bytes" : "requests"
        let packets = release.packets.map { $0 == 1 ? ", in 1 packet" : ", in \($0) packets" } ?? ""
        return "release        all \(what) within \(Quantity.describe(nanoseconds: release.spread))\(packets), "
            + "by \(release.threads) \(release.threads == 1 ? "thread" : "threads")"
    }

    private static func description(_ audit: LoadAudit, isTrusted: Bool) -> String {
        let sendDelay = audit.ownSendDelay.percentiles.last.map {
            "p\(PercentileText.text($0.percent)) \(Quantity.describe(nanoseconds: $0.value)) late"
        }
        let parts = [
            isTrusted ? "valid" : "suspect", sendDelay,
            "CPU \(Quantity.describe(share: audit.busiestThread)) of a core, \(audit.threads) \(audit.threads == 1 ? "thread" : "threads")",
            "\(audit.opened) \(audit.opened == 1 ? "connection" : "connections")",
            audit.held > 0 ? "\(audit.held) requests waited for one" : nil,
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}
