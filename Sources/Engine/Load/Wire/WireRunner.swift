import Decoding
import HTTP
import JSON
import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios
import Substitution
import Synchronization
import Transport

/// Sends a burst or load by the engine at wire speed and gives its figures.
struct WireRunner {
    let step: Step
    let target: String
    var seed: UInt64
    let settings: LoadSettings
    var configuration: ClientConfiguration
    /// From the start to the last byte, in place of the requests' own.
    let timeout: UInt64?
    var watch: LoadWatch
    /// What answers the challenges of the run's servers.
    let digests: DigestKeeper
    /// When a load is to begin, by the monotonic clock; `nil` for as soon as it is ready.
    var startsAt: UInt64?
    /// What a person should know of the version that was chosen.
    private(set) var remark: String?

    /// Runs a load, and gives its single responses where they are kept.
    func run(
        _ load: Load,
        _ prepared: Prepared,
        keepsResponses: Bool,
        control: LoadControl = LoadControl()
    ) async throws(LoadEngineError) -> LoadReport {
        var plan = LoadPlan(
            target: prepared.origins[0],
            configuration: configuration,
            endpoints: prepared.endpoints,
            model: model(load),
            duration: load.duration
        )
        plan.origins = prepared.origins
        plan.requests = min(rows, load.most ?? .max)
        plan.warmUp = load.warmUp
        // Of a flow, every request counts.
        let longest = Double(step.variants.map(\.steps.count).max() ?? 1)
        plan.highestRate = load.highestRate.map { $0 * longest / Double(settings.share.count) }
        plan.share = settings.share
        plan.startsAt = startsAt
        plan.drain = load.drain ?? prepared.timeout
        plan.threads = threads(load)
        plan.pacing = settings.pacing == .precise ? .precise(spin: 1_000_000) : .economical
        plan.timeout = prepared.timeout
        plan.connections = policy(load, reuses: step.connection.reusesConnections)
        plan.flowTexts = prepared.flowTexts
        plan.seed = seed
        plan.keepsResponses = keepsResponses
        let watching = watch.begin(control, load, prepared.endpoints.map(\.name))
        do throws(LoadEngineError) {
            let report = try await LoadEngine.run(plan, control: control)
            await watching.end()
            return report
        } catch {
            await watching.end()
            throw error
        }
    }

    /// Runs a burst, and gives its single responses where they are kept.
    func run(
        _ burst: Burst,
        _ prepared: Prepared,
        keepsResponses: Bool
    ) async throws(LoadEngineError) -> BurstReport {
        var plan = BurstPlan(
            target: prepared.origins[0],
            configuration: configuration,
            endpoints: prepared.endpoints,
            count: burst.requests
        )
        plan.origins = prepared.origins
        plan.requests = rows
        plan.keepsResponses = keepsResponses
        plan.release = burst.release == .lastByte ? .lastByte : .none
        plan.threads = min(settings.threads ?? System.cores, max(1, burst.requests / 16))
        plan.timeout = prepared.timeout
        plan.seed = seed
        return try await LoadEngine.burst(plan)
    }

    /// How many requests there are rows for.
    private var rows: UInt64 {
        guard let data = step.data, data.order == .once else { return .max }
        return UInt64(data.rows.count)
    }

    /// What one thread sends without effort, a second: one that has less to do leaves a core to others, perhaps to the
    /// server.
    private static let easyRate = 10_000.0

    /// One a core at most, and no more than there is work for.
    private func threads(_ load: Load) -> Int {
        if let threads = settings.threads { return threads }
        if case .closed(let users, _, _) = load.model {
            return max(1, min(System.cores, settings.share.part(of: users)))
        }
        let rate = (load.highestRate ?? 0) / Double(settings.share.count)
        return max(1, min(System.cores, Int((rate / Self.easyRate).rounded(.up))))
    }

    /// Whether the requests go over HTTP/2; otherwise over HTTP/1.1.
    var isHTTP2: Bool { configuration.version == .http2 }

    /// Finds out which version is spoken: HTTP/2 where it is with each of `origins`, as the whole of a load has one.
    ///
    /// - Parameter limit: How long each may take to answer, in nanoseconds; 0 for no limit.
    mutating func negotiate(_ origins: [String], limit: UInt64) async {
        guard configuration.version != .http1 else { return }
        let isAsked = configuration.version == .http2
        for origin in origins {
            let speaks: Bool
            if origin.hasPrefix("https:") {
                let choice = await ConnectorThread.choosesHTTP2(configuration, url: origin, limit: limit)
                speaks = choice ?? isAsked
                if isAsked, !speaks { remark = ConnectorThread.whyNoHTTP2 }
            } else {
                // A proxy that gets the requests themselves is spoken to as HTTP/1.1.
                speaks = isAsked && !configuration.isAbsolute(origin)
            }
            guard speaks else {
                configuration.version = .http1
                return
            }
        }
        configuration.version = origins.isEmpty && !isAsked ? .http1 : .http2
    }

