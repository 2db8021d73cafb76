import HTTP
import Results
import Scenarios
import Synchronization

/// In which order cases run that need others.
enum CaseOrder {
    /// The cases in groups that run one after the other: each behind those that it needs, the order of the file within a group.
    static func levels<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [[Job]] {
        var needs: [String: String] = [:]
        for job in jobs { needs[plan(job).scenario] = plan(job).needs?.name }
        var levels: [[Job]] = []
        for job in jobs {
            var depth = 0
            var next = plan(job).needs?.name
            // Circles are refused when the suite is read; what isn't run at all is no reason to wait.
            while let name = next, depth < jobs.count {
                depth += 1
                next = needs[name]
            }
            while levels.count <= depth { levels.append([]) }
            levels[depth].append(job)
        }
        return levels.filter { !$0.isEmpty }
    }
}

extension CaseOrder {
    /// The cases one by one, in the order of the file where that brings each behind what it needs.
    static func sequence<Job>(_ jobs: [Job], _ plan: (Job) -> Case) -> [Job] {
        var last: [String: Int] = [:]
        for (index, job) in jobs.enumerated() { last[plan(job).scenario] = index }
        let isInOrder = jobs.enumerated().allSatisfy { index, job in
            plan(job).needs.flatMap { last[$0.name] }.map { $0 < index } ?? true
        }
        return isInOrder ? jobs : Array(levels(jobs, plan).joined())
    }
}

/// Which scenarios the server has refused, for those that need them.
final class RefusedScenarios: Sendable {
    private let reasons = Mutex<[String: String]>([:])

    /// Notes what came of a case.
    func note(_ result: CaseResult) {
        guard let reason = Self.refusal(result) else { return }
        reasons.withLock { $0[result.scenario] = $0[result.scenario] ?? reason }
    }

    /// Why a case that needs this scenario isn't run; `nil` where it is.
    func reason(_ name: String) -> String? {
        reasons.withLock { $0[name] }.map { "not run, for it needs '\(name)', which wasn't accepted: \($0)" }
    }

    /// How the server refused what a case sent: with another status than the right ones, or without an answer. What else is wrong
    /// with an answer keeps nothing from being tried.
    private static func refusal(_ result: CaseResult) -> String? {
        switch result.verdict {
        case .passed, .answered, .skipped: return nil
        case .error: return result.reason
        case .failed, .waived:
            for step in result.steps {
                if let failure = step.failure { return "\(failure.category.rawValue): \(failure.detail)" }
                if let finding = step.findings.first(where: { $0.expectation == "status" }) {
                    return "expected \(finding.expected), found \(finding.found)"
                }
            }
            return nil
        }
    }
}
