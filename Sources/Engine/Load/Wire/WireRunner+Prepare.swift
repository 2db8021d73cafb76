import HTTP
import LoadEngine
import Scenarios
import Transport

extension WireRunner {
    /// Compiles the requests; `expectations` are those of the steps of all variants, in their order, `nil` where one depends on
    /// what its flow has captured.
    func prepare(
        _ expectations: [Scenarios.Expectation?],
        share: Double,
        _ scope: CaseScope,
        _ problem: FirstProblem
    ) throws(Problems.Found) -> Prepared {
        let compiler = WireCompiler(
            target: target,
            binding: RequestBinding(seed: seed, data: step.data),
            renderer: RequestRenderer(
                userAgent: configuration.userAgent,
                asksForCoding: step.connection.decompresses
            ),
            keepsCookies: step.connection.keepsCookies,
            scope: scope,
            problem: problem
        )
        var prepared = Prepared()
        for variant in step.variants {
            // The texts of a flow's memory: its cookies, and what it has captured.
            var numbers: [String: Int] = [:]
            for (place, step) in variant.steps.enumerated() {
                let compiled =
                    place == 0
                    ? try compiler.compile(step.request)
                    : compiler.compile(step.request, after: numbers, place: place)
                for capture in step.captures where numbers[capture.name] == nil {
                    numbers[capture.name] = WireLearner.cookieNumber + 1 + numbers.count
                }
                let isLast = place == variant.steps.count - 1
                let expectation = expectations[prepared.endpoints.count]
                var endpoint = endpoint(step, compiled, expectation, share: share, scope)
                if self.step.connection.redirects > 0, let origin = try? HTTPURL(compiled.origin).origin {
                    endpoint.redirector =
                        WireRedirector(
                            policy: RedirectPolicy(most: self.step.connection.redirects, staysOnHost: true),
                            origin: origin,
                            keepsCookies: compiler.keepsCookies && variant.steps.count > 1
                        ).redirector
                }
                endpoint.weight = place == 0 ? variant.weight : 0
                endpoint.pause = step.pause
                if !isLast { endpoint.next = prepared.endpoints.count + 1 }
                let keepsCookies = compiler.keepsCookies && !isLast
                if !step.captures.isEmpty || expectation == nil || keepsCookies {
                    endpoint.learner =
                        WireLearner(
                            step: step,
                            expectation: expectation,
                            scope: scope,
                            numbers: numbers,
                            keepsCookies: keepsCookies,
                            origin: compiled.origin,
                            rules: self.step.protocolRules,
                            problem: problem
                        ).learner
                }
                prepared.add(endpoint, compiled, timeout)
            }
            prepared.flowTexts = max(prepared.flowTexts, WireLearner.cookieNumber + 1 + numbers.count)
        }
        return prepared
    }

    private func endpoint(
        _ step: LoadStep,
        _ compiled: WireCompiler.Compiled,
        _ expectation: Scenarios.Expectation?,
        share: Double,
        _ scope: CaseScope
    ) -> LoadEndpoint {
        var check =
            expectation.map { expectation in
                WireJudge(expectation: expectation, rules: self.step.protocolRules, clock: scope.scope.clock)
                    .check(share: share)
            } ?? ResponseCheck()
        check.decompresses = self.step.connection.decompresses
        check.forbidden = self.step.protocolRules.forbidden
        var endpoint = LoadEndpoint(
            name: step.name,
            method: compiled.method,
            pattern: compiled.pattern,
            check: check
        )
        endpoint.asksUpgrade = compiled.asksUpgrade
        return endpoint
    }
}

extension WireRunner.Prepared {
    fileprivate mutating func add(_ endpoint: LoadEndpoint, _ compiled: WireCompiler.Compiled, _ timeout: UInt64?) {
        if compiled.obstacle == nil, !origin.isEmpty, origin != compiled.origin {
            obstacle = obstacle ?? "its requests go to several origins"
        }
        obstacle = obstacle ?? compiled.obstacle
        if origin.isEmpty { origin = compiled.origin }
        self.timeout = max(self.timeout, timeout ?? compiled.timeout ?? RunOptions.defaultTimeout)
        endpoints.append(endpoint)
    }
}
