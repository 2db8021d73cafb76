import Results
import Scenarios
import Substitution

/// Before and after a case.
extension CaseRunner {
    /// Sends the setup; whether all of it went well. What it breaks is no failure of the case: the case is not
    /// measured.
    func setUp(_ scope: inout CaseScope, _ record: inout Record) async -> Bool {
        guard !plan.setup.isEmpty else { return true }
        var flow = Flow()
        for step in plan.setup {
            guard await flow.perform(step, &scope, frameStep) else { break }
        }
        record.steps += madeUp.excusing(flow.results).map { result in
            var result = result
            let broken = result.broken
            result.name = "setup: \(result.name)"
            result.findings = []
            result.error = broken.isEmpty ? nil : broken.joined(separator: "; ")
            return result
        }
        return !record.steps.contains(where: \.isBroken)
    }

    private func frameStep(_ step: Step, _ scope: inout CaseScope) async -> StepResult {
        await run(step, asking: nil, isHeld: false, &scope).result
    }

    /// Sends the cleanup, all of it, with the captures that there are. What it can't do is told and changes no verdict.
    func cleanUp(_ scope: CaseScope, _ record: inout Record) async {
        guard !plan.cleanup.isEmpty else { return }
        // A run that is stopped leaves nothing behind either: only a second Ctrl-C prevents it.
        let results = await Task { await cleaned(scope) }.value
        for result in results {
            var result = result
            result.name = "cleanup: \(result.name)"
            let broken = result.broken.map { "\(result.name): \($0)" }
            result.findings = []
            result.error = nil
            result.notes += broken
            // What is only told was not held.
            if !broken.isEmpty { result.expectations = 0 }
            record.leftovers += broken
            record.steps.append(result)
        }
    }

    private func cleaned(_ scope: CaseScope) async -> [StepResult] {
        var (scope, flow) = (scope, Flow(isTidying: true))
        for step in plan.cleanup { _ = await flow.perform(step, &scope, frameStep) }
        return flow.results
    }
}

extension StepResult {
    /// Why it couldn't be judged, and what it broke, in words.
    fileprivate var broken: [String] { [error].compactMap(\.self) + findings.map(\.summary) }
}

/// Before and after the cases of a suite.
extension Runner {
    /// Runs the suite's setup: what came of it, what it leaves to the cases, and why they can't be measured when it
    /// failed.
    func setUp(_ job: Job, _ setting: Setting) async -> (result: CaseResult, setting: Setting) {
        var setting = setting
        let place = CasePosition(suite: setting.index, index: job.index)
        let runner = caseRunner(job, setting)
        if let reason = setting.stop.reason ?? (Task.isCancelled ? Self.stoppedBefore : nil) {
            setting.isBegun = false
            return (ended(runner.skipped(reason), at: place, setting), setting)
        }
        setting.report(.began(place, job.outline.name))
        let outcome = await runner.outcome()
        setting.shared = outcome.scope?.shared(setting.suite.frame) ?? SharedValues(setting.suite.frame)
        if outcome.result.verdict != .passed { setting.obstacle = outcome.result.reason }
        return (ended(outcome.result, at: place, setting), setting)
    }

    /// Runs the suite's cleanup, after failures and when the run is being stopped too. It is skipped, and not failed,
    /// for what it couldn't do: the verdicts are those of the cases.
    func cleanUp(_ job: Job, _ setting: Setting) async -> CaseResult {
        let place = CasePosition(suite: setting.index, index: job.index)
        let runner = caseRunner(job, setting)
        guard setting.isBegun else { return ended(runner.skipped("nothing was begun"), at: place, setting) }
        setting.report(.began(place, job.outline.name))
        let outcome = await runner.outcome()
        var result = outcome.result
        if result.verdict == .error { result.verdict = .skipped }
        if !outcome.leftovers.isEmpty {
            result.verdict = .skipped
            result.reason = "not everything was cleaned up: " + outcome.leftovers.joined(separator: "; ")
        }
        return ended(result, at: place, setting)
    }
}
