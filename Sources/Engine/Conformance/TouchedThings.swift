import Decoding
import HTTP
import JSON
import Results
import Scenarios
import Synchronization

/// What the cases of a suite have done to the things that paths name, for those that find one of them gone.
final class TouchedThings: Sendable {
    /// A request that was carried out and may have renamed or removed something.
    struct Change {
        let scenario: String
        let method: String
        let status: Int
    }

    private struct State {
        /// The last that was carried out, by the URL without its query.
        var changes: [String: Change] = [:]
        /// A case that read what a URL names.
        var readings: [String: Case] = [:]
        /// How many cases that may change something are under way, by the path as the plan has it.
        var open: [String: Int] = [:]
        var waiting: [(path: String, continuation: CheckedContinuation<Void, Never>)] = []

        func isQuiet(_ path: String) -> Bool { !TouchedThings.owners(path).contains { open[$0] != nil } }
    }

    private let state = Mutex(State())

    /// `plan` is about to be sent.
    func begin(_ plan: Case) {
        let paths = Self.changed(plan)
        if !paths.isEmpty { state.withLock { state in for path in paths { state.open[path, default: 0] += 1 } } }
    }

    /// This came of it.
    func end(_ plan: Case, _ result: CaseResult) {
        guard plan.subject != nil else { return }
        let ready = state.withLock { state in
            for step in result.steps { Self.note(plan, step, &state) }
            for path in Self.changed(plan) {
                let count = state.open[path, default: 1] - 1
                state.open[path] = count == 0 ? nil : count
            }
            let ready = state.waiting.filter { state.isQuiet($0.path) }
            state.waiting = state.waiting.filter { !state.isQuiet($0.path) }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    private static func note(_ plan: Case, _ step: StepResult, _ state: inout State) {
        guard let request = step.request, let status = step.response?.status, (200..<300).contains(status) else {
            return
        }
        let url = URLPath.of(request.url)
        switch MethodEffect(of: request.method) {
        case .reads: if request.method == "GET", plan.steps.count == 1 { state.readings[url] = plan }
        case .changes, .deletes:
            state.changes[url] = Change(scenario: plan.scenario, method: request.method, status: status)
        }
    }

    /// What may have renamed or removed the thing at `url`, which the plan writes as `path`: a change of itself, or of
    /// what it belongs to. Waits for changes that are under way.
    func change(of url: String, path: String) async -> Change? {
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                if state.isQuiet(path) { return true }
                state.waiting.append((path, continuation))
                return false
            }
            if isQuiet { continuation.resume() }
        }
        return state.withLock { state in
            for owner in Self.owners(url) {
                // A POST to what it belongs to makes another one beside it.
                guard let change = state.changes[owner], owner == url || change.method != "POST" else { continue }
                return change
            }
            return nil
        }
    }

    /// A case that has read what is at `url`.
    func reading(_ url: String) -> Case? { state.withLock { $0.readings[url] } }

    /// The path itself, and all that it lies below, the nearest first.
    private static func owners(_ path: String) -> [String] {
        var owners = [path]
        var rest = path[...]
        while let slash = rest.lastIndex(of: "/") {
            rest = rest[..<slash]
            if !rest.isEmpty { owners.append(String(rest)) }
        }
        return owners
    }

    /// The paths of a contract's case that it may change, as it writes them; what holds a reference it has made itself.
    private static func changed(_ plan: Case) -> [String] {
        guard plan.subject != nil else { return [] }
        return plan.steps.compactMap { step in
            MethodEffect(of: step.request["method"]?.string ?? "GET") == .reads ? nil : step.literalPath
        }
    }
}

extension Step {
    /// The path without its query, as the plan writes it; `nil` where it holds a reference.
    var literalPath: String? {
        guard let path = request["path"]?.string, !path.replacing("$${", with: "").contains("${") else { return nil }
        return URLPath.of(path)
    }
}

/// A URL or path without what comes behind its path.
enum URLPath {
    static func of(_ url: String) -> String { String(url.prefix { $0 != "?" && $0 != "#" }) }
}

/// A refusal that an earlier case explains.
extension Runner {
    /// `result`, not measured where what its path names was there, was changed by another case, and is gone: a rename
    /// or removal that was carried out as the contract allows it is no fault of the target's.
    ///
    /// That it is gone is asked, by a request that was accepted before: what is still there and isn't found is a
    /// failure.
    func excused(_ result: CaseResult, of job: Job, _ setting: Setting) async -> CaseResult {
        let isWronglyLost = { (step: StepResult) in Self.isLost(step) && step.findings.contains(where: Self.isOfStatus)
        }
        guard result.verdict == .failed, job.plan.subject?.operation.contains("{") ?? false, job.plan.steps.count == 1,
            let index = result.steps.lastIndex(where: isWronglyLost),
            let url = result.steps[index].request.map({ URLPath.of($0.url) }), let path = job.plan.steps[0].literalPath,
            let change = await setting.touched.change(of: url, path: path),
            let known = job.plan.needs.map({ setting.needed.accepted($0.name) }) ?? setting.touched.reading(url),
            known.steps.count == 1, known.steps[0].literalPath == path, await isGone(known, job, setting)
        else { return result }
        let reason =
            "what its path names is there no more: \(change.method) of it, or of what it belongs to, was carried out "
            + "(\(change.status)) by '\(change.scenario)', and '\(known.scenario)', accepted before, finds nothing now"
        var excused = result
        excused.steps[index].findings.removeAll(where: Self.isOfStatus)
        excused.steps[index].notes.append(reason)
        // What else is wrong with an answer is wrong in any case.
        guard excused.steps.allSatisfy(\.findings.isEmpty) else { return excused }
        excused.verdict = .error
        excused.reason = reason
        excused.smallest = nil
        return excused
    }

    private static func isLost(_ step: StepResult) -> Bool { [404, 410].contains(step.response?.status) }

    private static func isOfStatus(_ finding: Finding) -> Bool { finding.expectation == "status" }

    /// Whether a case that was accepted before finds nothing now. It is sent beside the run: neither counted nor
    /// reported.
    private func isGone(_ plan: Case, _ job: Job, _ setting: Setting) async -> Bool {
        var (plan, setting) = (plan, setting)
        plan.smaller = nil
        plan.isGenerated = false
        setting.contract = nil
        return await caseRunner(job.with(plan), setting).run().steps.last.map(Self.isLost) ?? false
    }
}
