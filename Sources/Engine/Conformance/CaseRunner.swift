import Decoding
import Diagnostics
import HTTP
import JSON
import Quantities
import Results
import Scenarios
import Substitution
import Synchronization

/// Runs one case: its steps in order, until one fails.
final class CaseRunner: Sendable {
    /// What the run sends with.
    let runner: Runner
    private let job: Runner.Job
    let target: String
    let contract: ContractWatch?
    let watch: LoadWatch
    /// What the suite's setup left.
    let shared: SharedValues
    /// When a load is to begin, by the monotonic clock; `nil` for as soon as it is ready.
    let startsAt: UInt64?
    /// Where the requests come that the target sends of its own accord, while the case runs.
    private let inbox = Mutex<Inbox?>(nil)

    init(
        _ runner: Runner,
        _ job: Runner.Job,
        target: String,
        contract: ContractWatch? = nil,
        watch: LoadWatch,
        shared: SharedValues,
        startsAt: UInt64? = nil
    ) {
        self.runner = runner
        self.job = job
        self.target = target
        self.contract = contract
        self.watch = watch
        self.shared = shared
        self.startsAt = startsAt
    }

    var plan: Case { job.plan }
    var seed: UInt64 { job.seed }
    var options: RunOptions { runner.options }

    func skipped(_ reason: String) -> CaseResult {
        result(.skipped, reason: reason, startedAt: WallClock.milliseconds(), duration: 0, steps: [])
    }

    func unmeasured(_ reason: String) -> CaseResult {
        result(.error, reason: reason, startedAt: WallClock.milliseconds(), duration: 0, steps: [])
    }

    /// What came of the case, and what it knew in the end.
    struct Outcome {
        var result: CaseResult
        /// `nil` when its variables couldn't be computed.
        var scope: CaseScope?
        /// What its cleanup couldn't do.
        var leftovers: [String] = []
        /// What made its request acceptable, which was refused with all that it holds; `nil` where nothing did, or
        /// nothing had to.
        var smaller: JSONNode?
    }

    /// What has come of a case so far.
    struct Record {
        var steps: [StepResult] = []
        var question: QuestionResult?
        var smallest: SmallestFailure?
        var leftovers: [String] = []
        /// Whether every step of the case's own was left out.
        var isLeftOut = false
        var smaller: JSONNode?
    }

    func run() async -> CaseResult { await outcome().result }

    func outcome() async -> Outcome {
        guard plan.receives, let receiver = options.receiver else { return await performed() }
        let own = receiver.open()
        inbox.withLock { $0 = own }
        let outcome = await performed()
        receiver.close(own)
        return outcome
    }

    private func performed() async -> Outcome {
        let startedAt = WallClock.milliseconds()
        let start = MonotonicClock.now()
        do throws(Problems.Found) {
            var scope = try CaseScope(
                plan,
                options: options.plan,
                files: runner.files,
                seed: seed,
                shared: shared,
                receiver: inbox.withLock { $0?.url }
            )
            var record = Record()
            if await setUp(&scope, &record) { await send(&scope, &record) }
            await cleanUp(scope, &record)
            for step in plan.allSteps { (try? runner.sender(step.connection))?.endSession(seed) }
            let duration = MonotonicClock.now() - start
            var result = judged(record, startedAt: startedAt, duration: duration)
            result.smallest = record.smallest
            return Outcome(
                result: result,
                scope: scope,
                leftovers: record.leftovers,
                smaller: record.smaller
            )
        } catch {
            let reason = error.reason
            let duration = MonotonicClock.now() - start
            return Outcome(
                result: result(.error, reason: reason, startedAt: startedAt, duration: duration, steps: [])
            )
        }
    }

    var madeUp: MadeUpCredentials { MadeUpCredentials(plan, options.plan.environment) }

    /// Sends the case's own steps, until one fails.
    private func send(_ scope: inout CaseScope, _ record: inout Record) async {
        var flow = Flow()
        var question: QuestionResult?
        for (index, step) in plan.steps.enumerated() {
            let isLast = index == plan.steps.count - 1
            let goesOn = await flow.perform(step, &scope) { step, scope in
                let outcome = await self.run(step, asking: isLast ? plan.question : nil, isLast: isLast, &scope)
                question = outcome.question
                return outcome.result
            }
            guard goesOn else { break }
        }
        record.question = question
        let results = madeUp.excusing(flow.results)
        record.steps += results
        record.isLeftOut = !results.isEmpty && results.allSatisfy(\.isLeftOut)
        record.smallest = await smallest(results, &scope)
        record.smaller = await trySmaller(&record, &scope)
    }

    /// The smallest request that fails like the case, where the case says how to make it smaller.
    private func smallest(_ steps: [StepResult], _ scope: inout CaseScope) async -> SmallestFailure? {
        guard plan.isGenerated, let failed = steps.last, !failed.findings.isEmpty else { return nil }
        let shrinker = Shrinker(plan: plan) { step, scope in
            await self.run(step, asking: nil, isCounted: false, &scope).result
        }
        return await shrinker.smallest(failed, &scope)
    }

