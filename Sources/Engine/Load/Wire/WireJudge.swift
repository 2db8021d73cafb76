import Decoding
import Diagnostics
import HTTP
import JSON
import LoadEngine
import Results
import Scenarios
import Substitution

/// Judges, on the thread that received it, a response of the engine.
struct WireJudge {
    let expectation: Scenarios.Expectation
    let rules: ProtocolRules
    let clock: @Sendable () -> Int64

    /// The check for the engine; `share` of the responses are judged beyond their status.
    func check(share: Double) -> EndpointCheck {
        var check = EndpointCheck(statuses: expectation.acceptedStatuses, share: share)
        check.failures = expectation.expectedFailures
        check.longestFailure = expectation.longestTime ?? .max
        guard check.failures.isEmpty else { return check }
        guard expectation.judgesMoreThanStatus || rules.isStrict, share > 0 else { return check }
        check.judge = ResponseJudge(isRepeatable: !expectation.dependsOnTime) { view, _ in verdict(view) }
        return check
    }

    private func verdict(_ view: ResponseView) -> Breach? {
        let bare = exchange(view, withHeaders: expectation.readsHeaders || rules.isStrict)
        if expectation.judge(expectation.subject(bare), now: clock()).passes {
            return Self.finding(rules, try? bare.outcome.get(), view).map { Breach($0.summary) }
        }
        // What is wrong may be told with the help of the header section.
        let full = exchange(view, withHeaders: true)
        return Self.breach(expectation.judge(expectation.subject(full), now: clock()), expectation, view)
    }

    /// What a judgement of `view` by `expectation` found, if anything.
    private static func breach(_ judgement: Judgement, _ expectation: Scenarios.Expectation, _ view: ResponseView)
        -> Breach?
    {
        guard let first = judgement.findings.first else { return nil }
        guard let excess = expectation.excess(first, responseTime: view.responseTime, view.events) else {
            return Breach(first.summary)
        }
        // How long each took would make each a kind of its own.
        let kind = "\(first.expectation): expected \(first.expected)"
        return judgement.findings.count == 1 ? Breach(kind, excess: excess) : Breach(kind)
    }

    /// What `subject`, made of `view`, breaks of an expectation that is known now, or of the rules; `nil` for nothing.
    static func breach(
        _ subject: Subject,
        _ expectation: Scenarios.Expectation,
        _ rules: ProtocolRules,
        _ view: ResponseView,
        now: Int64
    ) -> Breach? {
        breach(expectation.judge(subject, now: now), expectation, view)
            ?? finding(rules, subject.response, view).map { Breach($0.summary) }
    }

    /// What a response breaks of the rules that its syntax doesn't show, when that is looked for.
    private static func finding(_ rules: ProtocolRules, _ response: HTTPResponse?, _ view: ResponseView) -> Finding? {
        guard rules.isStrict, let response,
            let request = WireEvidence.request(Array(view.request), origin: "http://host")
        else { return nil }
        return rules.findings(ResponseRules.deviations(of: response, to: request)).first
    }

    private func exchange(_ view: ResponseView, withHeaders: Bool) -> Exchange {
        Self.exchange(view, withHeaders: withHeaders, withContent: expectation.readsContent)
    }

    /// The exchange that `view` is of, with as much of it as is needed.
    static func exchange(_ view: ResponseView, withHeaders: Bool, withContent: Bool) -> Exchange {
        let head = withHeaders ? MessageHead(view.head) : MessageHead()
        let response = HTTPResponse(
            status: view.status,
            reason: head.reason,
            version: String(decoding: view.head.prefix { $0 != 0x20 }, as: UTF8.self),
            headers: head.fields,
            body: withContent ? Array(view.body) : []
        )
        var exchange = Exchange(
            outcome: .success(response),
            timings: PhaseTimings(total: view.responseTime),
            intended: 0,
            started: 0
        )
        exchange.events = view.events
        return exchange
    }
}

/// What a response of the engine must be like.
enum WireExpectation {
    /// The same for every response.
    case shared(Scenarios.Expectation)
    /// Made for each by what its request saw.
    case own(OwnExpectation)