    private func policy(_ load: Load, reuses: Bool) -> ConnectionPolicy {
        var policy = ConnectionPolicy()
        policy.isReusing = load.connections.isReusing && reuses
        policy.streams = load.connections.streams
        let most = load.connections.maximum(streams: isHTTP2 && policy.isReusing ? policy.streams : 1)
        // What a file says is of the whole load; a shard can do nothing without a connection.
        policy.maximum = load.connections.maximum == nil ? most : max(1, settings.share.part(of: most))
        if case .closed = load.model {
            policy.openedBefore = load.connections.openedBefore.map(settings.share.part)
        } else {
            policy.openedBefore =
                load.connections.openedBefore.map(settings.share.part)
                ?? (policy.isReusing ? min(isHTTP2 ? 1 : 16, policy.maximum) : 0)
        }
        policy.openingInterval = load.connections.openingInterval
        policy.resends = step.connection.resends
        return policy
    }

    private func model(_ load: Load) -> LoadModel {
        guard case .closed(let users, let think, let rampUp) = load.model else {
            let seed = seed
            return .open { load.arrivals(seed: seed) ?? ReplayedArrivals([]) }
        }
        let time: ThinkTime =
            switch think {
            case .constant(0): .none
            case .constant(let time): .constant(time)
            case .exponential(let mean): .exponential(mean: mean)
            }
        return .closed(users: users, think: time, rampUp: rampUp)
    }
}

extension WireRunner {
    /// The requests, ready for the engine.
    struct Prepared {
        var endpoints: [LoadEndpoint] = []
        /// How many texts a flow's memory holds.
        var flowTexts = 0
        var origins: LoadOrigins
        var timeout: UInt64 = 0
    }

    /// Compiles the requests; `expectations` are those of the steps of all variants, in their order, `nil` where one
    /// depends on what its request saw.
    ///
    /// - Parameter refusal: Why no request may go to an origin; `nil` when it may.
    func prepare(
        _ expectations: [Scenarios.Expectation?],
        share: Double,
        _ scope: CaseScope,
        _ problem: FirstProblem,
        refusal: @escaping @Sendable (_ origin: String) -> String?
    ) throws(Problems.Found) -> Prepared {
        let origins = LoadOrigins(refusal: refusal)
        let binding = RequestBinding(seed: seed, data: step.data)
        let compiler = RequestCompiler(
            target: target,
            binding: binding,
            renderers: renderers,
            keepsCookies: step.connection.keepsCookies,
            hasOneUser: hasOneUser,
            scope: scope,
            origins: origins,
            digests: digests,
            problem: problem
        )
        var prepared = Prepared(origins: origins)
        for variant in step.variants {
            var texts = FlowTexts()
            var compiled: [RequestCompiler.Compiled] = []
            for (place, step) in variant.steps.enumerated() {
                compiled.append(try compiler.compile(step.request, place: place, &texts))
                texts.capture(step.captures)
            }
            for (place, step) in variant.steps.enumerated() {
                let expectation =
                    expectations[prepared.endpoints.count].map(WireExpectation.shared)
                    ?? .own(
                        OwnExpectation(step: step, scope: scope, binding: binding, place: place, problem: problem)
                    )
                var endpoint = endpoint(step, compiled[place], expectation, share: share, scope)
                endpoint.redirector = redirector(
                    compiled[place],
                    origins,
                    keepsCookies: compiler.keepsCookies && variant.steps.count > 1
                )
                endpoint.weight = place == 0 ? variant.weight : 0
                let isLast = place == variant.steps.count - 1
                if !isLast { endpoint.next = prepared.endpoints.count + 1 }
                let keepsCookies = compiler.keepsCookies && !isLast
                if !step.captures.isEmpty || !expectation.isShared && variant.steps.count > 1 || keepsCookies {
                    endpoint.capture =
                        WireCapture(
                            step: step,
                            expectation: expectation,
                            scope: scope,
                            texts: texts,
                            keepsCookies: keepsCookies,
                            origins: origins,
                            hasOneOrigin: compiled.allSatisfy { $0.isTemplate && $0.origin == compiled[0].origin },
                            rules: self.step.protocolRules,
                            problem: problem
                        ).flowCapture
                }
                prepared.endpoints.append(endpoint)
                let own = compiled[place].timeout ?? RunOptions.defaultTimeout
                prepared.timeout = max(prepared.timeout, timeout ?? own)
            }
            prepared.flowTexts = max(prepared.flowTexts, texts.count)
        }
        return prepared
    }

