import HTTP
import Matching
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
        let nothing = Unmeasured.reason(load)
        var error = unmade
        if let nothing, nothing.isCertain || !judgement.passes || asked.map({ $0.answer == nil }) ?? false {
            error = error ?? nothing.text
            judgement.findings = []
        } else if judgement.findings.isEmpty, load.stop != nil || load.unmade + load.lacking > 0 || !acceptsDoubt {
            error = error ?? Self.doubt(load)
        }
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

    /// What `together` compares. The subjects are gone through only where it compares something: each is read anew.
    private func values(of subjects: some Sequence<Subject>, for together: SetExpectation) -> [[SetExpectation.Taken]] {
        together.readsValues ? subjects.map(together.values) : []
    }

    /// Why nothing can be said for certain; `nil` when something can.
    private static func doubt(_ load: LoadResult) -> String? {
        guard !load.doubtful.isEmpty || load.stop != nil || load.unmade + load.lacking > 0 else { return nil }
        let gaps = load.gaps
        return (gaps.isEmpty ? load.doubtful.map(\.summary) : gaps).joined(separator: "; ")
    }
}
