import LoadEngine
import Measurement
import Quantities
import Scenarios
import Synchronization

/// Watches a trial while it runs: ends its warm-up once it has settled, and the trial itself where going on would only
/// harm the target, or only show more of what is known.
///
/// - The warm-up ends when the requests in flight have left their beginning behind (``SteadyState``).
/// - A trial is overloaded when requests in flight and latency (by Little's law: those in flight over those answered a
///   second) both rise, each with a probability of less than 1% by Mann and Kendall's test, the latency is above every
///   limit that a goal has already, and the rise is no chance of a queue that is full but keeps up. Such a queue is a
///   random walk for a while: what has come and gone in a time differs by the square root of its count, and Mann and
///   Kendall's test, which takes the looks for independent of each other, sees a trend in it. Ending such trials where
///   they looked worst would leave a rate's share of late answers to those that went well.
/// - Requests that wait for a connection although there are twice as many as the longest limit needs at this rate are
///   above it, too.
/// - Failures are counted by the engine itself (``LoadControl/failureLimit``), which stops at once.
final class TrialGuard: Sendable {
    /// Why a trial was ended early.
    enum Reason: Sendable, Hashable {
        case overloaded(latency: UInt64)
        case blocked(wait: UInt64)
        case failures(Int)

        var description: String {
            switch self {
            case .overloaded(let latency):
                "overloaded: requests in flight and latency rose all the time, to \(Quantity.describe(nanoseconds: latency))"
            case .blocked(let wait):
                "overloaded: requests waited \(Quantity.describe(nanoseconds: wait)) for a connection"
            case .failures(let count): "\(count) failures: the brake"
            }
        }
    }

    /// Who says that the warm-up has done its work.
    enum Settling: Sendable {
        /// This guard, for this load.
        case own
        /// This guard, for parts of several shards too: the closure tells them, and when it ends by the monotonic
        /// clock; `nil` where they can't hear of it in time.
        case forAll(@Sendable () -> UInt64?)
        /// Another shard's, by ``TrialGuard/settle(at:)``.
        case other
    }

    private let control: LoadControl
    private let settling: Settling
    private let warmUp: UInt64
    private let duration: UInt64
    /// The latency beyond which nothing is held to any goal, in nanoseconds.
    private let limit: UInt64
    private let ended = Mutex<Reason?>(nil)
    /// When the warm-up ends for all parts, by the monotonic clock; `nil` where nobody has said so.
    private let settled = Mutex<UInt64?>(nil)
    /// Requests in flight, summed up over the looks after the warm-up.
    private let inFlight = Mutex((sum: 0, looks: 0))

    /// How often figures are looked at: the engine shows them as often.
    private static let interval: UInt64 = 25_000_000
    /// Looks that are taken together for a trend, and how many of those it needs.
    private static let window = 8
    private static let fewestWindows = 8
    private static let probability = 0.01
    /// A rise is no chance when it is so many standard deviations of what came and went.
    private static let deviations = 3.0

    /// - Parameters:
    ///   - warmUp: The longest warm-up, in nanoseconds.
    ///   - duration: How long it is after that.
    ///   - limit: The longest latency that a goal allows, in nanoseconds.
    ///   - settling: Who ends the warm-up.
    init(_ control: LoadControl, warmUp: UInt64, duration: UInt64, limit: UInt64, settling: Settling = .own) {
        self.control = control
        self.settling = settling
        self.warmUp = warmUp
        self.duration = duration
        self.limit = limit
    }

    /// Why the trial was ended early; `nil` when it wasn't.
    var reason: Reason? {
        // The engine's own brake is certain; what was looked at may have been looked at late.
        control.hasReachedFailureLimit ? .failures(control.failures) : ended.withLock { $0 }
    }

    /// Requests in flight on average, from the end of the warm-up until no more were begun; `nil` without a look.
    var meanInFlight: Double? {
        inFlight.withLock { $0.looks == 0 ? nil : Double($0.sum) / Double($0.looks) }
    }

    /// When all parts' warm-up ends, by the monotonic clock; `nil` for after all of it.
    var settledAt: UInt64? { settled.withLock { $0 } }

