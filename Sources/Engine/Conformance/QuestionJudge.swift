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
        var answer: String?
        for candidate in question.answers {
            let when = try candidate.when.expectation(&scope.scope)
            if when.judge(subject, now: now).holds {
                answer = candidate.text
                break
            }
        }
        return answered(answer, observed: scope.redactor.redact(subject.summary))
    }

    func answered(_ answer: String?, observed: String) -> (judgement: Judgement, result: QuestionResult) {
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
