import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

/// Trials of which each of several shards sends its part: shard 0's side.
extension CapacityRunner {
    /// What this process does of a search.
    enum Part {
        case all
        case leader(TrialLeader)
        case follower(TrialFollower)
    }

    /// What this process does of the search.
    var part: Part {
        guard let shard = traffic.options.shard, let exchange = shard.trials, shard.share.count > 1 else { return .all }
        let place = TrialPlace(
            suite: traffic.watch.suite,
            name: traffic.watch.name,
            step: traffic.step.name,
            seed: traffic.seed
        )
        let offset = shard.clock?.offset ?? 0
        return shard.share.index == 0
            ? .leader(TrialLeader(exchange, place, clockOffset: offset))
            : .follower(TrialFollower(exchange, place, capacity, clockOffset: offset))
    }

    /// How much later than planned a part of a trial may begin, in nanoseconds: a hundredth of the trial, and what a
    /// machine that does something else beside it may need.
    func latest(_ load: Load) -> UInt64 { max(50_000_000, load.duration / 100) }

    /// Runs a trial with the others, and adds up what all have counted.
    func run(_ planned: Planned, _ session: Session, _ leader: TrialLeader) async throws(LoadEngineError) -> Trial {
        let (load, settle) = (planned.load, capacity.settle)
        let start: UInt64
        do throws(TrialFolder.Failure) {
            start = try leader.begin(planned.sent, duration: load.duration, settle: settle)
        } catch {
            throw LoadEngineError("\(error)")
        }
        let together = Together(
            start: start,
            settling: .forAll { leader.settle(before: start.addingSaturated(settle)) },
            watch: { control, _ in await leader.watch(control) }
        )
        let sent: Sent
        do throws(LoadEngineError) {
            sent = try await send(load, number: leader.trial, settle: settle, planned.known, session, together)
        } catch {
            leader.stop("shard 0 can't send its part")
            throw error
        }
        if let reason = sent.guardian.reason {
            leader.stop(reason.description)
        } else if sent.wasStopped {
            leader.stop("shard 0 was stopped")
        }
        let end = [start, settle, load.duration, session.prepared.timeout].reduce(UInt64(0)) { $0.addingSaturated($1) }
        let deadline = max(end, MonotonicClock.now()).addingSaturated(leader.exchange.patience)
        do throws(TrialFolder.Failure) {
            return sum(sent, try await leader.collect(until: deadline), leader, load)
        } catch {
            throw LoadEngineError("\(error)")
        }
    }

    private func sum(_ sent: Sent, _ collected: TrialLeader.Collected, _ leader: TrialLeader, _ load: Load) -> Trial {
        var own = TrialPart(shard: 0, trial: leader.trial)
        own.figures = sent.figures.figures
        own.reason = sent.guardian.reason
        own.failures = sent.failures
        own.inFlight = sent.guardian.meanInFlight
        let requests = own.figures?.requests.map(\.name) ?? []
        let parts = [own] + collected.parts
        var trial = Trial(figures: sent.figures, warmUp: sent.warmUp, scrape: sent.scrape)
        trial.isLast = collected.isLast
        let isEnded = parts.contains { $0.reason != nil }
        trial.faults =
            collected.faults
            + parts.compactMap { $0.fault(latest: latest(load), requests: requests, isEnded: isEnded) }
        if !trial.faults.isEmpty { leader.giveTime() }
        // A trial that Ctrl-C ended has no whole, and needs none.
        let isWhole = parts.count == traffic.options.load.share.count
        guard isWhole, trial.faults.isEmpty, let figures = LoadFigures.sum(parts.compactMap(\.figures)) else {
            trial.figures.sharding = nil
            return trial
        }
        trial.figures = LoadResult(figures)
        trial.reason = parts.lazy.compactMap(\.reason).first
        let inFlight = parts.compactMap(\.inFlight)
        if inFlight.count == parts.count { trial.inFlight = inFlight.reduce(0, +) }
        if case .failures = trial.reason {
            let failures = parts.reduce(0) { $0.addingSaturated($1.failures) }
            trial.reason = .failures(failures)
            let time = Double(load.duration.addingSaturated(capacity.settle)) / 1e9
            let allowed = capacity.mostFailures * (load.isOpen ? load.highestRate ?? 0 : 0) * time
            if Double(failures) <= allowed {
                trial.faults = ["\(failures) failures, most of them of one shard: too few to judge the whole by"]
            }
        }
        return trial
    }
}

/// Counts the trials that weren't whole.
struct TrialFaults {
    private var inARow = 0

    /// Why the search ends with `trial`; `nil` when it goes on.
    mutating func end(after trial: CapacityRunner.Trial) -> String? {
        inARow = trial.faults.isEmpty ? 0 : inARow + 1
        guard trial.isLast || inARow >= CapacitySearch.mostInvalid else { return nil }
        let faults = TrialLeader.list(trial.faults)
        return trial.isLast
            ? "\(faults): no further trial would be whole"
            : "\(inARow) trials one after the other weren't whole: \(faults)"
    }
}
