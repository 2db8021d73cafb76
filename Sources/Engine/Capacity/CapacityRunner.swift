import Decoding
import Diagnostics
import HTTP
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

/// Searches for the highest rate at which goals hold, and sweeps loads: one trial after the other, each a load by the engine.
struct CapacityRunner {
    let capacity: Capacity
    let traffic: TrafficRunner

    /// What a trial came to.
    struct Trial {
        var figures: LoadResult
        var warmUp: UInt64
        var reason: TrialGuard.Reason?
        /// Requests in flight on average; `nil` where nobody looked.
        var inFlight: Double?
        /// What the target told of itself; `nil` where nobody asked.
        var scrape: LoadScrape?
    }

    /// Between two trials what the last one left behind may end.
    static let pause: UInt64 = 200_000_000

    func run(_ scope: inout CaseScope) async -> StepResult {
        let name = traffic.step.name
        do throws(Problems.Found) {
            let expectations = try traffic.expectations(&scope)
            let problem = FirstProblem()
            let (runner, prepared) = try await traffic.prepare(
                .load(capacity.firstLoad),
                expectations,
                scope,
                problem
            )
            let session = Session(runner: runner, prepared: prepared, expectations: expectations, scope: scope)
            do throws(LoadEngineError) {
                return try await search(session, problem)
            } catch {
                return StepResult(name: name, error: scope.redactor.redact("\(error)"))
            }
        } catch {
            let reason = error.reason
            return StepResult(name: name, error: scope.redactor.redact(reason))
        }
    }

    /// What all trials have in common.
    struct Session {
        var runner: WireRunner
        var prepared: WireRunner.Prepared
        var expectations: TrafficRunner.Expectations
        var scope: CaseScope
    }

    private func search(_ session: Session, _ problem: FirstProblem) async throws(LoadEngineError) -> StepResult {
        var search = capacity.search()
        var result = CapacityResult(model: capacity.description, brake: brake(for: capacity.mostFailures, of: 0))
        result.sizing = capacity.sizing
        var examples: [FailureExample] = []
        var observations: [CapacityObservation] = []
        let start = MonotonicClock.now()
        // What can't be reached has no capacity to look for.
        let first = try await run(capacity.firstLoad, settle: 0, "is it there?", session)
        if let nothing = Unmeasured.reason(first.figures) {
            return StepResult(name: traffic.step.name, error: session.scope.redactor.redact(nothing.text))
        }
        if let sweep = capacity.sweep {
            (result.curve, result.end) = try await self.sweep(sweep, session, problem, since: start, &examples)
        }
        while result.end == nil, let (rate, seconds) = search.next() {
            guard !Task.isCancelled else {
                result.end = "stopped after \(result.trials.count) trials"
                break
            }
            let duration = UInt64(saturating: max(seconds, capacity.shortestTrial(at: rate)) * 1e9)
            let needed = duration.addingSaturated(min(capacity.settle, 2_000_000_000))
            guard MonotonicClock.now() - start + needed <= capacity.within else {
                result.end =
                    "the next trial would take longer than what is left of \(Quantity.describe(nanoseconds: capacity.within)), after "
                    + "\(result.trials.count) trials"
                break
            }
            let load = capacity.load(rate, for: duration)
            let trial = try await run(load, settle: capacity.settle, bracket(search), session)
            let gone = try await gone(after: trial, session)
            if add(trial, gone, rate, duration, to: &search, &result), trial.reason == nil {
                CapacityObservation(trial.figures, rate: rate).map { observations.append($0) }
            }
            if examples.isEmpty { examples = trial.figures.examples }
            if let gone {
                result.end =
                    "the target answers no more after \(result.trials.count) trials: \(session.scope.redactor.redact(gone))"
                break
            }
            if problem.text != nil || trial.figures.lacking > 0 {
                result.end = problem.text ?? trial.figures.gaps.joined(separator: "; ")
                break
            }
            try? await Task.sleep(nanoseconds: Self.pause)
        }
        result.goals = capacity.results(search, observations, end: result.end)
        return step(result, examples, session)
    }

