import LoadEngine
import Measurement

/// What was seen of a running load until now.
struct LoadView {
    let name: String
    let total: UInt64
    private(set) var figures = LiveFigures()
    private var offeredRate = 0.0
    private var sentRate = 0.0
    private var history: [UInt64] = []
    private var median: UInt64?
    /// Where a second's latencies are summed up: its memory serves all of them.
    private var second = LatencyRecorder()

    private static let longestHistory = 40

    init(name: String, total: UInt64) {
        self.name = name
        self.total = total
        second.reserve()
    }

    /// Looks again, `seconds` having become complete in the meantime.
    mutating func look(_ now: LiveFigures, _ seconds: [IntervalFigures]) {
        addTimes(of: seconds)
        if now.elapsed > figures.elapsed {
            let time = Double(now.elapsed - figures.elapsed) / 1e9
            offeredRate = Double(now.counts.offered - figures.counts.offered) / time
            sentRate = Double(Self.sent(now) - Self.sent(figures)) / time
        }
        figures = now
    }

    private mutating func addTimes(of seconds: [IntervalFigures]) {
        let bySecond = Dictionary(grouping: seconds, by: \.second)
        for number in bySecond.keys.sorted() {
            second.reset()
            for part in (bySecond[number] ?? []).flatMap(\.series) { second.merge(part.responseTime) }
            let times = second.summary([50, 99])
            median = times.value(at: 50) ?? median
            history.append(times.value(at: 99) ?? times.max)
        }
        history = history.suffix(Self.longestHistory)
    }

    private static func sent(_ figures: LiveFigures) -> Int { figures.counts.sent + figures.counts.warmUp }

    /// How it is doing.
    var progress: LoadProgress {
        LoadProgress(
            name: name,
            elapsed: figures.elapsed,
            total: total,
            offeredRate: offeredRate,
            sentRate: sentRate,
            inFlight: figures.inFlight,
            failed: figures.counts.failed + figures.counts.broken,
            median: median,
            high: history.last,
            history: history
        )
    }
}
