import HTTP
import JSON
import Results
import Scenarios

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