    /// Why the target can't be reached any more, where a trial looks as if it couldn't: one that has gone down says nothing of a rate.
    private func gone(after trial: Trial, _ session: Session) async throws(LoadEngineError) -> String? {
        guard trial.reason != nil || Unmeasured.reason(trial.figures) != nil, !Task.isCancelled else { return nil }
        return Unmeasured.reason(try await run(capacity.firstLoad, settle: 0, "is it there?", session).figures)?.text
    }

    private func step(_ result: CapacityResult, _ examples: [FailureExample], _ session: Session) -> StepResult {
        let redact = session.scope.redactor.redact as (Finding) -> Finding
        let curve = result.curve.map { capacity.judge($0, end: result.end) }
        let findings = (curve?.finding.map { [$0] } ?? []) + result.goals.filter { !$0.isUnclear }.compactMap(\.finding)
        let unclear =
            (curve?.doubt.map { [session.scope.redactor.redact($0)] } ?? [])
            + result.goals.filter(\.isUnclear).compactMap(\.finding).map { redact($0).summary }
        var step = StepResult(
            name: traffic.step.name,
            request: examples.first?.request,
            response: examples.first?.response,
            findings: findings.map(redact),
            error: unclear.isEmpty ? nil : unclear.joined(separator: "; "),
            expectations: result.goals.count + (result.curve == nil ? 0 : 1)
        )
        step.capacity = result
        return step
    }

    /// What is known, in a few words.
    private func bracket(_ search: CapacitySearch) -> String {
        let open = (0..<capacity.goalCount).first { search.outcome(of: $0) == .open } ?? 0
        let (lower, upper) = search.bracket(of: open)
        let ends = [lower, upper].map { $0.map { Quantity.describe(rate: $0) } ?? "?" }
        return ends.joined(separator: " to ")
    }

    /// So many failures of the target end a trial of `requests` requests: twice what any goal allows, so that it is beyond doubt.
    private func brake(for share: Double, of requests: Double) -> Int {
        max(capacity.brake ?? 50, Int(saturating: (2 * share * requests).rounded(.up)))
    }

    /// Sends one load, with a guard beside it.
    func run(
        _ load: Load,
        settle: UInt64,
        _ known: String,
        _ session: Session
    ) async throws(LoadEngineError) -> Trial {
        let limit = capacity.longestLimit ?? 1_000_000_000
        var load = load
        load.warmUp = settle
        let rate = load.isOpen ? load.highestRate ?? 0 : 0
        if load.isOpen {
            // By Little's law no more are in flight while a request takes no longer than twice the longest limit.
            load.connections.maximum = min(max(Int(saturating: rate * Double(limit) / 1e9 * 2) + 64, 64), 8192)
        }
        let time = Double(load.duration.addingSaturated(settle)) / 1e9
        let control = LoadControl(failureLimit: brake(for: capacity.mostFailures, of: rate * time))
        let guardian = TrialGuard(control, warmUp: settle, duration: load.duration, limit: limit)
        var runner = session.runner
        runner.watch.title = "\(runner.watch.name) at \(load.title) (\(known))"
        let watching = Task { await guardian.watch() }
        let (report, scrape): (LoadReport, LoadScrape?)
        do {
            defer { watching.cancel() }
            (report, scrape) = try await MetricsScraper.beside(traffic.options.load.scrape) {
                () throws(LoadEngineError) in
                try await runner.run(load, session.prepared, keepsResponses: false, control: control)
            }
        }
        let figures = traffic.figures(report, runner, session.prepared, session.expectations, session.scope)
        let result = figures.result(.load, model: load.description, of: load)
        return Trial(
            figures: result,
            warmUp: report.warmUp,
            reason: guardian.reason,
            inFlight: guardian.meanInFlight,
            scrape: scrape
        )
    }

