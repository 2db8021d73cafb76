import LoadEngine
import Measurement
import Scenarios

/// Tells how a load is doing, several times a second.
struct LoadWatch: Sendable {
    let suite: String
    let name: String
    /// What a person sees of it; its name unless there is more to say.
    var title: String?
    let metrics: LoadMetrics?
    let report: @Sendable (LoadProgress) -> Void
    /// What may end the load before its time; `nil` for nothing.
    var ending: LoadEnding?

    private static let interval: UInt64 = 250_000_000

    /// A load that is looked at.
    struct Watching {
        fileprivate let task: Task<Void, Never>

        /// Looks a last time and ends.
        func end() async {
            task.cancel()
            await task.value
        }
    }

    /// Looks at `control`, whose endpoints have `names`, until ``Watching/end()``.
    func begin(_ control: LoadControl, _ load: Load, _ names: [String]) -> Watching {
        let place = metrics?.begin(suite: suite, scenario: name, names: names)
        let task = Task {
            var view = LoadView(name: title ?? name, total: load.warmUp + load.duration)
            var isLast = false
            while !isLast {
                isLast = (try? await Task.sleep(nanoseconds: Self.interval)) == nil
                let seconds = control.takeSeconds()
                let figures = control.figures
                let hasMoved = figures.elapsed > view.figures.elapsed
                view.look(figures, seconds)
                ending?.look(figures, seconds, control)
                let progress = view.progress
                if let place { metrics?.update(place, figures, progress, seconds) }
                if hasMoved, !isLast { report(progress) }
            }
            if let place { metrics?.end(place) }
        }
        return Watching(task: task)
    }
}

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

/// How a load is doing while it runs.
package struct LoadProgress: Sendable, Hashable {
    /// The case.
    package var name: String
    /// Nanoseconds since it began, warm-up included, and how many it takes in all.
    package var elapsed: UInt64
    /// How many it takes in all.
    package var total: UInt64
    /// Requests a second in the last interval: asked for, and sent.
    package var offeredRate: Double
    /// Requests a second that were sent in the last interval.
    package var sentRate: Double
    /// Requests in flight.
    package var inFlight: Int
    /// Failures and broken expectations so far.
    package var failed: Int
    /// The response time at p50 and p99 in the last seconds, in nanoseconds; `nil` before there are any.
    package var median: UInt64?
    /// The response time at p99 in the last second.
    package var high: UInt64?
    /// The response times at p99 of the last seconds, oldest first.
    package var history: [UInt64]
}
