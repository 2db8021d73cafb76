import Decoding
package import HTTP
import JSON
import Substitution

/// Decodes what a scenario sends, for one row of it, and checks it as far as it can be known before sending.
struct StepDecoder {
    private static let keys =
        [
            "name", "request", "expect", "connection", "capture", "retry", "eventually", "receive", "pause",
            "onFailure",
            "burst",
        ] + ControlDecoder.keys

    let inherited: ScenarioDecoder.Inherited
    let scenario: ObjectReader
    let problems: Problems
    /// Whether the scenario was made from a contract, which says more than is needed.
    var isGenerated = false
    /// Whether `scenario` is the suite itself, whose `setup` and `cleanup` are read.
    var isSuite = false

    /// What the scenario's steps start from, as far as its rows have no say in it: they share it.
    func common() -> Base {
        var base = Base(
            expect: scenario["question"] != nil
                ? nil : expectation(inherited.startExpect, patchedBy: scenario["expect"]),
            connection: connection(inherited.startConnection, patchedBy: scenario["connection"])
        )
        var scope = inherited.known
        if ![traced, inherited.request, scenario["request"]].compactMap(\.self).contains(where: Self.varies) {
            base.request = request(&scope)
        }
        // What steps patch is decoded with their patches.
        if let expect = base.expect, scenario["steps"] == nil, !expect.holdsTemplate {
            let isMany = Self.isMany(scenario)
            base.compiled = ExpectationTemplate(expect, forMany: isMany, scope: &scope, problems)
        }
        return base
    }

    /// Whether what `request` is merged into depends on values: names in it may, and what it uses of other files.
    private static func varies(_ request: JSONNode) -> Bool { request.holdsTemplateInNames || request["use"] != nil }

    /// The scenario's request.
    private func request(_ scope: inout Scope) -> JSONNode? {
        // The suite's own is merged onto nothing first, so that null means the same in it as everywhere.
        merge(scenario["request"], onto: merge(inherited.request, onto: traced, &scope), &scope)
    }

    /// The steps of a row, which start from what is `common` to all rows.
    func steps(_ common: Base, _ scope: inout Scope) -> [Step] {
        var sending = sending(scenario, scope)
        var base = common
        if base.request == nil { base.request = request(&sending.scope) }
        scope.random = sending.scope.random
        let isQuestion = scenario["question"] != nil
        // The steps of a load are the flow that each of its starts goes through.
        guard let node = scenario["steps"], scenario["load"] == nil else {
            let step = step(scenario, base, sending, name: "", isAsked: isQuestion, &scope)
            requireExpectation([step], isQuestion: isQuestion)
            return [step]
        }
        let steps = list(node, "steps", base, isQuestion: isQuestion, &scope)
        requireExpectation(steps, isQuestion: isQuestion)
        return steps
    }

    /// What the suite's request is merged onto: a `traceparent` where the scenario, or else the suite, asks for one.
    private var traced: JSONNode? {
        scenario["trace"] == nil || isSuite ? inherited.traced : TraceContext.base(scenario["trace"], problems)
    }

    /// The steps of the scenario's (or suite's) `setup` or `cleanup`. They patch what the suite has, and not the
    /// scenario: what is wrong there on purpose is none of theirs.
    func frame(_ key: String, _ scope: inout Scope) -> [Step] {
        guard let node = scenario[key] else { return [] }
        var own = scope
        let base = Base(
            request: merge(inherited.request, onto: traced, &own),
            expect: inherited.startExpect,
            connection: connection(inherited.startConnection, patchedBy: isSuite ? nil : scenario["connection"])
        )
        let steps = list(node, key, base, isQuestion: false, &scope)
        if key == "setup", !steps.isEmpty, !problems.hasErrors,
            steps.allSatisfy({ $0.expect.expectsNothing && $0.captures.isEmpty })
        {
            problems.add(
                "this setup expects nothing, so nobody would see that it failed",
                at: node.location,
                help: "add \"expect\": { \"status\": \"2xx\" } to its steps, or to the suite"
            )
        }
        return steps
    }