    /// Whether the trial counts: it is the target's doing, and came to its end or had to fail.
    private func add(
        _ trial: Trial,
        _ gone: String?,
        _ rate: Double,
        _ duration: UInt64,
        to search: inout CapacitySearch,
        _ result: inout CapacityResult
    ) -> Bool {
        let figures = trial.figures
        let (verdicts, note, isConclusive) = judge(trial, gone, at: rate)
        // A trial that Ctrl-C ended says nothing.
        let counts = figures.stop == nil || trial.reason != nil
        let failed = figures.failures.values.reduce(figures.broken, +)
        if counts {
            search.add(
                load: rate,
                duration: Double(duration) / 1e9,
                verdicts,
                lossRatio: Double(failed) / Double(max(1, figures.offered)),
                isConclusive: isConclusive
            )
        }
        var shown = CapacityTrialResult(
            rate: rate,
            duration: figures.duration,
            warmUp: trial.warmUp,
            offered: figures.offered,
            completed: figures.completed,
            failed: failed,
            responseTime: figures.responseTime,
            verdicts: verdicts.map { verdict in
                switch verdict {
                case .good: .holds
                case .bad: .broken
                case .invalid: .invalid
                }
            },
            note: note,
            bounds: (0..<capacity.goalCount).map { goal in
                let (lower, upper) = search.bracket(of: goal)
                return CapacityTrialResult.Bounds(lower: lower, upper: upper)
            }
        )
        shown.scrape = trial.scrape
        if figures.sent > 0 { shown.lateness = figures.lateness.value(at: 99) }
        result.trials.append(shown)
        return counts && !verdicts.contains(.invalid)
    }

    /// What a trial says to each goal, and whether it was ended as nothing could make it good any more.
    private func judge(
        _ trial: Trial,
        _ gone: String?,
        at rate: Double
    ) -> (verdicts: [CapacitySearch.Verdict], note: String?, isConclusive: Bool) {
        let figures = trial.figures
        let all = { (verdict: CapacitySearch.Verdict) in
            [CapacitySearch.Verdict](repeating: verdict, count: capacity.goalCount)
        }
        if let gone {
            return (
                all(.invalid), ([trial.reason?.description].compactMap(\.self) + [gone]).joined(separator: "; "), false
            )
        }
        guard let reason = trial.reason else {
            guard figures.stop == nil else { return (all(.invalid), "stopped", false) }
            if let nothing = Unmeasured.reason(figures) { return (all(.invalid), nothing.text, false) }
            let judged = capacity.judge(figures)
            let doubt = judged.first { $0.verdict == .invalid }?.reason
            return (judged.map(\.verdict), doubt, false)
        }
        // A queue of the generator's own looks like one of the target's, and what it sent together may have been refused for that.
        var doubts = figures.audit?.doubts ?? []
        if case .failures(let count) = reason {
            guard let doubt = Self.doubt(count, figures, rate) else { return (all(.bad), reason.description, true) }
            doubts = [doubt]
        }
        guard doubts.isEmpty else {
            return (all(.invalid), ([reason.description] + doubts).joined(separator: "; "), false)
        }
        return (all(.bad), reason.description, true)
    }

    /// Why so many failures, those of the warm-up among them, may be the generator's own doing; `nil` when they can't be. As many
    /// requests were sent together as were due while its loops stood still.
    private static func doubt(_ failures: Int, _ figures: LoadResult, _ rate: Double) -> String? {
        let limit = LoadResult.latenessThatBunches(apart: 1e9 / max(rate, 1e-9))
        let still = figures.lateness.looks.counts.buckets.reduce(0.0) { still, bucket in
            bucket.lowest > limit ? still + Double(bucket.lowest) * Double(bucket.count) : still
        }
        guard Double(failures) <= still / 1e9 * rate else { return nil }
        return "the generator stood still for \(Quantity.describe(nanoseconds: UInt64(saturating: still))) in all"
    }
}
