import JSON

/// Decodes what a scenario sends, for one row of it, and checks it as far as it can be known before sending.
struct StepDecoder {
    private static let keys = [
        "name", "request", "expect", "connection", "capture", "retry", "eventually", "pause", "burst",
    ]

    let inherited: ScenarioDecoder.Inherited
    let scenario: ObjectReader
    let problems: Problems
    /// Whether the scenario was made from a contract, which says more than is needed.
    var isGenerated = false

    func steps(_ scope: inout Scope) -> [Step] {
        // The suite's own is merged onto nothing first, so that null means the same in it as everywhere.
        var sending = sending(scenario, scope)
        let suiteRequest = merge(inherited.request, onto: nil, &sending.scope)
        let request = merge(scenario["request"], onto: suiteRequest, &sending.scope)
        scope.random = sending.scope.random
        let isQuestion = scenario["question"] != nil
        let base = Base(
            request: request,
            expect: isQuestion ? nil : expectation(inherited.startExpect, patchedBy: scenario["expect"]),
            connection: connection(inherited.startConnection, patchedBy: scenario["connection"])
        )
        guard let node = scenario["steps"] else {
            let step = step(scenario, base, sending, name: "", isAsked: isQuestion, &scope)
            requireExpectation([step], isQuestion: isQuestion)
            return [step]
        }
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add("'steps' must be a list with at least one step, found \(Leaf.found(node))", at: node.location)
            return []
        }
        var steps: [Step] = []
        for (index, element) in elements.enumerated() {
            guard let reader = ObjectReader(element, "a step", keys: Self.keys, problems) else { continue }
            var sending = self.sending(reader, scope)
            let own = Base(
                request: merge(reader["request"], onto: base.request, &sending.scope),
                expect: expectation(base.expect, patchedBy: reader["expect"]),
                connection: connection(base.connection, patchedBy: reader["connection"])
            )
            scope.random = sending.scope.random
            let isAsked = isQuestion && index == elements.count - 1
            let name = reader.text("name") ?? "step \(index + 1)"
            steps.append(step(reader, own, sending, name: name, isAsked: isAsked, &scope))
        }
        requireExpectation(steps, isQuestion: isQuestion)
        return steps
    }

    /// What a step starts from.
    private struct Base {
        var request: JSONNode?
        var expect: JSONNode?
        var connection: JSONNode?
    }

    /// How often a step sends, and what its requests see: those of a burst or load have values of their own.
    private struct Sending {
        var traffic: Step.Traffic
        var data: LoadData?
        var scope: Scope
    }

    private func sending(_ reader: ObjectReader, _ scope: Scope) -> Sending {
        var scope = scope
        let decoder = TrafficDecoder(problems: problems)
        let traffic = decoder.traffic(reader, &scope)
        let data = decoder.data(reader["burst"] ?? reader["load"], scope)
        if traffic != .single { scope.deferred.formUnion(["index", "user"] + (data?.columns ?? [])) }
        for column in data?.columns ?? [] { scope.variables[column] = nil }
        return Sending(traffic: traffic, data: data, scope: scope)
    }

    // A patch's own keys are checked before it is applied: a misspelt one whose value is null would leave no trace.

    private func expectation(_ node: JSONNode?, patchedBy patch: JSONNode?) -> JSONNode? {
        guard let patch else { return node }
        _ = ObjectReader(patch, "an expectation", keys: ExpectationDecoder.keys, problems)
        if !isGenerated { IdleNulls(problems: problems).check(patch, onto: node) }
        return ExpectationMerge.apply(patch, to: node)
    }

    private func connection(_ node: JSONNode?, patchedBy patch: JSONNode?) -> JSONNode? {
        guard let patch else { return node }
        _ = ObjectReader(patch, "'connection'", keys: ConnectionDecoder.keys, problems)
        return MergePatch.apply(patch, to: node)
    }

    private func merge(_ patch: JSONNode?, onto base: JSONNode?, _ scope: inout Scope) -> JSONNode? {
        // Names are replaced before merging, so that `"${header}": null` removes what the row names.
        let base = base.map { scope.resolveNames($0, problems) }
        guard let patch else { return base }
        let named = scope.resolveNames(patch, problems)
        _ = ObjectReader(named, "'request'", keys: RequestDecoder.keys, problems)
        return RequestMerge.apply(named, to: base)
    }

    private func step(
        _ reader: ObjectReader,
        _ base: Base,
        _ sending: Sending,
        name: String,
        isAsked: Bool,
        _ scope: inout Scope
    ) -> Step {
        let isMany = sending.traffic != .single
        var own = sending.scope
        let request = base.request ?? JSONNode(content: .object([]), location: reader.opening)
        let variants = variants(reader["load"], base, &own)
        if variants.isEmpty { check(request, &own) }
        var step = Step(
            name: name,
            location: reader.opening,
            request: request,
            expect: ExpectationTemplate(isAsked ? nil : base.expect, forMany: isMany, scope: &own, problems),
            captures: Capture.decode(reader["capture"], problems),
            traffic: sending.traffic,
            retry: reader["retry"].flatMap { retry(scope.resolve($0, problems)) },
            eventually: reader["eventually"].flatMap { eventually(scope.resolve($0, problems)) },
            pause: reader.duration("pause") ?? 0,
            connection: ConnectionDecoder.decode(
                base.connection.map { scope.resolve($0, problems) },
                // What is skipped may wait for just these files.
                files: scenario["skip"] == nil ? scope.files : nil,
                problems
            )
        )
        step.variants = variants
        step.data = sending.data
        for capture in step.captures {
            scope.deferred.insert(capture.name)
            scope.variables[capture.name] = nil
        }
        return step
    }

    /// The `requests` of a load: each patches the scenario's own.
    private func variants(_ load: JSONNode?, _ base: Base, _ scope: inout Scope) -> [LoadVariant] {
        guard let node = load?["requests"] else { return [] }
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add(
                "'requests' must be a list with at least one request, found \(Leaf.found(node))",
                at: node.location
            )
            return []
        }
        return elements.enumerated().compactMap { index, element in
            guard
                let reader = ObjectReader(
                    element,
                    "a request of a load",
                    keys: ["name", "weight", "request", "expect"],
                    problems
                )
            else {
                return nil
            }
            let weight = reader["weight"].flatMap { Leaf.number($0, "'weight'", problems) }?.double ?? 1
            if !(weight > 0) { problems.add("'weight' must be more than 0", at: reader["weight"]?.location) }
            let request =
                merge(reader["request"], onto: base.request, &scope)
                ?? JSONNode(content: .object([]), location: reader.opening)
            check(request, &scope)
            let expect = expectation(base.expect, patchedBy: reader["expect"])
            return LoadVariant(
                name: reader.text("name") ?? "request \(index + 1)",
                weight: weight,
                request: request,
                expect: ExpectationTemplate(expect, forMany: true, scope: &scope, problems)
            )
        }
    }

    /// Makes the request once, to see whether it can be made.
    private func check(_ request: JSONNode, _ scope: inout Scope) {
        let resolved = scope.resolve(request, problems)
        let decoder = RequestDecoder(problems: problems, files: scope.files, target: nil, redactor: Redactor())
        _ = decoder.request(resolved)
    }

    private func requireExpectation(_ steps: [Step], isQuestion: Bool) {
        guard !isQuestion, !problems.hasErrors else { return }
        if steps.allSatisfy({ $0.expect.expectsNothing && $0.captures.isEmpty }) {
            problems.add(
                "this scenario expects nothing, so it can't fail",
                at: scenario["name"]?.location ?? scenario.opening,
                help: "add \"expect\": { \"status\": \"2xx\" }, here or in the suite"
            )
        }
    }

    private func retry(_ node: JSONNode) -> Retry? {
        guard let reader = ObjectReader(node, "'retry'", keys: ["times", "delay", "on"], problems) else { return nil }
        _ = reader.required("times", "'retry'")
        return Retry(
            times: reader.count("times", in: 1...1000) ?? 1,
            delay: reader.duration("delay") ?? 200_000_000,
            condition: reader["on"].map { RetryCondition.decode($0, problems) } ?? .usual
        )
    }

    private func eventually(_ node: JSONNode) -> Eventually? {
        guard let reader = ObjectReader(node, "'eventually'", keys: ["within", "every"], problems) else { return nil }
        _ = reader.required("within", "'eventually'")
        return Eventually(within: reader.duration("within") ?? 0, every: reader.duration("every") ?? 250_000_000)
    }
}