    /// The steps of a list, each of which patches `base`.
    private func list(_ node: JSONNode, _ key: String, _ base: Base, isQuestion: Bool, _ scope: inout Scope) -> [Step] {
        guard let elements = node.elements, !elements.isEmpty else {
            problems.add("'\(key)' must be a list with at least one step, found \(Leaf.found(node))", at: node.location)
            return []
        }
        var steps: [Step] = []
        let whole = inherited.library.expanded(elements, problems)
        for (index, element) in whole.enumerated() {
            guard let reader = ObjectReader(element, "a step", keys: Self.keys, problems) else { continue }
            var base = base
            if isSuite, key == "setup" { leaveOut(&base, whole, &scope) }
            let control = ControlDecoder(problems: problems).control(reader, &scope)
            var sending = self.sending(reader, scope)
            var own = self.base(base, patchedBy: reader, &sending.scope)
            own.connection = connection(base.connection, patchedBy: reader["connection"])
            scope.random = sending.scope.random
            let isAsked = isQuestion && index == whole.count - 1
            let name = reader.text("name") ?? "step \(index + 1)"
            if Self.isMany(reader) {
                for member in reader.present(["capture", "retry", "eventually"]) {
                    problems.add(
                        "'\(member.name)' can't be given for a step that is sent many times",
                        at: member.nameLocation,
                        help: "it belongs to a step that sends one request"
                    )
                }
            }
            var step = step(reader, own, sending, name: name, isAsked: isAsked, &scope)
            step.control = control
            scope.leave(control)
            if isAsked, let member = reader.present(ControlDecoder.keys).first {
                problems.add(
                    "'\(member.name)' can't be given for the step that asks the question",
                    at: member.nameLocation,
                    help: "the last step is asked, once: let a step before it go through the list"
                )
            }
            steps.append(step)
        }
        return steps
    }

    /// What a step starts from.
    struct Base {
        var request: JSONNode?
        var expect: JSONNode?
        /// What the only step of each row expects, where that is the same for all.
        var compiled: ExpectationTemplate?
        var connection: JSONNode?
    }

    /// `base` with the request and the expectation that `reader` patches.
    func base(_ base: Base, patchedBy reader: ObjectReader, _ scope: inout Scope) -> Base {
        Base(
            request: merge(reader["request"], onto: base.request, &scope),
            expect: expectation(base.expect, patchedBy: reader["expect"]),
            connection: base.connection
        )
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
        let many = reader["burst"] ?? reader["load"]
        let data = decoder.data(many, scope)
        // What is wrong with the rows has been said: that a name is none of theirs can't be.
        if data == nil, many?["data"] != nil { scope.hasUnknownColumns = true }
        if Self.isMany(reader) { scope.defer(columns: data?.columns ?? []) }
        return Sending(traffic: traffic, data: data, scope: scope)
    }

    /// Whether a burst or load is written, be it right or not: what belongs to one isn't wrong for its mistakes.
    private static func isMany(_ reader: ObjectReader) -> Bool {
        ["burst", "load", "capacity"].contains { reader[$0] != nil }
    }

    // A patch's own keys are checked before it is applied: a misspelt one whose value is null would leave no trace.

    private func expectation(_ node: JSONNode?, patchedBy patch: JSONNode?) -> JSONNode? {
        guard let patch else { return node }
        _ = ObjectReader(patch, "an expectation", keys: ExpectationDecoder.keys, problems)
        if !isGenerated { NoOpNulls(problems: problems).check(patch, onto: node) }
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
        return inherited.library.patches(patch, problems).reduce(base) { base, patch in
            let named = scope.resolveNames(patch, problems)
            _ = ObjectReader(named, "'request'", keys: RequestDecoder.keys, problems)
            return RequestMerge.apply(named, to: base)
        }
    }

    private func step(
        _ reader: ObjectReader,
        _ base: Base,
        _ sending: Sending,
        name: String,
        isAsked: Bool,
        _ scope: inout Scope
    ) -> Step {
        let isMany = Self.isMany(reader)
        var own = sending.scope
        let request = base.request ?? JSONNode(content: .object([]), location: reader.opening)
        let variants =
            isMany
            ? LoadVariantDecoder(decoder: self, columns: sending.data?.columns ?? [], problems: problems)
                .variants(reader, base, &own) : []
        if reader["capacity"] != nil { refuseSums(base.expect) }
        if !isMany { check(request, &own) }
        let connection = base.connection.map { scope.resolve($0, problems) }
        refuseLate(connection, scope)
        let expect =
            base.compiled ?? ExpectationTemplate(isAsked ? nil : base.expect, forMany: isMany, scope: &own, problems)
        var step = Step(
            name: name,
            location: reader.opening,
            request: request,
            expect: expect,
            captures: Capture.decode(reader["capture"], problems),
            traffic: sending.traffic,
            retry: retryNode(reader, isSingle: !isMany, isAsked: isAsked).flatMap {
                retry(scope.resolve($0, problems))
            },
            eventually: reader["eventually"].flatMap { eventually(scope.resolve($0, problems)) },
            pause: reader.duration("pause") ?? 0,
            connection: inherited.choice.applied(
                to: ConnectionDecoder.decode(
                    connection,
                    // What is skipped may wait for just these files.
                    files: scenario["skip"] == nil ? scope.files : nil,
                    problems
                )
            )
        )
        step.variants = variants
        step.reception = ReceptionDecoder(problems: problems)
            .reception(reader, isSingle: !isMany, isAsked: isAsked, &scope)
        step.protocolRules = inherited.protocolRules
        step.data = sending.data
        step.continuesAfterFailure = continues(reader)
        scope.defer(step.captures)
        return step
    }

