import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios
import Synchronization

/// Ends a load before its time: when a percentile is known as well as it was to be, or when an objective can't be kept
/// any more.
///
/// The first is a sequential procedure (Law, Simulation Modeling and Analysis, section 9.4.1, on relative precision): a
/// look at the end of each second, which makes the intervals of loads that end by it cover a little less than they say.
/// The second is arithmetic: more responses are too slow, or more requests have failed, than may of all that the load
/// can still come to.
final class LoadEnding: Sendable {
    /// Times of all requests that have a limit in the file, which can be counted.
    struct Limit: Sendable {
        /// Its name: `p99`, `max`.
        var name: String
        /// In nanoseconds.
        var limit: UInt64
        /// The largest share of the responses that may be above it.
        var share: Double
    }

    private struct State {
        var end: LoadEnd?
        var responses = LatencyRecorder()
        var batches = HdrBatches()
        /// Seconds of which not every thread may have told, and the first that is to be taken next.
        var open: [Int: LatencyRecorder] = [:]
        var next = 0
    }

    private let precision: LoadPrecision?
    private let limits: [Limit]
    /// The largest share of failed requests; `nil` when none ends the load.
    private let failures: Double?
    /// The most requests that the load can come to, warm-up excluded.
    private let most: Double
    private let state = Mutex(State())

    /// What may end `load`, whose starts have at most `requests` requests each; `nil` when nothing but its plan does.
    init?(_ load: Load, requests: Int, _ together: SetExpectation) {
        guard load.precision != nil || load.aborts else { return nil }
        precision = load.precision
        limits = load.aborts ? together.countableLimits.map { Limit(name: $0, limit: $1, share: $2) } : []
        failures = load.aborts ? together.largestShareOfFailures : nil
        most = (load.mostMeasuredStarts ?? .infinity) * Double(max(1, requests))
    }

    /// Why the load was ended; `nil` when it wasn't.
    var end: LoadEnd? { state.withLock { $0.end } }

    /// Looks at a running load, of which `seconds` have become complete on a thread, and ends it when that is due.
    func look(_ figures: LiveFigures, _ seconds: [IntervalFigures], _ control: LoadControl) {
        let ends = state.withLock { state in
            guard state.end == nil else { return false }
            for second in seconds {
                for part in second.series {
                    state.open[second.second, default: LatencyRecorder()].merge(part.responseTime)
                }
            }
            let isPrecise = take(&state)
            state.end =
                hopeless(figures, state.responses)
                ?? isPrecise.map { LoadEnd(.precise, after: figures.elapsed, detail: $0) }
            return state.end != nil
        }
        if ends { control.end() }
    }

    /// Takes the seconds that every thread has told of, as later ones are there; what was found when the percentile is
    /// known well enough.
    private func take(_ state: inout State) -> String? {
        guard let latest = state.open.keys.max() else { return nil }
        var hasMore = false
        for second in state.open.keys.filter({ $0 < latest }).sorted() {
            guard let times = state.open.removeValue(forKey: second) else { continue }
            state.responses.merge(times)
            state.batches.append(times.packed)
            hasMore = true
        }
        guard let precision, hasMore else { return nil }
        let counts = state.responses.counts
        guard let interval = state.batches.interval(of: precision.percent, in: counts) else { return nil }
        let value = Double(counts.values(at: [precision.percent]).first ?? 0)
        let half = Double(interval.upper - min(interval.lower, interval.upper)) / 2
        guard value > 0, half <= precision.share * value else { return nil }
        return "\(precision.name) is \(Quantity.describe(nanoseconds: UInt64(value))) within "
            + "\(Quantity.describe(share: half / value)), as \(Quantity.describe(share: precision.share)) was asked for"
    }

    /// Why an objective can't be kept any more; `nil` while each can.
    private func hopeless(_ figures: LiveFigures, _ responses: LatencyRecorder) -> LoadEnd? {
        for limit in limits {
            let above = responses.count(above: limit.limit)
            let allowed = (limit.share * most).rounded(.down)
            guard Double(above) > allowed else { continue }
            let time = Quantity.describe(nanoseconds: limit.limit)
            let detail =
                "\(limit.name) of \(time) can't be kept any more: \(above) responses took longer, and \(Self.count(allowed)) may"
            return LoadEnd(.hopeless, after: figures.elapsed, detail: detail)
        }
        guard let failures else { return nil }
        let failed = figures.counts.failed + figures.counts.broken - figures.counts.expectedFailures.values.reduce(0, +)
        let allowed = (failures * most).rounded(.down)
        guard Double(failed) > allowed else { return nil }
        let detail = "no more than \(Self.count(allowed)) requests may fail, and \(failed) have"
        return LoadEnd(.hopeless, after: figures.elapsed, detail: detail)
    }

    private static func count(_ number: Double) -> String { "\(UInt64(saturating: number))" }
}