    /// - Parameter isHeld: Whether the exchange is held against the suite's contract.
    func run(
        _ step: Step,
        asking question: Question?,
        isLast: Bool = true,
        isCounted: Bool = true,
        isHeld: Bool = true,
        _ scope: inout CaseScope
    ) async -> (result: StepResult, question: QuestionResult?) {
        if step.pause > 0 { try? await Task.sleep(nanoseconds: step.pause) }
        let sender: any Sender
        do {
            sender = try runner.sender(step.connection)
        } catch {
            return (StepResult(name: step.name, error: "\(error)"), nil)
        }
        var renewals: [Task<Void, Never>] = []
        do throws(TokenKeeper.Failure) {
            renewals = try await tokens(of: step, sender, &scope)
        } catch {
            return (StepResult(name: step.name, error: error.reason), nil)
        }
        defer { for renewal in renewals { renewal.cancel() } }
        let learnt = await learnChallenges(of: step, sender, scope)
        var outcome: (result: StepResult, question: QuestionResult?)
        switch step.traffic {
        case .single:
            let runner = StepRunner(
                owner: self,
                step: step,
                isLast: isLast,
                question: question,
                contract: isHeld ? contract : nil,
                isCounted: isCounted,
                sender: sender
            )
            return await single(runner, &scope)
        case .burst(let burst): outcome = await traffic(step, question).run(.burst(burst), &scope)
        case .load(let load): outcome = await traffic(step, question).run(.load(load), &scope)
        case .capacity(let capacity):
            let runner = CapacityRunner(capacity: capacity, traffic: traffic(step, nil))
            outcome = (await runner.run(&scope), nil)
        }
        outcome.result.notes += learnt
        return outcome
    }

    /// Sends a single request, and waits for what the target is to send thereupon.
    private func single(_ runner: StepRunner, _ scope: inout CaseScope) async -> (
        result: StepResult, question: QuestionResult?
    ) {
        guard let reception = runner.step.reception else { return await runner.run(&scope) }
        guard let receiver = options.receiver, let inbox = inbox.withLock({ $0 }) else {
            let error = "only muster run listens for what 'receive' waits for"
            return (StepResult(name: runner.step.name, error: error), nil)
        }
        return await ReceptionRunner(
            reception: reception,
            connection: runner.step.connection,
            receiver: receiver,
            inbox: inbox,
            plan: plan,
            contract: contract
        ).run(runner, &scope)
    }

    private func traffic(_ step: Step, _ question: Question?) -> TrafficRunner {
        TrafficRunner(
            step: step,
            question: question,
            target: target,
            seed: seed,
            options: options,
            watch: watch,
            digests: runner.digests,
            startsAt: startsAt
        )
    }

    private func judged(_ record: Record, startedAt: Int64, duration: UInt64) -> CaseResult {
        let steps = record.steps
        let error = steps.lazy.compactMap { step in
            step.error.map { step.name.isEmpty ? $0 : "\(step.name): \($0)" }
        }.first
        let verdict: Verdict
        if steps.contains(where: { !$0.findings.isEmpty }) {
            verdict = .failed
        } else if error != nil {
            verdict = .error
        } else if record.isLeftOut {
            // What was never asked has neither passed nor an answer.
            verdict = .skipped
        } else if plan.question != nil {
            verdict = plan.question?.pinned == nil ? .answered : .passed
        } else {
            verdict = .passed
        }
        return result(
            verdict,
            reason: verdict == .error ? error ?? "" : verdict == .skipped ? "none of its steps was sent" : "",
            startedAt: startedAt,
            duration: duration,
            steps: steps,
            question: record.question
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
            job.outline,
            verdict,
            reason: reason,
            startedAt: startedAt,
            duration: duration,
            steps: steps,
            question: question
        )
    }
}

/// Makes the request of a failed case smaller while it still fails in the same way.
///
/// The case brings patches of which the same is expected, for one aspect after the other, the smallest first. Of each
/// aspect the first that still fails is kept, so that the result is the smallest that these patches can tell.
struct Shrinker: Sendable {
    /// No more requests than this are sent for one case.
    static let mostRequests = 32

    let plan: Case
    /// Sends a step as the case itself was sent.
    let send: @Sendable (Step, inout CaseScope) async -> StepResult

    /// The smallest failure; nil when nothing smaller fails.
    func smallest(_ failed: StepResult, _ scope: inout CaseScope) async -> SmallestFailure? {
        // What never answers would take the timeout again and again.
        guard plan.steps.count == 1, failed.failure?.category != .timeout else { return nil }
        var step = plan.steps[0]
        var smallest: StepResult?
        var requests = 0
        for aspect in plan.reductions() {
            for patch in aspect {
                guard requests < Self.mostRequests, !Task.isCancelled else { break }
                let candidate = step.merging(patch)
                requests += 1
                let result = await send(candidate, &scope)
                guard Self.failsAlike(result, failed) else { continue }
                step = candidate
                smallest = result
                break
            }
        }
        guard let smallest, let request = smallest.request else { return nil }
        return SmallestFailure(request: request, response: smallest.response, requests: requests)
    }

    /// Whether the same expectations are broken, with the same status.
    private static func failsAlike(_ one: StepResult, _ other: StepResult) -> Bool {
        one.error == nil && one.response?.status == other.response?.status
            && one.failure?.category == other.failure?.category
            && Set(one.findings.map(\.expectation)) == Set(other.findings.map(\.expectation))
    }
}
