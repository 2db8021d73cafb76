import Decoding
import Diagnostics
import HTTP
import JSON
import Quantities
import Results
import Scenarios
import Substitution

/// Runs one case: its steps in order, until one fails.
struct CaseRunner: Sendable {
    let plan: Case
    let outline: CaseOutline
    let suite: SuitePlan
    let target: String
    let seed: UInt64
    let options: RunOptions
    let files: FileStore
    let contract: ContractWatch?
    let sender: @Sendable (ConnectionSettings) throws -> any Sender
    let watch: LoadWatch

    func skipped(_ reason: String) -> CaseResult {
        result(.skipped, reason: reason, startedAt: WallClock.milliseconds(), duration: 0, steps: [])
    }

    func run() async -> CaseResult {
        let startedAt = WallClock.milliseconds()
        let start = MonotonicClock.now()
        var steps: [StepResult] = []
        var question: QuestionResult?
        var smallest: SmallestFailure?
        do throws(Problems.Found) {
            var scope = try CaseScope(plan, options: options.plan, files: files, seed: seed)
            for (index, step) in plan.steps.enumerated() {
                let isLast = index == plan.steps.count - 1
                let outcome = await run(step, asking: isLast ? plan.question : nil, isLast: isLast, &scope)
                steps.append(outcome.result)
                question = outcome.question
                if outcome.result.error != nil || !outcome.result.findings.isEmpty { break }
            }
            smallest = await self.smallest(steps, &scope)
            for step in plan.steps { (try? sender(step.connection))?.endSession(seed) }
        } catch {
            let reason = error.diagnostics.map(\.message).joined(separator: "; ")
            return result(
                .error,
                reason: reason,
                startedAt: startedAt,
                duration: MonotonicClock.now() - start,
                steps: steps
            )
        }
        var result = judged(steps, question, startedAt: startedAt, duration: MonotonicClock.now() - start)
        result.smallest = smallest
        return result
    }

    /// The smallest request that fails like the case, where the case says how to make it smaller.
    private func smallest(_ steps: [StepResult], _ scope: inout CaseScope) async -> SmallestFailure? {
        guard plan.isGenerated, let failed = steps.last, !failed.findings.isEmpty else { return nil }
        let shrinker = Shrinker(plan: plan) { step, scope in
            await run(step, asking: nil, isCounted: false, &scope).result
        }
        return await shrinker.smallest(failed, &scope)
    }

    private func run(
        _ step: Step,
        asking question: Question?,
        isLast: Bool = true,
        isCounted: Bool = true,
        _ scope: inout CaseScope
    ) async -> (result: StepResult, question: QuestionResult?) {
        if step.pause > 0 { try? await Task.sleep(nanoseconds: step.pause) }
        let sender: any Sender
        do {
            sender = try self.sender(step.connection)
        } catch {
            return (StepResult(name: step.name, error: "\(error)"), nil)
        }
        switch step.traffic {
        case .single:
            let runner = StepRunner(
                plan: plan,
                step: step,
                isLast: isLast,
                question: question,
                target: target,
                seed: seed,
                options: options,
                contract: contract,
                isCounted: isCounted,
                sender: sender
            )
            return await runner.run(&scope)
        case .burst(let burst):
            return await traffic(step, question, sender).run(.burst(burst), &scope)
        case .load(let load):
            return await traffic(step, question, sender).run(.load(load), &scope)
        case .capacity(let capacity):
            let runner = CapacityRunner(capacity: capacity, traffic: traffic(step, nil, sender))
            return (await runner.run(&scope), nil)
        }
    }

    private func traffic(_ step: Step, _ question: Question?, _ sender: any Sender) -> TrafficRunner {
        TrafficRunner(
            step: step,
            question: question,
            target: target,
            seed: seed,
            options: options,
            watch: watch
        )
    }

    private func judged(_ steps: [StepResult], _ question: QuestionResult?, startedAt: Int64, duration: UInt64)
        -> CaseResult
    {
        let error = steps.lazy.compactMap { step in
            step.error.map { step.name.isEmpty ? $0 : "\(step.name): \($0)" }
        }.first
        let verdict: Verdict
        if steps.contains(where: { !$0.findings.isEmpty }) {
            verdict = .failed
        } else if error != nil {
            verdict = .error
        } else if plan.question != nil {
            verdict = plan.question?.pinned == nil ? .answered : .passed
        } else {
            verdict = .passed
        }
        return result(
            verdict,
            reason: verdict == .error ? error ?? "" : "",
            startedAt: startedAt,
            duration: duration,
            steps: steps,
            question: question
        )
    }

    private func result(
        _ verdict: Verdict,
        reason: String,
        startedAt: Int64,
        duration: UInt64,
        steps: [StepResult],
        question: QuestionResult? = nil
    ) -> CaseResult {
        CaseResult(
            outline,
            verdict,
            reason: reason,
            startedAt: startedAt,
            duration: duration,
            steps: steps,
            question: question
        )
    }
}
