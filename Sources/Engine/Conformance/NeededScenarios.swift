import HTTP
import JSON
import Results
import Scenarios
import Substitution
import Synchronization

/// What the server made of scenarios, for those that need them.
final class NeededScenarios: Sendable {
    private struct Standing {
        var plan: Case
        /// Why it wasn't accepted; `nil` where it was, or where its refusal was right.
        var refusal: String?
        /// What an answer to a case that needs it may show all the same; `nil` for nothing.
        var probe: Probe?
        /// What was merged into its request so that it was accepted.
        var smaller: JSONNode?
    }

    /// How a case is to be run.
    enum Decision {
        case asItIs
        /// With this plan in place of its own, and why.
        case smaller(Case, note: String)
        /// Not at all, or only to see whether the server breaks, and why.
        case not(String, Probe?)
    }

    /// What counts of the answers to what needs a request that the server didn't carry out.
    enum Probe {
        /// A server that breaks.
        case broken
        /// One that breaks otherwise than by this, which the needed request gets too.
        case brokenUnlike(BrokenAnswer)
    }

    /// The names of the scenarios that others need.
    private let names: Set<String>
    private let standings = Mutex<[String: Standing]>([:])

    init(of suite: SuitePlan) { names = Set(suite.cases.compactMap(\.needs?.name)) }

    /// Notes what came of `plan`; `smaller` is what made its request acceptable where that was refused. The first
    /// refusal stays.
    func note(_ result: CaseResult, of plan: Case, smaller: JSONNode? = nil) {
        guard result.verdict != .skipped, names.contains(plan.scenario) else { return }
        let refusal = Self.refusal(result)
        let standing = Standing(
            plan: plan,
            refusal: refusal?.reason,
            probe: refusal?.status.flatMap { status in
                if (400..<500).contains(status) { return Self.others.contains(status) ? nil : .broken }
                return result.steps.lazy.compactMap(BrokenAnswer.init).last.map { .brokenUnlike($0) }
            },
            smaller: smaller
        )
        standings.withLock { standings in
            if standings[plan.scenario].map({ $0.refusal == nil && $0.smaller == nil }) ?? true {
                standings[plan.scenario] = standing
            }
        }
    }

    /// How `plan` is to be run, by what came of the scenario that it needs.
    func decision(_ plan: Case) -> Decision {
        guard let need = plan.needs, let standing = standings.withLock({ $0[need.name] }) else { return .asItIs }
        if let known = standing.smaller {
            if let smaller = plan.made(smaller: known) {
                return .smaller(smaller, note: "sent smaller, as '\(need.name)' was accepted only so")
            }
            guard let refusal = standing.refusal else { return .asItIs }
            return .not(
                "it is about what '\(need.name)' was accepted only without, or can't do without: \(refusal)",
                standing.probe
            )
        }
        guard let refusal = standing.refusal else { return .asItIs }
        return .not("it needs '\(need.name)', which wasn't accepted: \(refusal)", standing.probe)
    }

    /// The scenario called `name` as it was accepted, with all that its request holds or only smaller; `nil` where it
    /// wasn't, or wasn't run.
    func accepted(_ name: String) -> Case? {
        guard let standing = standings.withLock({ $0[name] }) else { return nil }
        if let smaller = standing.smaller { return standing.plan.made(smaller: smaller) }
        return standing.refusal == nil ? standing.plan : nil
    }

    /// Refusals that whatever is sent would get, from one who asks who sends it, or for less of it: 401, 403, 407 and
    /// 429.
    private static let others: Set<Int> = [401, 403, 407, 429]

    /// How the server refused what a case sent, and the status where there was one: with another status than the right
    /// ones, or without an answer. What else is wrong with an answer keeps nothing from being tried.
    private static func refusal(_ result: CaseResult) -> (reason: String, status: Int?)? {
        switch result.verdict {
        case .passed, .answered, .skipped: return nil
        case .error: return (result.reason, nil)
        case .failed, .waived:
            for step in result.steps {
                if let failure = step.failure { return ("\(failure.category.rawValue): \(failure.detail)", nil) }
                if let finding = step.findings.first(where: { $0.expectation == "status" }) {
                    return ("expected \(finding.expected), found \(finding.found)", step.response?.status)
                }
            }
            return nil
        }
    }
}