    var isShared: Bool { if case .shared = self { true } else { false } }
}

/// Makes the expectation of one response, which mentions a column of its row, its number, its user, or what its flow
/// has captured.
struct OwnExpectation {
    let step: LoadStep
    let scope: CaseScope
    let binding: RequestBinding
    /// How many steps after the first of its flow.
    let place: Int
    let problem: FirstProblem

    /// What is found where ``problem`` says why there is no expectation: nobody knows whether it would have held.
    static let unmade: Breach = "the expectation can't be made"

    /// The expectation of the response to request `index`; `nil` where it can't be made, which is noted.
    func expectation(_ index: UInt64, user: Int, _ captured: [String: JSONValue] = [:]) -> Scenarios.Expectation? {
        var own = scope
        binding.bind(&own, Int(clamping: index), user: user, place: place)
        for (name, value) in captured { own.scope.variables[name] = value }
        do throws(Problems.Found) {
            return try step.expect.expectation(&own.scope)
        } catch {
            problem.note(error.reason)
            return nil
        }
    }

    /// The check for the engine of a request that stands alone: every response is judged, as nothing of it is known
    /// before.
    func check(_ rules: ProtocolRules, _ clock: @escaping @Sendable () -> Int64) -> EndpointCheck {
        var check = EndpointCheck()
        check.judge = ResponseJudge(isRepeatable: false) { view, index in
            guard let expectation = expectation(index, user: view.user) else { return Self.unmade }
            let exchange = WireJudge.exchange(view, withHeaders: true, withContent: true)
            return WireJudge.breach(expectation.subject(exchange), expectation, rules, view, now: clock())
        }
        return check
    }
}

/// Follows redirects on the engine's connections: within the origin that a request goes to, and nowhere else.
struct WireRedirector {
    let policy: RedirectPolicy
    let origins: LoadOrigins
    /// Whether the flow's cookies are kept and sent.
    let keepsCookies: Bool
    let renderers: RequestRenderers

    init(policy: RedirectPolicy, origins: LoadOrigins, keepsCookies: Bool, _ renderers: RequestRenderers) {
        self.policy = policy
        self.origins = origins
        self.keepsCookies = keepsCookies
        self.renderers = renderers
    }

    var redirector: Redirector { Redirector(outcome) }

    /// What the response that is `view` leads to, when `followed` redirects led to it.
    @Sendable func outcome(_ view: ResponseView, _ memory: FlowMemory?, _ followed: Int) -> Redirector.Outcome {
        do throws(ExchangeFailure) {
            guard let next = try next(after: view, memory, followed) else { return .none }
            return .request(next)
        } catch {
            return .failed(error)
        }
    }

    private func next(
        after view: ResponseView,
        _ memory: FlowMemory?,
        _ followed: Int
    ) throws(ExchangeFailure) -> [UInt8]? {
        let origin = origins[view.origin]
        guard var request = WireEvidence.sent(view.request, origin: origin) else { return nil }
        let head = MessageHead(view.head)
        let notes = keepsCookies ? memory.map(FlowNotes.of) : nil
        if let notes, let url = try? HTTPURL(request.url) {
            notes.cookies.store(head.fields, from: url)
            request.headers.remove("Cookie")
        }
        let response = HTTPResponse(status: head.status, reason: head.reason, headers: head.fields)
        guard var next = try policy.next(after: request, response, followed: followed) else { return nil }
        let url = try HTTPURL(next.url)
        guard url.origin.description == origin else {
            throw ExchangeFailure(
                .request,
                "a redirect can't be followed: it leads to another origin, \(url.origin), where this load doesn't go"
            )
        }
        guard next.body == nil || !next.has("Transfer-Encoding") else {
            throw ExchangeFailure(.request, "a redirect can't be followed: content in chunks isn't sent again")
        }
        next.omitted = ["Host", "User-Agent", "Accept-Encoding", "Authorization", "Content-Length"]
        return try renderers.bare(for: url).render(next, cookies: notes?.cookies.value(for: url)).bytes
    }
}