    /// What follows responses to further requests of the same exchange; `nil` where none is.
    private func redirector(_ compiled: RequestCompiler.Compiled, _ origins: LoadOrigins, keepsCookies: Bool)
        -> Redirector?
    {
        let redirects = step.connection.redirects
        let redirector = WireRedirector(
            policy: RedirectPolicy(most: redirects, staysOnHost: true),
            origins: origins,
            keepsCookies: keepsCookies,
            renderers
        )
        guard compiled.answersChallenges else { return redirects > 0 ? redirector.redirector : nil }
        let challenge = WireChallenge(
            origins: origins,
            digests: digests,
            credentials: compiled.credentials,
            cutsContent: compiled.mostEvents != nil,
            renderers: renderers
        )
        let readsContent = challenge.readsContent
        return Redirector(answersChallenges: true, readsContent: readsContent) { view, memory, followed in
            let next =
                redirects > 0 && (300...399).contains(view.status)
                ? redirector.outcome(view, memory, followed) : Redirector.Outcome.none
            if case .none = next { return challenge.outcome(view, readsContent: readsContent, followed) }
            return next
        }
    }

    /// What writes the requests.
    private var renderers: RequestRenderers {
        RequestRenderers(
            configuration: configuration,
            asksForCoding: step.connection.decompresses,
            version: isHTTP2 ? .http2 : .http1
        )
    }

    /// Whether all requests have the same user: in an open load there is one.
    private var hasOneUser: Bool {
        switch step.traffic {
        case .load(let load): load.isOpen
        case .capacity(let capacity): !capacity.hasUsers
        case .burst, .single: false
        }
    }

    private func endpoint(
        _ step: LoadStep,
        _ compiled: RequestCompiler.Compiled,
        _ expectation: WireExpectation,
        share: Double,
        _ scope: CaseScope
    ) -> LoadEndpoint {
        let (rules, clock) = (self.step.protocolRules, scope.scope.clock)
        var check =
            switch expectation {
            case .shared(let expectation):
                WireJudge(expectation: expectation, rules: rules, clock: clock).check(share: share)
            case .own(let own): own.check(rules, clock)
            }
        check.decompresses = self.step.connection.decompresses
        check.forbidden = self.step.protocolRules.forbidden
        var endpoint = LoadEndpoint(
            name: step.name,
            method: compiled.method,
            pattern: compiled.pattern,
            check: check
        )
        endpoint.asksUpgrade = compiled.asksUpgrade
        endpoint.mostEvents = compiled.mostEvents
        endpoint.watchesEvents = compiled.mostEvents != nil || step.expect.watchesEvents
        endpoint.origin = compiled.origin
        endpoint.pause = step.pause
        return endpoint
    }
}

/// What writes a load's requests: where some go through a proxy, the form of each depends on where it goes.
struct RequestRenderers: Sendable {
    let configuration: ClientConfiguration
    let asksForCoding: Bool
    let version: RequestRenderer.Version

    /// The one for requests to the origin of `url`.
    ///
    /// - Throws: what is wrong with the proxy's URL.
    func renderer(for url: HTTPURL) throws(ExchangeFailure) -> RequestRenderer {
        guard configuration.proxy != nil else {
            return RequestRenderer(userAgent: configuration.userAgent, asksForCoding: asksForCoding, version: version)
        }
        return try configuration.renderer(for: url, asksForCoding: asksForCoding, version)
    }

    /// The one for requests that repeat what was sent, so that everything is written already.
    func bare(for url: HTTPURL) throws(ExchangeFailure) -> RequestRenderer {
        RequestRenderer(userAgent: "", form: try renderer(for: url).form, version: version)
    }
}

extension Load {
    /// When the requests of an open load start; `nil` for a closed one.
    func arrivals(seed: UInt64) -> (any ArrivalProcess)? {
        switch model {
        case .open(let profile, .constant): ProfileArrivals(profile)
        case .open(let profile, .poisson): PoissonProfileArrivals(profile, seed: seed)
        case .replayed(let times, let speed): ReplayedArrivals(times, scale: 1 / speed)
        case .closed: nil
        }
    }
}

/// Why requests could not be made, said once.
final class FirstProblem: Sendable {
    private let first = Mutex<String?>(nil)

    var text: String? { first.withLock { $0 } }

    func note(_ text: String) { first.withLock { $0 = $0 ?? text } }
}