    /// Ends the warm-up at `instant`, by the monotonic clock, as it ends for all parts.
    func settle(at instant: UInt64) {
        let isFirst = settled.withLock { settled in
            defer { settled = settled ?? instant }
            return settled == nil
        }
        if isFirst { control.endWarmUp(at: instant) }
    }

    /// Looks until it is cancelled.
    func watch() async {
        var looks: [LiveFigures] = []
        var hasSettled = false
        var measuredFrom = warmUp
        while (try? await Task.sleep(nanoseconds: Self.interval)) != nil {
            let figures = control.figures
            guard figures.elapsed > looks.last?.elapsed ?? 0 else { continue }
            looks.append(figures)
            if !hasSettled, figures.elapsed < warmUp {
                hasSettled = endWarmUp(looks)
                if hasSettled { measuredFrom = figures.elapsed }
            }
            if figures.elapsed > measuredFrom, figures.elapsed - measuredFrom <= duration {
                inFlight.withLock { $0 = ($0.sum + figures.inFlight, $0.looks + 1) }
            }
            guard let reason = Self.harm(looks, limit) else { continue }
            ended.withLock { $0 = $0 ?? reason }
            control.stop()
            return
        }
    }

    /// Ends the warm-up where it has done its work by all `looks`.
    ///
    /// - Returns: whether it ends, whoever has said so.
    private func endWarmUp(_ looks: [LiveFigures]) -> Bool {
        if case .other = settling { return settledAt != nil }
        guard looks.count % 4 == 0, SteadyState.beginning(of: looks.map { Double($0.inFlight) }) != nil else {
            return false
        }
        switch settling {
        case .own: control.endWarmUp()
        case .forAll(let tell): if let instant = tell() { settle(at: instant) }
        case .other: break
        }
        return true
    }

    /// Why a trial of which there were these `looks` is to end; `nil` while it isn't.
    static func harm(_ looks: [LiveFigures], _ limit: UInt64) -> Reason? {
        guard let last = looks.last else { return nil }
        if last.backlog > max(limit, 250_000_000) { return .blocked(wait: last.backlog) }
        let windows = stride(from: looks.count % window, to: looks.count - window + 1, by: window).map { start in
            Window(looks[start..<(start + window)], before: start > 0 ? looks[start - 1] : nil)
        }
        guard windows.count >= fewestWindows, let latency = windows.last?.latency, latency > Double(limit) else {
            return nil
        }
        let rises = [windows.map(\.inFlight), windows.map(\.latency)].allSatisfy { values in
            Trend(values).map { $0.score > 0 && $0.probability < probability } ?? false
        }
        return rises && isNoChance(windows) ? .overloaded(latency: UInt64(saturating: latency)) : nil
    }

    /// Whether more has gathered than arrivals and answers that are independent of each other leave by chance: the
    /// variance of each is its count (a birth-and-death process that is full; Feller: An Introduction to Probability
    /// Theory, volume 1, XIV).
    private static func isNoChance(_ windows: [Window]) -> Bool {
        guard let first = windows.first, let last = windows.last else { return false }
        let rise = last.inFlight - first.inFlight
        let flow = 2 * Double(last.ended - first.ended) + rise
        return rise > deviations * flow.squareRoot()
    }

    /// Some looks together.
    private struct Window {
        /// Requests in flight, on average.
        var inFlight: Double
        /// The time that a request is in flight by Little's law, in nanoseconds.
        var latency: Double
        /// How many requests have ended by the end of it, since the load began.
        var ended: Int

        init(_ looks: ArraySlice<LiveFigures>, before: LiveFigures?) {
            inFlight = looks.reduce(0) { $0 + Double($1.inFlight) } / Double(looks.count)
            let (first, last) = (before ?? looks.first ?? LiveFigures(), looks.last ?? LiveFigures())
            let time = Double(last.elapsed - min(first.elapsed, last.elapsed))
            // What was sent and isn't in flight any more has ended, in the warm-up too.
            ended = Self.ended(last)
            latency = inFlight * time / Double(max(1, ended - Self.ended(first)))
        }

        private static func ended(_ figures: LiveFigures) -> Int {
            figures.counts.sent + figures.counts.warmUp - figures.inFlight
        }
    }
}