    /// Where connections go has to be known before anything is sent: what only a response tells would be passed over.
    private func refuseLate(_ connection: JSONNode?, _ scope: Scope) {
        guard !scope.toleratesUnsetEnvironment else { return }
        for member in connection?.members ?? [] where ["proxy", "resolve"].contains(member.name) {
            guard member.value.holdsPending else { continue }
            problems.add(
                "'\(member.name)' can't hold what a response brings: it has to be known before",
                at: member.value.location,
                help: "give it by a variable, the environment, or --\(member.name)"
            )
        }
    }

    private func continues(_ reader: ObjectReader) -> Bool {
        guard let node = reader["onFailure"], let text = Leaf.text(node, "'onFailure'", problems) else { return false }
        let known = ["stop", "continue"]
        if !known.contains(text) {
            problems.add(
                "'onFailure' must be \"stop\" or \"continue\", found '\(text)'",
                at: node.location,
                help: UnknownName.help(text, among: known)
            )
        }
        return text == "continue"
    }

    /// What is judged over all requests is what the goals of a capacity say.
    private func refuseSums(_ expect: JSONNode?) {
        for member in expect?.members ?? [] where SetExpectation.keys.contains(member.name) {
            problems.add(
                "'\(member.name)' is judged over all requests: here the goals say it",
                at: member.nameLocation,
                help: "write it into one of the 'goals' of 'capacity'"
            )
        }
    }

    /// Makes the request once, to see whether it can be made.
    func check(_ request: JSONNode, _ scope: inout Scope) {
        let resolved = scope.resolve(request, problems)
        FileNames(captured: scope.captured, problems: problems).check(resolved, written: request)
        let decoder = RequestDecoder(
            problems: problems,
            files: scope.files,
            target: nil,
            redactor: Redactor(),
            now: scope.clock(),
            isTrial: true
        )
        guard let draft = decoder.request(resolved) else { return }
        DraftCheck(problems: problems, isDeliberate: isGenerated || scenario["about"] != nil).check(draft, resolved)
    }

    private func requireExpectation(_ steps: [Step], isQuestion: Bool) {
        guard !isQuestion, !problems.hasErrors else { return }
        let sent = steps.flatMap(\.variants).flatMap(\.steps)
        if steps.allSatisfy({ $0.expect.expectsNothing && $0.captures.isEmpty }),
            sent.allSatisfy({ $0.expect.expectsNothing && $0.captures.isEmpty })
        {
            problems.add(
                "this scenario expects nothing, so it can't fail",
                at: scenario["name"]?.location ?? scenario.opening,
                help: "add \"expect\": { \"status\": \"2xx\" }, here or in the suite"
            )
        }
    }

    /// What a step says of sending again; failing that the suite, whose word is for single requests that are judged.
    private func retryNode(_ reader: ObjectReader, isSingle: Bool, isAsked: Bool) -> JSONNode? {
        if let own = reader["retry"] { return own }
        return isSingle && !isAsked && reader["eventually"] == nil ? inherited.retry : nil
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

/// After which outcomes a request is sent again.
package struct RetryCondition: Sendable, Hashable {
    var statuses: [StatusSet]
    var failures: [FailureCategory]

    /// Every failure, and the statuses that say "later": 429, 502, 503, 504.
    static let usual = RetryCondition(
        statuses: [429, 502, 503, 504].map { StatusSet(ranges: [$0...$0], description: "\($0)") },
        failures: FailureCategory.allCases.filter { $0 != .cancelled && $0 != .request }
    )

    /// Whether `outcome` is one of them.
    package func holds(_ outcome: Result<HTTPResponse, ExchangeFailure>) -> Bool {
        switch outcome {
        case .success(let response): statuses.contains { $0.contains(response.status) }
        case .failure(let failure): failures.contains(failure.category)
        }
    }

    static func decode(_ node: JSONNode, _ problems: Problems) -> RetryCondition {
        var condition = RetryCondition(statuses: [], failures: [])
        for element in node.elements ?? [node] {
            if let text = element.string, let category = FailureCategory(rawValue: text) {
                condition.failures.append(category)
            } else if let text = element.string, StatusSet(text) == nil, !element.isPending {
                let names = FailureCategory.allCases.map(\.rawValue)
                problems.add(
                    "'\(text)' is neither a status, nor a range, nor a kind of failure",
                    at: element.location,
                    help: UnknownName.help(text, among: names)
                )
            } else if let set = StatusSet.decode(element, problems) {
                condition.statuses.append(set)
            }
        }
        return condition
    }
}
