import Decoding
import Diagnostics
import HTTP
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

/// Searches for the highest rate at which goals hold, and sweeps loads: one trial after the other, each a load by the
/// engine.
struct CapacityRunner {
    let capacity: Capacity
    let traffic: TrafficRunner

    /// Between two trials what the last one left behind may end.
    static let pause: UInt64 = 200_000_000

    func run(_ scope: inout CaseScope) async -> StepResult {
        let part = part
        let result = await run(&scope, part)
        if case .leader(let leader) = part {
            leader.end(Task.isCancelled ? "shard 0 was stopped" : "shard 0 tells the result")
        }
        return result
    }

    private func run(_ scope: inout CaseScope, _ part: Part) async -> StepResult {
        let name = traffic.step.name
        let problem = FirstProblem()
        let session: Session
        do throws(Problems.Found) {
            let expectations = try traffic.expectations(&scope)
            let (runner, prepared) = try await traffic.prepare(
                .load(capacity.firstLoad),
                expectations,
                scope,
                problem
            )
            session = Session(
                runner: runner,
                prepared: prepared,
                expectations: expectations,
                scope: scope,
                problem: problem
            )
        } catch {
            let reason = scope.redactor.redact(error.reason)
            if case .follower(let follower) = part { return await refuse(reason, follower) }
            return StepResult(name: name, error: reason)
        }
        do throws(LoadEngineError) {
            switch part {
            case .all: return try await search(session, nil)
            case .leader(let leader):
                let missing: String?
                do throws(TrialFolder.Failure) { missing = try await leader.gather() } catch { missing = "\(error)" }
                guard let missing else { return try await search(session, leader) }
                return StepResult(name: name, error: scope.redactor.redact("\(missing): no capacity"))
            case .follower(let follower): return await follow(session, follower)
            }
        } catch {
            return StepResult(name: name, error: scope.redactor.redact("\(error)"))
        }
    }

    /// What all trials have in common.
    struct Session {
        var runner: WireRunner
        var prepared: WireRunner.Prepared
        var expectations: TrafficRunner.Expectations
        var scope: CaseScope
        /// Why requests couldn't be made.
        var problem: FirstProblem
    }

    private func search(_ session: Session, _ leader: TrialLeader?) async throws(LoadEngineError) -> StepResult {
        let problem = session.problem
        var search = capacity.search()
        var result = CapacityResult(model: capacity.description, brake: brake(for: capacity.mostFailures, of: 0))
        result.sizing = capacity.sizing
        var examples: [FailureExample] = []
        var observations: [CapacityObservation] = []
        var faults = TrialFaults()
        let start = MonotonicClock.now()
        // What can't be reached has no capacity to look for.
        if let nothing = try await whyUnreachable(session) {
            return StepResult(name: traffic.step.name, error: session.scope.redactor.redact(nothing))
        }
        if let sweep = capacity.sweep {
            (result.curve, result.end) = try await self.sweep(sweep, session, leader, since: start, &examples)
        }
        while result.end == nil, let (rate, seconds) = search.next() {
            guard !Task.isCancelled else {
                let count = result.trials.count
                result.end = "stopped after \(count) \(count == 1 ? "trial" : "trials")"
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
            let planned = Planned(
                number: (result.curve?.points.count ?? 0) + result.trials.count + 1,
                load: capacity.load(rate, for: duration),
                sent: .rate(rate),
                known: bracket(search)
            )
            let trial = try await run(planned, session, leader)
            let gone = try await gone(after: trial, session)
            if add(trial, gone, rate, duration, to: &search, &result), Self.tells(trial.reason) {
                CapacityObservation(trial.figures, rate: rate).map { observations.append($0) }
            }
            if examples.isEmpty { examples = trial.figures.examples }
            if let gone {
                result.end =
                    "the target answers no more after \(result.trials.count) trials: \(session.scope.redactor.redact(gone))"
                break
            }
            if let end = faults.end(after: trial) {
                result.end = session.scope.redactor.redact(end)
                break
            }
            if problem.text != nil || trial.figures.lacking > 0 {
                result.end = problem.text ?? trial.figures.gaps.joined(separator: "; ")
                break
            }
            try? await Task.sleep(nanoseconds: Self.pause)
        }
        result.goals = capacity.results(search, observations, end: result.end)
        var step = step(result, examples, session)
        if let leader {
            step.notes.append("each trial was sent by \(leader.exchange.own.count) shards together")
            leader.doubtOfClocks().map { step.notes.append(session.scope.redactor.redact($0)) }
        }
        return step
    }

    /// Whether a trial that was ended for `reason` tells of percentiles. One that was overloaded does as far as it
    /// went: without it those that went well would stand for its rate.
    private static func tells(_ reason: TrialGuard.Reason?) -> Bool {
        switch reason {
        case nil, .overloaded?: true
        case .blocked?, .failures?: false
        }
    }

    /// Why the target can't be reached any more, where a trial looks as if it couldn't: one that has gone down says
    /// nothing of a rate.
    private func gone(after trial: Trial, _ session: Session) async throws(LoadEngineError) -> String? {
        guard trial.reason != nil || Unmeasured.reason(trial.figures) != nil, !Task.isCancelled else { return nil }
        return try await whyUnreachable(session)
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
}
