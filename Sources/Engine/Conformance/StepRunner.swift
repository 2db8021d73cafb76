import Decoding
import Diagnostics
import HTTP
import JSON
import Matching
import Measurement
import Results
import Scenarios
import Substitution

/// Sends one step's request, again where the step asks for it, and judges what comes.
struct StepRunner {
    let owner: CaseRunner
    let step: Step
    /// Whether it is the last of the case's steps.
    let isLast: Bool
    let question: Question?
    /// What holds the exchange against the suite's contract; `nil` where nothing does.
    let contract: ContractWatch?
    /// Whether the exchange counts as coverage: what only searches for a smaller failure doesn't.
    let isCounted: Bool
    let sender: any Sender

    private var plan: Case { owner.plan }

    /// One attempt and what was made of it.
    private final class Attempt {
        let prepared: PreparedRequest
        let exchange: Exchange
        let subject: Subject
        var judgement: Judgement
        var question: QuestionResult?
        /// What the exchange breaks of the suite's contract, and how many checks were made.
        var contract: (findings: [Finding], count: Int) = ([], 0)
        /// How the answer breaks the standard, the server's proof of who it is among it: what fails the case, and what
        /// is only said.
        var deviations: [Finding] = []
        var remarks: [String] = []
        /// Whether it had less time than a request has, and no answer came in it.
        var isCutOff = false

        init(_ prepared: PreparedRequest, _ exchange: Exchange, _ subject: Subject, _ judgement: Judgement) {
            self.prepared = prepared
            self.exchange = exchange
            self.subject = subject
            self.judgement = judgement
        }
    }

    func run(_ scope: inout CaseScope) async -> (result: StepResult, question: QuestionResult?) {
        let deadline = step.eventually.map { MonotonicClock.now().addingSaturated($0.within) }
        var attempts = 0
        var last: Attempt?
        do throws(Problems.Found) {
            while true {
                attempts += 1
                let attempt = try await attempt(&scope, until: deadline)
                // What was cut off by the deadline says less than the answer before it.
                let judged = attempt.isCutOff ? last ?? attempt : attempt
                guard let pause = pause(after: attempt, attempts, until: deadline) else {
                    return (result(judged, attempts, &scope), judged.question)
                }
                guard (try? await Task.sleep(nanoseconds: pause)) != nil else {
                    var stopped = result(judged, attempts, &scope)
                    stopped.findings = []
                    stopped.error = "the run was stopped before it was sent again"
                    return (stopped, judged.question)
                }
                last = judged
            }
        } catch {
            let reason = error.reason
            return (StepResult(name: step.name, attempts: attempts, error: scope.redactor.redact(reason)), nil)
        }
    }

    /// Sends once, and waits for the answer no longer than until `deadline`.
    private func attempt(_ scope: inout CaseScope, until deadline: UInt64?) async throws(Problems.Found) -> Attempt {
        var prepared = try scope.request(step, target: owner.target)
        let whole = timeout(prepared)
        // 1 ns is no time, and 0 would be no limit.
        let timeout = min(whole, deadline.map { max(1, $0 - min(MonotonicClock.now(), $0)) } ?? whole)
        // The cookies of a case go by its seed.
        let session = step.connection.keepsCookies ? owner.seed : nil
        var way = SendOptions(timeout: timeout, session: session)
        way.holdsSecret = scope.redactor.holdsSecret
        way.mostEvents = prepared.mostEvents
        let answered = await owner.runner.digests.send(prepared, way, by: sender)
        prepared.request = answered.request
        var exchange = answered.exchange
        exchange.url = exchange.transmissions.last?.request.url ?? prepared.request.url
        let now = scope.scope.clock()
        let response = try? exchange.outcome.get()
        if isCounted { contract?.note(prepared.request, response, of: plan, isLast: isLast) }
        let expectation = try step.expect.expectation(&scope.scope)
        let readsJSON = step.captures.contains(where: \.readsJSON)
        let attempt: Attempt
        if let question {
            let subject = Subject(exchange, parsing: true)
            let asked = try QuestionJudge(question: question).judge(subject, now: now, &scope)
            attempt = Attempt(prepared, exchange, subject, asked.judgement)
            attempt.question = asked.result
        } else {
            let subject = expectation.subject(exchange, parsing: readsJSON)
            let judgement = expectation.judge(subject, now: now)
            attempt = Attempt(prepared, exchange, subject, judgement)
        }
        if let response {
            let read = attempt.subject.remark
            let found = response.deviations
            // A question is answered by what came, however it came. What came before the request is a note of the
            // exchange anyway.
            if question == nil {
                attempt.deviations = step.protocolRules.findings(found.union(answered.exchange.deviations))
            }
            attempt.remarks = answered.notes.map(scope.redactor.redact)
            if let finding = answered.finding {
                if question == nil {
                    attempt.deviations.append(finding)
                } else {
                    attempt.remarks.append(finding.summary)
                }
            }
            if let read { attempt.remarks.append(read) }
            attempt.remarks += step.protocolRules.remarks(Dictionary(uniqueKeysWithValues: found.map { ($0, 1) }))
        }
        if case .failure(let failure) = exchange.outcome, failure.category == .timeout, timeout < whole {
            attempt.isCutOff = true
            // Not even a time-out that is expected: the request hadn't its time.
            if attempt.judgement.passes {
                attempt.judgement.findings = [
                    Finding(
                        "response",
                        expected: "it to hold in time",
                        found: "no complete response in what was left of it"
                    )
                ]
            }
        }
        if let contract, let response {
            attempt.contract = contract.judge(prepared.request, response, of: plan, expectation, isCounted: isCounted)
        }
        return attempt
    }

