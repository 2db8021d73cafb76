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
    /// What answers the challenges of the run's servers.
    let digests: DigestKeeper
    /// When a load is to begin, by the monotonic clock; `nil` for as soon as it is ready.
    var startsAt: UInt64?

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
            let reason = error.reason
            return (StepResult(name: step.name, error: scope.redactor.redact(reason)), nil)
        }
    }

    func expectations(_ scope: inout CaseScope) throws(Problems.Found) -> Expectations {
        // What is judged over all responses is the same whichever request it is asked for.
        var first = scope
        RequestBinding(seed: seed, data: step.data).bind(&first, 0)
        let own = try step.expect.expectation(&first.scope)
        var requests: [Scenarios.Expectation?] = []
        for step in step.variants.flatMap(\.steps) {
            requests.append(step.expectsOwn ? nil : try step.expect.expectation(&scope.scope))
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

extension TrafficRunner {
    /// What sends the traffic, and its requests.
    ///
    /// - Throws: why it can't be sent.
    func prepare(
        _ traffic: Traffic,
        _ expectations: Expectations,
        _ scope: CaseScope,
        _ problem: FirstProblem
    ) async throws(Problems.Found) -> (WireRunner, WireRunner.Prepared) {
        var runner = WireRunner(
            step: step,
            target: target,
            seed: seed,
            settings: options.load,
            configuration: options.load.configuration(step.connection),
            timeout: options.timeout,
            watch: watch,
            digests: digests,
            startsAt: startsAt
        )
        var share = 1.0
        if case .load(let load) = traffic { share = load.validated }
        let (ledger, connection) = (options.load.ledger, step.connection)
        let refusal = { @Sendable (origin: String) in traffic.refusal(origin, over: connection, ledger) }
        var prepared = try runner.prepare(expectations.requests, share: share, scope, problem, refusal: refusal)
        await runner.negotiate(prepared.origins.all, limit: prepared.timeout)
        if runner.isHTTP2 {
            prepared = try runner.prepare(expectations.requests, share: share, scope, problem, refusal: refusal)
        }
        return (runner, prepared)
    }

    func send(
        _ traffic: Traffic,
        by runner: WireRunner,
        _ prepared: WireRunner.Prepared,
        _ expectations: Expectations,
        _ scope: CaseScope,
        _ problem: FirstProblem
    ) async -> Outcome {
        _ = ValidityChecks.descriptors
        do throws(LoadEngineError) {
            switch traffic {
            case .load(let load):
                let longest = step.variants.map(\.steps.count).max() ?? 1
                var demands = LoadDemands(expectations.together, step.variants)
                demands.acceptsDoubt = options.load.acceptsDoubt
                let ending = LoadEnding(load, requests: longest, expectations.together)
                var runner = runner
                runner.watch.ending = ending
                let (report, scrape) = try await MetricsScraper.beside(options.load.scrape) {
                    () throws(LoadEngineError) in
                    try await runner.run(load, prepared, keepsResponses: expectations.needsSubjects)
                }
                let figures = self.figures(report, runner, prepared, expectations, scope)
                var result = figures.result(.load, model: load.description, of: load)
                result.scrape = scrape
                result.end = ending?.end
                result.note(problem: problem.text.map(scope.redactor.redact))
                result.demands = options.load.share.count > 1 ? demands : nil
                return told(
                    judge(expectations, scope).outcome(
                        result,
                        report.responses.lazy.map(subject),
                        first: Self.evidence(result),
                        unmade: problem.text
                    ),
                    report.deviations,
                    runner.remark
                )
            case .burst(let burst):
                if let refusal = await refusal(of: burst, to: prepared.origins) {
                    return (StepResult(name: step.name, error: scope.redactor.redact(refusal)), nil)
                }
                let report = try await runner.run(burst, prepared, keepsResponses: expectations.needsSubjects)
                let figures = self.figures(report.figures, runner, prepared, expectations, scope)
                var result = figures.result(.burst, model: burst.description, of: nil)
                let threads = report.releases.count { $0.count > 0 }
                result.release = ReleaseResult(
                    mode: burst.release.rawValue,
                    spread: report.releaseSpread,
                    threads: threads,
                    packets: runner.isHTTP2 && report.packets > 0 ? report.packets : nil
                )
                // Read one at a time: what is made of a content is larger than it.
                let subjects = report.responses.lazy.map(subject)
                return told(
                    judge(expectations, scope).outcome(
                        result,
                        subjects,
                        first: Self.evidence(result),
                        unmade: problem.text
                    ),
                    report.figures.deviations,
                    runner.remark
                )
            }
        } catch {
            return (StepResult(name: step.name, error: scope.redactor.redact("\(error)")), nil)
        }
    }

    /// `outcome` with remarks on the version that was spoken, and on how responses broke the standard.
    private func told(_ outcome: Outcome, _ deviations: [Deviation: Int], _ remark: String?) -> Outcome {
        var outcome = outcome
        if let remark { outcome.result.notes.append(remark) }
        outcome.result.notes += step.protocolRules.remarks(deviations)
        return outcome
    }

    /// Why a burst may not go to its origins; `nil` when it may, after it has waited for its turn.
    private func refusal(of burst: Burst, to origins: LoadOrigins) async -> String? {
        guard let ledger = options.load.ledger else { return nil }
        let refused = Set(origins.all.flatMap { ledger.hosts.refused($0, over: step.connection) })
        return await ledger.admit(burst: burst.requests, refused.sorted())
    }

    func figures(
        _ report: LoadReport,
        _ runner: WireRunner,
        _ prepared: WireRunner.Prepared,
        _ expectations: Expectations,
        _ scope: CaseScope
    ) -> WireFigures {
        WireFigures(
            report: report,
            redactor: scope.redactor,
            connection: step.connection,
            expectations: expectations.requests,
            variants: step.variants,
            origins: prepared.origins,
            isHTTP2: runner.isHTTP2,
            share: options.load.share,
            startsAt: startsAt
        )
    }

    private func subject(_ response: KeptResponse) -> Subject {
        let head = MessageHead(response.head)
        var received = HTTPResponse(
            status: response.status,
            reason: head.reason,
            version: head.version,
            headers: head.fields,
            body: response.body
        )
        received.deviations = response.deviations
        let exchange = Exchange(
            outcome: .success(received),
            timings: PhaseTimings(total: response.completed - min(response.sent, response.completed)),
            intended: response.sent,
            started: response.sent
        )
        return Subject(exchange, parsing: true)
    }

    /// The first failure's request stands for all, where there is one.
    private static func evidence(_ result: LoadResult) -> TrafficEvidence? {
        guard let example = result.examples.first, let request = example.request else { return nil }
        return TrafficEvidence(request: request, response: example.response)
    }
}

extension LoadResult {
    /// Notes why requests of a shard couldn't be made.
    fileprivate mutating func note(problem: String?) {
        guard let problem, sharding?.shards.isEmpty == false else { return }
        var told = sharding
        told?.shards[0].problem = problem
        sharding = told
        figures?.sharding = told
    }
}

extension Load {
    /// Whether requests start at their own times.
    var isOpen: Bool { if case .closed = model { false } else { true } }
}
