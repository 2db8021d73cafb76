import Decoding
import Diagnostics
import HTTP
import JSON
package import Results
package import Scenarios

/// The request by which the way to an endpoint is looked at before a run: one that has to succeed, where the suite has
/// one.
extension Runner {
    /// The tag of the scenario that is sent, in place of the first that only reads.
    package static let preflightTag = "preflight"

    /// What came of the request, and whether it is one that has to succeed; `nil` for a suite without any request.
    ///
    /// What is tagged is sent as in a run, with all that is set up for it and cleaned up after it, the suite's own too.
    /// Without such a scenario, and without one that needs nothing, only reads and expects success, the target's root
    /// is asked for: its answer tells nothing of credentials.
    package func preflight(
        _ suite: SuitePlan,
        target: SuiteTarget
    ) async -> (result: CaseResult, isKnownGood: Bool)? {
        if let tagged = suite.cases.first(where: Self.isTagged) {
            return (await framed(tagged, suite, target), true)
        }
        let reading = suite.frame.setup == nil ? suite.cases.first(where: onlyReads) : nil
        guard let plan = reading ?? Self.root(of: suite) else { return nil }
        return (await preflightRunner(plan, suite, target).run(), reading != nil)
    }

    /// What came of a case between the suite's setup and cleanup; where the setup fails, what came of that.
    private func framed(_ plan: Case, _ suite: SuitePlan, _ target: SuiteTarget) async -> CaseResult {
        var shared = SharedValues(suite.frame)
        var obstacle: CaseResult?
        if let setup = suite.frame.setup {
            let outcome = await preflightRunner(setup, suite, target).outcome()
            shared = outcome.scope?.shared(suite.frame) ?? shared
            if outcome.result.verdict != .passed { obstacle = outcome.result }
        }
        let result: CaseResult
        if let obstacle { result = obstacle } else { result = await preflightRunner(plan, suite, target, shared).run() }
        if let cleanup = suite.frame.cleanup {
            _ = await preflightRunner(cleanup, suite, target, shared).outcome()
        }
        return result
    }

    private func preflightRunner(
        _ plan: Case,
        _ suite: SuitePlan,
        _ target: SuiteTarget,
        _ shared: SharedValues? = nil
    ) -> CaseRunner {
        let seed = Seeds.derive(options.seed, "preflight\u{0}\(suite.name)\u{0}\(plan.name)")
        return CaseRunner(
            self,
            Job(index: 0, role: .scenario, outline: CaseOutline(plan), plan: plan, seed: seed),
            target: target.url,
            watch: LoadWatch(suite: suite.name, name: plan.name, metrics: nil) { _ in },
            shared: shared ?? SharedValues(suite.frame)
        )
    }

    private static func isTagged(_ plan: Case) -> Bool {
        plan.tags.contains(preflightTag) && plan.skip == nil && plan.steps.allSatisfy { $0.traffic == .single }
    }

    /// Whether a case is one request that changes nothing, and expects success of it.
    private func onlyReads(_ plan: Case) -> Bool {
        guard plan.skip == nil, plan.question == nil, !plan.isGenerated, plan.setup.isEmpty, plan.steps.count == 1,
            plan.steps[0].traffic == .single, plan.steps[0].eventually == nil, plan.steps[0].control == nil
        else { return false }
        let method = plan.steps[0].request["method"]?.string ?? "GET"
        guard ["GET", "HEAD"].contains(method),
            let statuses = plan.acceptedStatuses(options.plan, files, seed: options.seed)
        else { return false }
        return statuses.allSatisfy { $0.lowerBound >= 200 && $0.upperBound < 300 }
    }

    /// A request for the target's root over the connection of the suite's first case.
    private static func root(of suite: SuitePlan) -> Case? {
        guard var plan = suite.cases.first(where: { $0.skip == nil }), var step = plan.steps.first,
            let request = SourceReader.parse(SourceFile(path: suite.file.path, text: #"{ "path": "/" }"#), Problems())
        else { return nil }
        step.request = request
        step.traffic = .single
        step.variants = []
        step.data = nil
        step.captures = []
        step.retry = nil
        step.eventually = nil
        step.pause = 0
        plan.steps = [step]
        plan.question = nil
        plan.reductions = { [] }
        plan.isGenerated = false
        return plan
    }
}
