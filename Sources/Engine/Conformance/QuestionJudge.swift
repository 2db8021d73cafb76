import Decoding
import Matching
import Results
import Scenarios

/// Finds the answer to a question.
struct QuestionJudge {
    let question: Question

    func judge(
        _ subject: Subject,
        now: Int64,
        _ scope: inout CaseScope
    ) throws(Problems.Found) -> (judgement: Judgement, result: QuestionResult) {
        var answers: [(text: String, when: Expectation)] = []
        for candidate in question.answers {
            answers.append((candidate.text, try candidate.when.expectation(&scope.scope)))
        }
        return answer(answers, observed: scope.redactor.redact(subject.summary)) { $0.judge(subject, now: now) }
    }

    /// The first of `answers` whose `when` holds. One that can't be judged may be it: then the question is not answered, and
    /// says so.
    func answer(
        _ answers: [(text: String, when: Expectation)],
        observed: String,
        _ judge: (Expectation) -> Judgement
    ) -> (judgement: Judgement, result: QuestionResult) {
        for (text, when) in answers {
            let judged = judge(when)
            switch judged.truth {
            case .passes: return answered(text, observed: observed)
            case .fails: continue
            case .undecided:
                var answered = answered(nil, observed: observed)
                answered.judgement = judged
                return answered
            }
        }
        return answered(nil, observed: observed)
    }

    private func answered(_ answer: String?, observed: String) -> (judgement: Judgement, result: QuestionResult) {
        var judgement = Judgement()
        if let pinned = question.pinned {
            judgement.count = 1
            if answer != pinned {
                judgement.findings = [
                    Finding(
                        "pinned",
                        expected: "the answer '\(pinned)'",
                        found: "\(answer.map { "'\($0)'" } ?? "none of the answers"): \(observed)"
                    )
                ]
            }
        }
        let result = QuestionResult(
            question: question.text,
            answer: answer,
            observed: observed,
            pinned: question.pinned,
            answers: question.answers.map(\.text)
        )
        return (judgement, result)
    }
}