    /// How long to wait before sending again; `nil` when this attempt was the last.
    private func pause(after attempt: Attempt, _ attempts: Int, until deadline: UInt64?) -> UInt64? {
        if let eventually = step.eventually, let deadline {
            let every = max(eventually.every, shortestPoll(attempt.prepared.request.url))
            let next = MonotonicClock.now().addingSaturated(every)
            return !attempt.judgement.passes && next < deadline ? every : nil
        }
        guard let retry = step.retry, attempts <= retry.times, retry.condition.holds(attempt.exchange.outcome) else {
            return nil
        }
        let asked = attempt.subject.response?.headers["Retry-After"].flatMap { UInt64($0) } ?? 0
        return max(retry.delay, min(asked.multipliedSaturated(by: 1_000_000_000), timeout(attempt.prepared)))
    }

    /// How much time must be between two polls, in nanoseconds: a host that nobody has allowed to load isn't polled
    /// without rest.
    private func shortestPoll(_ url: String) -> UInt64 {
        guard let hosts = owner.options.load.ledger?.hosts else { return 0 }
        return hosts.refused(url, over: step.connection).isEmpty ? 0 : TrafficLedger.shortestPoll
    }

    /// From the start to the last byte, in nanoseconds.
    private func timeout(_ prepared: PreparedRequest) -> UInt64 {
        owner.options.timeout ?? prepared.timeout ?? RunOptions.defaultTimeout
    }

    private func result(_ attempt: Attempt, _ attempts: Int, _ scope: inout CaseScope) -> StepResult {
        scope.hideSecrets(of: step.captures, in: attempt.subject)
        // An answer that isn't awaited any more must keep the contract, and not only what is awaited.
        var findings = attempt.judgement.findings + attempt.contract.findings + attempt.deviations
        var error: String?
        var failure: ExchangeFailure?
        if case .failure(let broken) = attempt.exchange.outcome {
            failure = ExchangeFailure(broken.category, scope.redactor.redact(broken.detail))
            if Unmeasured.isOne(broken, attempt.exchange),
                !findings.isEmpty || question != nil && attempt.question?.answer == nil
            {
                findings = []
                error = "\(broken.category.rawValue): \(scope.redactor.redact(broken.detail))"
            }
        }
        let remarks = attempt.remarks + (error == nil ? capture(attempt.subject, &findings, &scope) : [])
        let recorder = Recorder(scope.redactor, connection: step.connection)
        var result = StepResult(
            name: step.name,
            request: recorder.record(attempt.exchange, of: attempt.prepared.request, attempt.prepared.digest),
            response: attempt.subject.response.map(recorder.record),
            failure: failure,
            timings: attempt.exchange.timings,
            responseTime: attempt.exchange.responseTime,
            peer: attempt.exchange.peer,
            attempts: attempts,
            findings: findings.map(scope.redactor.redact),
            error: error,
            expectations: attempt.judgement.count + attempt.contract.count
        )
        result.events = attempt.exchange.events
        result.retries = step.eventually == nil ? attempts - 1 : 0
        result.notes = Self.notes(attempt.exchange).map(scope.redactor.redact) + remarks
        result.transmissions = attempt.exchange.transmissions.map(recorder.record)
        return result
    }

    /// What a person should know of how the exchange went.
    private static func notes(_ exchange: Exchange) -> [String] {
        exchange.resendings.map { "sent again on a fresh connection: \($0)" } + exchange.notes
    }

    /// Takes the captures from a response. That of a step which failed has them as well, where it has them: `cleanup`
    /// takes away what was made.
    ///
    /// - Returns: what a person should know of what was there and not taken.
    private func capture(_ subject: Subject, _ findings: inout [Finding], _ scope: inout CaseScope) -> [String] {
        let hasFailed = !findings.isEmpty
        for capture in step.captures {
            if let value = capture.value(in: subject) {
                scope.capture(value, as: capture, pieces: capture.pieces(in: subject))
            } else if !hasFailed {
                findings.append(capture.finding(in: subject))
            }
        }
        if hasFailed { return [] }
        return step.captures.compactMap { $0.remark(in: subject) }.map(scope.redactor.redact)
    }
}

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

    /// The first of `answers` whose `when` holds. One that can't be judged may be it: then the question is not
    /// answered, and says so.
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
