import HTTP
import Matching
import Measurement
import Results
import Scenarios
import Substitution

/// Judges the figures of a burst or load.
struct TrafficJudge {
    let step: Step
    let question: Question?
    let expectations: TrafficRunner.Expectations
    let scope: CaseScope
    /// Whether what can't be told for certain passes.
    let acceptsDoubt: Bool

    /// - Parameters:
    ///   - subjects: The complete responses, where single ones are needed.
    ///   - first: A request that stands for all, and what came back.
    ///   - unmade: Why requests couldn't be made; `nil` when all could.
    func outcome(
        _ figures: LoadResult,
        _ subjects: some Sequence<Subject>,
        first: TrafficEvidence?,
        unmade: String?
    ) -> TrafficRunner.Outcome {
        var load = figures
        let together = expectations.together
        var judgement = together.judge(load, values: values(of: subjects, for: together))
        for (own, times) in zip(step.variants.flatMap(\.steps), load.requests) {
            judgement.add(own.judge(times.times, of: load))
        }
        var asked: QuestionResult?
        if let question {
            let now = scope.scope.clock()
            let answers = expectations.answers ?? []
            let answered = QuestionJudge(question: question).answer(answers, observed: load.tally) { when in
                var judgement = when.together.judge(load, values: values(of: subjects, for: when.together))
                for subject in subjects {
                    guard judgement.truth != .fails else { break }
                    judgement.add(when.judge(subject, now: now))
                }
                return judgement
            }
            judgement = answered.judgement
            asked = answered.result
        }
        load.objectives = together.objectives
        load.doubtful = judgement.doubtful.map(scope.redactor.redact)
        let wantsFailures =
            together.wantsFailures || (expectations.answers ?? []).contains { $0.when.together.wantsFailures }
        let error = Self.settle(
            load,
            &judgement,
            wantsFailures: wantsFailures,
            isUnanswered: asked.map { $0.answer == nil } ?? false,
            unmade: unmade,
            acceptsDoubt: acceptsDoubt
        )
        let result = StepResult(
            name: step.name,
            request: first?.request,
            response: first?.response,
            findings: judgement.findings.map(scope.redactor.redact),
            error: error.map(scope.redactor.redact),
            load: load,
            expectations: judgement.count
        )
        return (result, asked)
    }

    /// Why nothing is said, or nothing for certain; `nil` when `judgement` says all. What was never measured breaks
    /// nothing, and is only accepted where failures of a kind are asked for.
    static func settle(
        _ load: LoadResult,
        _ judgement: inout Judgement,
        wantsFailures: Bool,
        isUnanswered: Bool = false,
        unmade: String?,
        acceptsDoubt: Bool
    ) -> String? {
        let nothing = Unmeasured.reason(load)
        let isWanted = wantsFailures || !load.expectedFailures.isEmpty
        if let nothing, nothing.isCertain || !isWanted || !judgement.passes || isUnanswered {
            judgement.findings = []
            return unmade ?? nothing.text
        }
        if judgement.findings.isEmpty, let unsent = Unmeasured.unsent(load) { return unmade ?? unsent }
        guard judgement.findings.isEmpty, isPart(load) || !acceptsDoubt else { return unmade }
        return unmade ?? doubt(load)
    }

    /// What `together` compares. The subjects are gone through only where it compares something: each is read anew.
    private func values(of subjects: some Sequence<Subject>, for together: SetExpectation) -> [[SetExpectation.Taken]] {
        together.readsValues ? subjects.map(together.values) : []
    }

    /// Whether of some of its requests nothing is known, for whatever reason but lateness.
    private static func isPart(_ load: LoadResult) -> Bool {
        load.stop != nil || load.unmade + load.lacking > 0 || !(load.sharding?.missing.isEmpty ?? true)
    }

    /// Why nothing can be said for certain; `nil` when something can.
    private static func doubt(_ load: LoadResult) -> String? {
        guard !load.doubtful.isEmpty || isPart(load) else { return nil }
        let gaps = load.gaps
        return (gaps.isEmpty ? load.doubtful.map(\.summary) : gaps).joined(separator: "; ")
    }
}

/// One request of a burst or load, and what came back, that stand for all.
struct TrafficEvidence: Sendable {
    var request: RecordedRequest
    var response: RecordedResponse?
}

/// Tells failures that say nothing of the endpoint's contract from those that do.
enum Unmeasured {
    /// Whether the endpoint was never reached: no name, no connection, no trust, no permission to go on. Everything
    /// that happens on an open connection is the endpoint's own doing.
    static func isOne(_ failure: ExchangeFailure, _ exchange: Exchange) -> Bool {
        if failure.category == .timeout {
            return exchange.timings.connect == nil && exchange.newConnection == false && exchange.peer == nil
        }
        return saysNothing(failure.category)
    }

    /// Whether a failure of this category, by itself, says nothing of the endpoint's contract.
    private static func saysNothing(_ category: FailureCategory) -> Bool {
        switch category {
        case .dns, .refused, .tls, .proxy, .cancelled, .request, .local: true
        case .timeout, .reset, .malformed, .tooLarge, .other: false
        }
    }

    /// Why a burst or load has measured nothing; `nil` when it has.
    ///
    /// `isCertain`: nothing was even tried to its end, and so no expectation can be met by it. Otherwise the endpoint
    /// was never reached, which a scenario may expect.
    static func reason(_ load: LoadResult) -> (text: String, isCertain: Bool)? {
        let measured = load.failures.filter { !saysNothing($0.key) }.values.reduce(0, +) - load.unopened
        guard load.completed == 0, measured <= 0 else { return nil }
        guard load.offered > 0 else { return (nothingOffered(load), true) }
        let tried = load.failures.filter { $0.key != .cancelled && $0.key != .request && $0.key != .local }.values
            .reduce(0, +)
        let gaps = load.gaps
        guard tried > load.unopened else {
            let words = gaps.isEmpty ? ["nothing was answered"] : gaps
            return (words.joined(separator: "; ") + kind(load), true)
        }
        return (load.examples.first?.kind ?? "nothing was answered", load.stop != nil)
    }

    /// Which requests of a mix or flow were never sent, where nothing failed that could be the reason: what is expected
    /// of them was held against nothing. `nil` when all were, and for one shard of several, whose others may have sent
    /// them.
    static func unsent(_ load: LoadResult) -> String? {
        guard load.failures.isEmpty, load.requests.count > 1, load.sharding?.missing.isEmpty ?? true else {
            return nil
        }
        let names = load.requests.filter { $0.responseTime.count == 0 }.map { "'\($0.name)'" }
        guard !names.isEmpty else { return nil }
        return
            "\(names.joined(separator: ", ")) \(names.count == 1 ? "was" : "were") never sent in \(load.offered) starts"
    }

    private static func nothingOffered(_ load: LoadResult) -> String {
        if !load.gaps.isEmpty { return load.gaps.joined(separator: "; ") }
        if load.warmUp > 0 { return "nothing was measured: all \(load.warmUp) requests were sent in the warm-up" }
        return "nothing was measured: no request was due in that time"
    }

    private static func kind(_ load: LoadResult) -> String {
        load.examples.first.map { ": \($0.kind)" } ?? ""
    }
}
