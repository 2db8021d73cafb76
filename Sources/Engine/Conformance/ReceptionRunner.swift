import Decoding
import Diagnostics
package import HTTP
import Measurement
import Quantities
import Results
package import Scenarios
import Substitution

/// A request that the target sent of its own accord.
package struct ReceivedRequest: Sendable, Hashable {
    package var method: String
    /// The path and query behind the address that was given away.
    package var target: String
    package var headers: HeaderFields
    package var body: [UInt8]
    /// When it had come, in nanoseconds of the monotonic clock.
    package var at: UInt64

    package init(method: String, target: String, headers: HeaderFields, body: [UInt8], at: UInt64) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.at = at
    }

    /// The path, without its query.
    package var path: String { String(target.prefix { $0 != "?" }) }
}

/// What listens for requests that the target sends of its own accord.
package protocol RequestReceiver: Sendable {
    /// A new inbox, and its address, which nobody else knows.
    func open() -> Inbox
    /// What requests to `path` of the inbox are answered from now on; to any, where it is `nil`.
    func answer(_ inbox: Inbox, _ path: String?, with answer: Reception.Answer)
    /// The first `count` requests to `path`, or to any where it is `nil`, which are taken away; none while there are
    /// fewer.
    func take(_ count: Int, of inbox: Inbox, _ path: String?) -> [ReceivedRequest]
    /// What has come and wasn't taken.
    func waiting(_ inbox: Inbox) -> [ReceivedRequest]
    /// Nothing more is taken for the inbox.
    func close(_ inbox: Inbox)
}

/// Where the requests of one case come.
package struct Inbox: Sendable, Hashable {
    package var id: String
    /// What stands for `${receiver}`.
    package var url: String

    package init(id: String, url: String) {
        self.id = id
        self.url = url
    }
}

/// Sends a step's request, and waits for the requests that the target sends thereupon.
struct ReceptionRunner {
    let reception: Reception
    let connection: ConnectionSettings
    let receiver: any RequestReceiver
    let inbox: Inbox
    let plan: Case
    /// What has the webhooks; `nil` where the suite names no contract.
    let contract: ContractWatch?

    /// How often it is looked whether something has come, in nanoseconds.
    private static let poll: UInt64 = 5_000_000

    func run(
        _ runner: StepRunner,
        _ scope: inout CaseScope
    ) async -> (result: StepResult, question: QuestionResult?) {
        do throws(Problems.Found) {
            let path = try scope.path(of: reception)
            receiver.answer(inbox, path, with: answer)
            var outcome = await runner.run(&scope)
            guard outcome.result.findings.isEmpty, outcome.result.error == nil else { return outcome }
            let begin = MonotonicClock.now()
            guard let came = await wait(path, from: begin) else {
                outcome.result.error = "the run was stopped before the requests came that it waits for"
                return outcome
            }
            try judge(came, path, from: begin, &outcome.result, &scope)
            return outcome
        } catch {
            let reason = error.reason
            return (StepResult(name: runner.step.name, error: scope.redactor.redact(reason)), nil)
        }
    }

    /// What requests are answered: where the suite doesn't say, the first success that their webhook declares.
    private var answer: Reception.Answer {
        var answer = reception.answer
        if !reception.isAnswerGiven, let webhook = reception.webhook, let status = contract?.success(of: webhook.text) {
            answer.status = status
        }
        return answer
    }

    /// As many requests as have to come, or fewer when the time is over; `nil` when the run was stopped.
    private func wait(_ path: String?, from begin: UInt64) async -> [ReceivedRequest]? {
        let deadline = begin.addingSaturated(reception.within)
        while true {
            let came = receiver.take(reception.count, of: inbox, path)
            if !came.isEmpty || MonotonicClock.now() >= deadline { return came }
            guard (try? await Task.sleep(nanoseconds: Self.poll)) != nil else { return nil }
        }
    }

    private func judge(
        _ came: [ReceivedRequest],
        _ path: String?,
        from begin: UInt64,
        _ result: inout StepResult,
        _ scope: inout CaseScope
    ) throws(Problems.Found) {
        let shown = came.isEmpty ? receiver.waiting(inbox) : came
        let recorder = Recorder(scope.redactor, connection: connection)
        result.received = shown.prefix(Reception.most).map { request in
            let content = request.body.isEmpty ? nil : request.body
            let whole = HTTPRequest(
                method: request.method,
                url: inbox.url + request.target,
                headers: request.headers,
                body: content
            )
            return recorder.record(whole, isComplete: true)
        }
        guard !came.isEmpty || reception.isRequired else {
            let time = Quantity.describe(nanoseconds: reception.within)
            result.notes.append("nothing was received within \(time) of the answer, and nothing has to be")
            return
        }
        result.expectations += reception.count
        guard !came.isEmpty else {
            result.findings.append(scope.redactor.redact(lack(shown, path)))
            return
        }
        let last = came.map(\.at).max() ?? begin
        let when =
            last <= begin
            ? "before the answer had come" : "within \(Quantity.describe(nanoseconds: last - begin)) of the answer"
        result.notes.append("received \(came.count == 1 ? "a request" : "\(came.count) requests") \(when)")
        for request in came { try judge(request, &result, &scope) }
    }

    private func lack(_ others: [ReceivedRequest], _ path: String?) -> Finding {
        let wanted = reception.count == 1 ? "a request" : "\(reception.count) requests"
        let place = path.map { " to \($0)" } ?? ""
        let found = others.prefix(5).map { "\($0.method) \($0.target)" }.joined(separator: ", ")
        return Finding(
            "receive",
            expected: "\(wanted)\(place) within \(Quantity.describe(nanoseconds: reception.within)) of the answer",
            found: others.isEmpty ? "none" : "\(others.count): \(found)\(others.count > 5 ? ", ..." : "")"
        )
    }

    private func judge(
        _ request: ReceivedRequest,
        _ result: inout StepResult,
        _ scope: inout CaseScope
    ) throws(Problems.Found) {
        if let method = reception.method, method != request.method {
            result.findings.append(
                scope.redactor.redact(Finding("receive.method", expected: method, found: request.method))
            )
        }
        if let webhook = reception.webhook, let contract {
            let whole = HTTPRequest(
                method: request.method,
                url: inbox.url + request.target,
                headers: request.headers,
                body: request.body.isEmpty ? nil : request.body
            )
            let (findings, count) = contract.judge(whole, sentTo: webhook.text, in: plan)
            result.expectations += count
            result.findings += findings.map(scope.redactor.redact)
        }
        if reception.mayBeEmpty, request.body.isEmpty { return }
        // Fields and content are judged as a response's.
        let message = HTTPResponse(
            status: 200,
            reason: "",
            version: "HTTP/1.1",
            headers: request.headers,
            body: request.body
        )
        let exchange = Exchange(
            outcome: .success(message),
            timings: PhaseTimings(total: 0),
            intended: request.at,
            started: request.at
        )
        let expectation = try reception.expect.expectation(&scope.scope)
        let judgement = expectation.judge(expectation.subject(exchange), now: scope.scope.clock())
        result.expectations += judgement.count
        result.findings += judgement.findings.map { finding in
            var finding = finding
            finding.expectation = "receive.\(finding.expectation)"
            return scope.redactor.redact(finding)
        }
    }
}
