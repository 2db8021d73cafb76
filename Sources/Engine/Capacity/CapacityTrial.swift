import LoadEngine
import Measurement
import Results
import Scenarios

/// One trial: a load by the engine, with a guard beside it.
extension CapacityRunner {
    /// A trial that is to come.
    struct Planned {
        /// Which trial or load of a sweep it is, from 1.
        var number: Int
        /// The load, of the whole.
        var load: Load
        /// The same as other shards are told of it.
        var sent: TrialOrder.Sent
        /// What is known before it, in a few words.
        var known: String
    }

    /// What a trial came to.
    struct Trial {
        var figures: LoadResult
        var warmUp: UInt64
        var reason: TrialGuard.Reason?
        /// Requests in flight on average; `nil` where nobody looked.
        var inFlight: Double?
        /// What the target told of itself; `nil` where nobody asked.
        var scrape: LoadScrape?
        /// Why its parts don't make a whole, each shard named; empty where they do.
        var faults: [String] = []
        /// Whether no further trial can be whole.
        var isLast = false
    }

    /// What this process has sent of a trial.
    struct Sent {
        var figures: LoadResult
        var warmUp: UInt64
        var guardian: TrialGuard
        /// Failures of the target, those of the warm-up among them.
        var failures: Int
        var wasStopped: Bool
        var scrape: LoadScrape?
    }

    /// Why the target can't be reached; `nil` when it can.
    func whyUnreachable(_ session: Session) async throws(LoadEngineError) -> String? {
        var sent = try await send(capacity.firstLoad, number: 0, settle: 0, "is it there?", session)
        // One shard asks for all.
        sent.figures.sharding = nil
        return Unmeasured.reason(sent.figures)?.text
    }

    /// Runs a trial; with others, where there is a leader.
    func run(_ planned: Planned, _ session: Session, _ leader: TrialLeader?) async throws(LoadEngineError) -> Trial {
        if let leader { return try await run(planned, session, leader) }
        let sent = try await send(planned.load, number: planned.number, settle: capacity.settle, planned.known, session)
        return Trial(
            figures: sent.figures,
            warmUp: sent.warmUp,
            reason: sent.guardian.reason,
            inFlight: sent.guardian.meanInFlight,
            scrape: sent.scrape
        )
    }

    /// So many failures of the target end a trial of `requests` requests: twice what any goal allows, so that it is
    /// beyond doubt.
    func brake(for share: Double, of requests: Double) -> Int {
        max(capacity.brake ?? 50, Int(saturating: (2 * share * requests).rounded(.up)))
    }

    /// The part of the brake that one of several shards has: too few failures would end a trial by chance.
    private func brake(_ whole: Int) -> Int {
        let count = traffic.options.load.share.count
        return count > 1 ? max(Self.leastBrake, whole / count + (whole % count > 0 ? 1 : 0)) : whole
    }

    private static let leastBrake = 5

    /// How the parts of a shared trial keep together.
    struct Together: Sendable {
        /// When it begins, by the monotonic clock.
        var start: UInt64
        var settling: TrialGuard.Settling
        /// Looks after the others while it runs, until it is cancelled.
        var watch: @Sendable (LoadControl, TrialGuard) async -> Void
    }

    /// Sends this process's part of a load, with a guard beside it.
    ///
    /// - Parameters:
    ///   - number: Which trial it is. Each has arrivals of its own, the same for all shards: the chance of one sequence
    ///     would be in all trials alike, and nothing would show it.
    ///   - together: How it keeps together with others; `nil` where there are none.
    func send(
        _ load: Load,
        number: Int,
        settle: UInt64,
        _ known: String,
        _ session: Session,
        _ together: Together? = nil
    ) async throws(LoadEngineError) -> Sent {
        let limit = capacity.longestLimit ?? 1_000_000_000
        var load = load
        load.warmUp = settle
        let rate = load.isOpen ? load.highestRate ?? 0 : 0
        if load.isOpen {
            // By Little's law no more are in flight while a request takes no longer than twice the longest limit.
            load.connections.maximum = min(max(Int(saturating: rate * Double(limit) / 1e9 * 2) + 64, 64), 8192)
        }
        let time = Double(load.duration.addingSaturated(settle)) / 1e9
        let control = LoadControl(failureLimit: brake(brake(for: capacity.mostFailures, of: rate * time)))
        let guardian = TrialGuard(
            control,
            warmUp: settle,
            duration: load.duration,
            limit: limit,
            settling: together?.settling ?? .own
        )
        var runner = session.runner
        runner.seed = Seeds.derive(runner.seed, "trial \(number)")
        runner.startsAt = together?.start
        runner.watch.title = "\(runner.watch.name) at \(load.title) (\(known))"
        let watching = Task { await guardian.watch() }
        let keeping = Task { await together?.watch(control, guardian) }
        let (report, scrape): (LoadReport, LoadScrape?)
        do {
            defer {
                watching.cancel()
                keeping.cancel()
            }
            (report, scrape) = try await MetricsScraper.beside(traffic.options.load.scrape) {
                () throws(LoadEngineError) in
                try await runner.run(load, session.prepared, keepsResponses: false, control: control)
            }
        }
        // What is still said to the others comes before what follows.
        await keeping.value
        var traffic = traffic
        traffic.startsAt = together.map { together in
            let measured = guardian.settledAt ?? together.start.addingSaturated(settle)
            return measured - min(settle, measured)
        }
        let figures = traffic.figures(report, runner, session.prepared, session.expectations, session.scope)
        return Sent(
            figures: figures.result(.load, model: load.description, of: load),
            warmUp: report.warmUp,
            guardian: guardian,
            failures: control.failures,
            wasStopped: report.wasStopped,
            scrape: scrape
        )
    }
}
