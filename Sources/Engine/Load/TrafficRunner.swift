import Decoding
import Diagnostics
import HTTP
import JSON
import LoadEngine
import Measurement
import Results
import Scenarios

/// Runs a burst or a load and judges its figures.
///
/// Every latency is taken from the intended start, so that a stalled server can't hide the requests that waited for it.
struct TrafficRunner {
    let step: Step
    let question: Question?
    let target: String
    /// The case's own; each request's randomness is derived from it.
    let seed: UInt64
    let options: RunOptions
    let watch: LoadWatch

    typealias Outcome = (result: StepResult, question: QuestionResult?)

    /// What is sent.
    enum Traffic {
        case burst(Burst)
        case load(Load)

        var kind: LoadResult.Kind { if case .burst = self { .burst } else { .load } }

        /// Why it may not go to `url` over `connection`; `nil` when it may.
        func refusal(_ url: String, over connection: ConnectionSettings, _ ledger: TrafficLedger?) -> String? {
            if case .burst(let burst) = self, burst.requests <= TrafficLedger.largestBurst { return nil }
            guard let host = ledger?.hosts.refused(url, over: connection).first else { return nil }
            return "this would put load on \(host), which nobody has allowed: \(LoadHosts.help(host))"
        }

        var description: String {
            switch self {
            case .burst(let burst): burst.description
            case .load(let load): load.description
            }
        }
    }

    /// What responses are held against, alone and together.
    struct Expectations {
        /// Of the steps of all variants, in their order; `nil` where one depends on what its flow has captured.
        var requests: [Scenarios.Expectation?]
        /// Of all together.
        var together: SetExpectation
        /// The answers of a question.
        var answers: [(text: String, when: Scenarios.Expectation)]?

        /// Whether single responses are needed once all have come.
        var needsSubjects: Bool {
            together.readsValues || answers != nil || requests.contains { $0?.together.readsValues ?? false }
        }
    }

    func run(_ traffic: Traffic, _ scope: inout CaseScope) async -> Outcome {
        do throws(Problems.Found) {
            let expectations = try expectations(&scope)
            let problem = FirstProblem()
            let (runner, prepared) = try await prepare(traffic, expectations, scope, problem)
            return await send(traffic, by: runner, prepared, expectations, scope, problem)
        } catch {
            let reason = error.diagnostics.map(\.message).joined(separator: "; ")
            return (StepResult(name: step.name, error: scope.redactor.redact(reason)), nil)
        }
    }

    func expectations(_ scope: inout CaseScope) throws(Problems.Found) -> Expectations {
        let own = try step.expect.expectation(&scope.scope)
        var requests: [Scenarios.Expectation?] = []
        for step in step.variants.flatMap(\.steps) {
            requests.append(step.expectsCaptured ? nil : try step.expect.expectation(&scope.scope))
        }
        let answers = try question?.answers.map { answer throws(Problems.Found) in
            (answer.text, try answer.when.expectation(&scope.scope))
        }
        return Expectations(requests: requests, together: own.together, answers: answers)
    }

    func judge(_ expectations: Expectations, _ scope: CaseScope) -> TrafficJudge {
        TrafficJudge(
            step: step,
            question: question,
            expectations: expectations,
            scope: scope,
            acceptsDoubt: options.load.acceptsDoubt
        )
    }
}
