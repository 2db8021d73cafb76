import HTTP
import JSON
import Measurement
import Results
import Scenarios

/// Runs a burst or a load and judges its figures.
///
/// Requests are built, sent and judged one task each, on libcurl's event loop; every latency is taken from the
/// intended start, so that a stalled server can't hide the requests that waited for it.
struct TrafficRunner {
    let step: Step
    let question: Question?
    let target: String
    /// The case's own; each request's randomness is derived from it.
    let seed: UInt64
    let options: RunOptions
    let sender: any Sender

    typealias Outcome = (result: StepResult, question: QuestionResult?)

    func burst(_ count: Int, _ scope: inout CaseScope) async -> Outcome {
        await judged(kind: .burst, model: "\(count) at once", &scope) { expectation, tally, scope throws(Problems.Found) in
            var requests: [HTTPRequest] = []
            var timeout: UInt64 = 0
            for index in 0..<count {
                let prepared = try request(index, user: index, scope)
                timeout = max(timeout, self.timeout(prepared))
                requests.append(prepared.request)
            }
            tally.offer(count)
            let exchanges = await sender.sendAll(requests, SendOptions(timeout: timeout))
            for (index, exchange) in exchanges.enumerated() {
                tally.add(index, requests[index], exchange, expectation)
            }
        }
    }

    func load(_ load: Load, _ scope: inout CaseScope) async -> Outcome {
        await judged(kind: .load, model: load.words, &scope) { expectation, tally, scope throws(Problems.Found) in
            // Built once here, so that what is wrong with it is said before any traffic.
            _ = try request(0, user: 0, scope)
            switch load.model {
            case .open(let rate, let arrivals):
                await open(load, rate, arrivals, expectation, tally, scope)
            case .closed(let users, let think):
                await closed(load, users, think: think, expectation, tally, scope)
            }
        }
    }

    /// How far ahead of its start a request is handed to the event loop, which keeps the time better than a task does.
    private static let lead: UInt64 = 50_000_000

    private func open(
        _ load: Load,
        _ rate: Double,
        _ kind: Load.Arrivals,
        _ expectation: Expectation,
        _ tally: TrafficTally,
        _ scope: CaseScope
    ) async {
        var arrivals: any ArrivalProcess =
            kind == .poisson ? PoissonArrivals(rate: rate, seed: seed) : ConstantArrivals(rate: rate)
        let start = MonotonicClock.now() + Self.lead
        let end = load.warmUp + load.duration
        await withDiscardingTaskGroup { group in
            var index = 0
            var offset = arrivals.next()
            while offset < end {
                let isCounted = offset >= load.warmUp
                if isCounted { tally.offer(1) }
                let due = start + offset
                let now = MonotonicClock.now()
                if due > now + Self.lead { try? await Task.sleep(nanoseconds: due - now - Self.lead) }
                if !Task.isCancelled {
                    group.addTask { [index] in
                        await send(index, user: 0, at: due, counted: isCounted, expectation, tally, scope)
                    }
                }
                index += 1
                offset = arrivals.next()
            }
        }
    }

    private func closed(
        _ load: Load,
        _ users: Int,
        think: UInt64,
        _ expectation: Expectation,
        _ tally: TrafficTally,
        _ scope: CaseScope
    ) async {
        let start = MonotonicClock.now()
        let end = start + load.warmUp + load.duration
        await withDiscardingTaskGroup { group in
            for user in 0..<users {
                group.addTask {
                    while !Task.isCancelled {
                        let now = MonotonicClock.now()
                        guard now < end else { return }
                        let isCounted = now >= start + load.warmUp
                        if isCounted { tally.offer(1) }
                        await send(tally.nextIndex(), user: user, at: nil, counted: isCounted, expectation, tally, scope)
                        if think > 0 { try? await Task.sleep(nanoseconds: think) }
                    }
                }
            }
        }
    }

    private func send(
        _ index: Int,
        user: Int,
        at start: UInt64?,
        counted: Bool,
        _ expectation: Expectation,
        _ tally: TrafficTally,
        _ scope: CaseScope
    ) async {
        do throws(Problems.Found) {
            let prepared = try request(index, user: user, scope)
            let exchange = await sender.send(prepared.request, SendOptions(timeout: timeout(prepared)), at: start)
            if counted {
                tally.add(index, prepared.request, exchange, expectation)
            } else {
                tally.addWarmUp()
            }
        } catch {
            if counted { tally.addUnmade(error.diagnostics.map(\.message).joined(separator: "; ")) }
        }
    }

    private func request(_ index: Int, user: Int, _ scope: CaseScope) throws(Problems.Found) -> PreparedRequest {
        var own = scope
        own.scope.variables["index"] = .number(JSONNumber(index))
        own.scope.variables["user"] = .number(JSONNumber(user))
        own.scope.random = SplitMix64(seed: Seeds.derive(seed, "\(index)"))
        return try own.request(step, target: target)
    }

    private func timeout(_ prepared: PreparedRequest) -> UInt64 {
        options.timeout ?? prepared.timeout ?? RunOptions.defaultTimeout
    }

    private func judged(
        kind: LoadResult.Kind,
        model: String,
        _ scope: inout CaseScope,
        _ send: (Expectation, TrafficTally, CaseScope) async throws(Problems.Found) -> Void
    ) async -> Outcome {
        do throws(Problems.Found) {
            let expectation = try step.expect.expectation(&scope.scope)
            let whens = try question?.answers.map { answer throws(Problems.Found) in (answer.text, try answer.when.expectation(&scope.scope)) }
            let all = [expectation] + (whens ?? []).map(\.1)
            let tally = TrafficTally(clock: scope.scope.clock, keepsSubjects: all.contains { $0.together.readsValues } || question != nil)
            try await send(expectation, tally, scope)
            return outcome(tally, kind, model, expectation, whens, scope)
        } catch {
            let reason = error.diagnostics.map(\.message).joined(separator: "; ")
            return (StepResult(name: step.name, error: scope.redactor.redact(reason)), nil)
        }
    }

    private func outcome(
        _ tally: TrafficTally,
        _ kind: LoadResult.Kind,
        _ model: String,
        _ expectation: Expectation,
        _ whens: [(String, Expectation)]?,
        _ scope: CaseScope
    ) -> Outcome {
        let recorder = Recorder(scope.redactor, connection: step.connection)
        let (load, subjects) = tally.result(kind: kind, model: model, recorder: recorder, redactor: scope.redactor)
        var judgement = expectation.together.judge(load, values: subjects.map(expectation.together.values))
        var asked: QuestionResult?
        if let question {
            let answer = whens?.first { when in
                subjects.allSatisfy { when.1.judge($0, now: scope.scope.clock()).holds }
                    && when.1.together.judge(load, values: subjects.map(when.1.together.values)).holds
            }?.0
            let answered = QuestionJudge(question: question).answered(answer, observed: load.tally)
            judgement = answered.judgement
            asked = answered.result
        }
        let first = tally.first
        var error: String?
        if let reason = tally.unreachable, load.completed == 0, !judgement.holds || asked?.answer == nil && asked != nil {
            error = scope.redactor.redact(reason)
            judgement.findings = []
        }
        let result = StepResult(
            name: step.name,
            request: first.map { recorder.record($0.request) },
            response: first?.response.map(recorder.record),
            findings: judgement.findings.map(scope.redactor.redact),
            error: error ?? tally.unmade,
            load: load,
            expectations: judgement.count
        )
        return (result, asked)
    }
}
