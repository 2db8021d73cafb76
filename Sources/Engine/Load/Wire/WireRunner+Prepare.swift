import Decoding
import HTTP
import LoadEngine
import Scenarios
import Substitution
import Transport

extension WireRunner {
    /// The requests, ready for the engine.
    struct Prepared {
        var endpoints: [LoadEndpoint] = []
        /// How many texts a flow's memory holds.
        var flowTexts = 0
        var origins: LoadOrigins
        var timeout: UInt64 = 0
    }

    /// Compiles the requests; `expectations` are those of the steps of all variants, in their order, `nil` where one depends on
    /// what its flow has captured.
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
        let compiler = RequestCompiler(
            target: target,
            binding: RequestBinding(seed: seed, data: step.data),
            renderers: renderers,
            keepsCookies: step.connection.keepsCookies,
            hasOneUser: hasOneUser,
            scope: scope,
            origins: origins,
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
                let expectation = expectations[prepared.endpoints.count]
                var endpoint = endpoint(step, compiled[place], expectation, share: share, scope)
                if self.step.connection.redirects > 0 {
                    endpoint.redirector =
                        WireRedirector(
                            policy: RedirectPolicy(most: self.step.connection.redirects, staysOnHost: true),
                            origins: origins,
                            keepsCookies: compiler.keepsCookies && variant.steps.count > 1,
                            renderers
                        ).redirector
                }
                endpoint.weight = place == 0 ? variant.weight : 0
                let isLast = place == variant.steps.count - 1
                if !isLast { endpoint.next = prepared.endpoints.count + 1 }
                let keepsCookies = compiler.keepsCookies && !isLast
                if !step.captures.isEmpty || expectation == nil || keepsCookies {
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
        case .capacity: true
        case .burst, .single: false
        }
    }

    private func endpoint(
        _ step: LoadStep,
        _ compiled: RequestCompiler.Compiled,
        _ expectation: Scenarios.Expectation?,
        share: Double,
        _ scope: CaseScope
    ) -> LoadEndpoint {
        var check =
            expectation.map { expectation in
                WireJudge(expectation: expectation, rules: self.step.protocolRules, clock: scope.scope.clock)
                    .check(share: share)
            } ?? EndpointCheck()
        check.decompresses = self.step.connection.decompresses
        check.forbidden = self.step.protocolRules.forbidden
        var endpoint = LoadEndpoint(
            name: step.name,
            method: compiled.method,
            pattern: compiled.pattern,
            check: check
        )
        endpoint.asksUpgrade = compiled.asksUpgrade
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