extension Case {
    /// Whether it is one request that was made from a contract and that must be refused. Where the valid request is
    /// refused too, its refusal tells nothing; that the server breaks on it does.
    func mayShowABrokenServer(
        _ options: PlanOptions,
        _ files: FileStore,
        seed: UInt64,
        _ shared: SharedValues
    ) -> Bool {
        guard subject != nil, steps.count == 1, steps[0].traffic == .single else { return false }
        return acceptedStatuses(options, files, seed: seed, shared)?.allSatisfy { $0.lowerBound >= 400 } ?? false
    }

    /// The statuses that its first step accepts; `nil` where that isn't known before it is sent.
    func acceptedStatuses(
        _ options: PlanOptions,
        _ files: FileStore,
        seed: UInt64,
        _ shared: SharedValues = SharedValues()
    ) -> [ClosedRange<Int>]? {
        guard let step = steps.first,
            var scope = try? CaseScope(self, options: options, files: files, seed: seed, shared: shared)
        else { return nil }
        return try? step.expect.expectation(&scope.scope).acceptedStatuses
    }

    /// The case with a smaller request, its own or as the scenario that it needs was made smaller; `nil` where it can't
    /// be smaller.
    func made(smaller needed: JSONNode) -> Case? {
        let patch: JSONNode
        switch smaller {
        case nil: return nil
        case .patch(let own): patch = own
        case .asNeeded: patch = needed
        }
        var plan = self
        guard !plan.steps.isEmpty else { return nil }
        plan.steps[0] = plan.steps[0].merging(patch)
        return plan
    }
}

extension CaseResult {
    /// The same where nothing counts but a server that breaks, as `probe` has it, or shows what is inside it: whatever
    /// else came is not measured, for `reason`.
    func brokenServer(_ probe: NeededScenarios.Probe, else reason: String) -> CaseResult {
        guard [.passed, .failed].contains(verdict) else { return self }
        var result = self
        for index in result.steps.indices {
            let step = result.steps[index]
            if step.failure != nil || (step.response?.status ?? 0) >= 500, probe.isNew(step) { continue }
            result.steps[index].findings.removeAll { !$0.isLeak }
        }
        guard result.steps.allSatisfy(\.findings.isEmpty) else { return result }
        result.verdict = .error
        result.reason = reason
        result.smallest = nil
        if !result.steps.isEmpty {
            result.steps[0].notes.append("sent only to see whether the server breaks, \(probe.nothing)")
        }
        return result
    }
}

extension NeededScenarios.Probe {
    /// Whether an answer that broke shows something that isn't known.
    fileprivate func isNew(_ step: StepResult) -> Bool {
        switch self {
        case .broken: true
        case .brokenUnlike(let known): BrokenAnswer(step) != known
        }
    }

    /// How it is said that nothing new came.
    fileprivate var nothing: String {
        switch self {
        case .broken: "which it didn't"
        case .brokenUnlike: "which it did in no other way than there"
        }
    }
}

/// How a server broke, as far as its answer tells: two that are equal may have one cause.
struct BrokenAnswer: Equatable {
    private let status: Int
    /// The words of the content; what has a digit in it (times, addresses, numbers of lines and requests) is as good as
    /// any other.
    private let words: [String]

    /// `nil` for an answer that doesn't say that the server broke, and where none came: what a server before this one
    /// says of it, or it of being busy (502 to 504), would come to whatever is sent.
    init?(_ step: StepResult) {
        guard let response = step.response, response.status >= 500, !(502...504).contains(response.status) else {
            return nil
        }
        status = response.status
        words = response.content.text.split { !$0.isLetter && !$0.isNumber }.map { word in
            word.contains(where: \.isNumber) ? "#" : String(word)
        }
    }
}
