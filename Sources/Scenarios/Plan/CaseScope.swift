package import Decoding
import Diagnostics
import HTTP
package import JSON
import Measurement
import Results
package import Substitution
import Synchronization

/// What a case sees and must hide while it runs.
package struct CaseScope: Sendable {
    /// Variables and everything else that `${...}` can name.
    package var scope: Scope
    /// What must not leave the program.
    package let redactor: Redactor
    private let variables: [Variable]
    /// The access tokens that it has.
    private var tokens: [OAuthTokenRequest: LiveText] = [:]
    /// The names that its steps capture, and those that the suite's setup should have captured.
    private let awaited: Set<String>

    /// The variables of `case` with their values; each is computed once for the case, or for all cases of its suite
    /// where the setup used it.
    ///
    /// - Parameter receiver: What stands for `${receiver}`, where the case waits for requests.
    /// - Throws: variables that can't be computed.
    package init(
        _ case: Case,
        options: PlanOptions,
        files: FileStore,
        seed: UInt64,
        shared: SharedValues = SharedValues(),
        receiver: String? = nil
    ) throws(Problems.Found) {
        scope = Scope(environment: options.environment, files: files, random: SplitMix64(seed: seed))
        scope.toleratesUnsetEnvironment = options.toleratesUnsetEnvironment
        redactor = options.redactor
        variables = `case`.variables
        let seen = shared.seen(besides: `case`.ownNames)
        scope.variables = seen.values
        scope.captured = seen.captured
        scope.deferred = seen.missing
        if let receiver {
            scope.variables[Reception.variable] = .string(receiver)
            scope.captured.insert(Reception.variable)
        }
        awaited = seen.missing.union(`case`.capturedNames)
        let problems = Problems()
        VariableResolver.resolve(variables, into: &scope, problems)
        hideSecrets(among: variables)
        try problems.throwIfAny()
    }

    private func hideSecrets(among variables: [Variable]) {
        for variable in variables {
            guard let shell = variable.shellName, let value = scope.variables[variable.name] else { continue }
            redactor.hide(value, name: shell)
        }
    }

    /// Gives `name` the value that a response brought, which stands there in `pieces`.
    package mutating func capture(_ value: JSONValue, as capture: Capture, pieces: [String] = []) {
        scope.variables[capture.name] = value
        scope.captured.insert(capture.name)
        if capture.isSecret {
            for hidden in [value] + pieces.map(JSONValue.string) {
                redactor.hide(hidden, name: ShellName.make(capture.name))
            }
        }
        guard scope.deferred.remove(capture.name) != nil else { return }
        // Variables that waited for it.
        let waiting = variables.filter { scope.deferred.contains($0.name) }
        for variable in waiting { scope.deferred.remove(variable.name) }
        VariableResolver.resolve(waiting, into: &scope, Problems())
        hideSecrets(among: waiting)
    }

    /// What its steps, a suite's setup, leave to the cases of the suite.
    package func shared(_ frame: SuiteFrame) -> SharedValues {
        var shared = SharedValues(frame)
        shared.captured = scope.variables.filter { frame.captured.contains($0.key) }
        shared.variables = scope.variables.filter { frame.used[$0.key] != nil }
        return shared
    }

    /// A name that `step` uses and that no step has captured; `nil` when it has all that it needs.
    package func lack(of step: Step) -> String? {
        let mentions = VariableResolver.mentions(step.request) + step.expect.mentions + (step.control?.mentions ?? [])
        return mentions.first { name in
            scope.variables[name] == nil && (awaited.contains(name) || scope.deferred.contains(name))
        }
    }

    /// Hides what `captures` would take from `subject` and that is secret, whether or not it will be captured: what is
    /// shown of a response that broke an expectation must not tell it, nor one whose value doesn't look as expected.
    package func hideSecrets(of captures: [Capture], in subject: Subject) {
        redactor.hideSecrets(of: captures, in: subject)
    }

    /// Makes the request of `step` as it is sent now.
    ///
    /// - Throws: what is wrong with it, which only a value that wasn't known before can bring about.
    package mutating func request(_ step: Step, target: String) throws(Problems.Found) -> PreparedRequest {
        try request(step.request, target: target)
    }

    /// Makes the request that `request` describes as it is sent now.
    ///
    /// - Throws: what is wrong with it, which only a value that wasn't known before can bring about.
    package mutating func request(_ request: JSONNode, target: String) throws(Problems.Found) -> PreparedRequest {
        try draft(request, target: target).prepared
    }

    /// Makes the request that `request` describes, with gaps for the late values of the scope.
    ///
    /// - Throws: what is wrong with it, whatever values fill the gaps.
    package mutating func draft(_ request: JSONNode, target: String) throws(Problems.Found) -> RequestDraft {
        let problems = Problems()
        let node = scope.resolve(request, problems)
        FileNames(captured: scope.captured, problems: problems).check(node, written: request)
        var decoder = RequestDecoder(
            problems: problems,
            files: scope.files,
            target: target,
            redactor: redactor,
            now: scope.clock()
        )
        decoder.token = token(of: node, target)
        let draft = decoder.request(node)
        try problems.throwIfAny()
        guard let draft else { throw Problems.Found([]) }
        redactor.hideUserInformation(of: draft.prepared.request.url, name: "URL_PASSWORD")
        return draft
    }
}

extension CaseScope {
    /// The access tokens that the requests of `step` need, each once.
    ///
    /// - Throws: what is wrong with how they are asked for, which only a value that wasn't known before can bring
    ///   about.
    package mutating func tokenRequests(of step: Step, target: String) throws(Problems.Found) -> [OAuthTokenRequest] {
        let requests = step.variants.isEmpty ? [step.request] : step.variants.flatMap(\.steps).map(\.request)
        let problems = Problems()
        // A row or a variable may hold all of it.
        let nodes = requests.compactMap { request in
            request["auth"].map { $0.kind == .object ? $0 : scope.resolve($0, problems) }?["oauth2"]
        }
        guard !nodes.isEmpty else { return [] }
        var wanted: [OAuthTokenRequest] = []
        for node in nodes {
            let resolved = scope.resolve(node, problems)
            let request = OAuthDecoder(problems: problems, target: target).request(resolved)
            if let request, !wanted.contains(request) { wanted.append(request) }
        }
        try problems.throwIfAny()
        return wanted
    }

    /// Puts `token` into all requests that ask for it so.
    package mutating func keep(_ token: LiveText, for request: OAuthTokenRequest) { tokens[request] = token }

    /// The token of a request whose `${...}` are replaced; in a load what it is when each request is sent.
    private mutating func token(of node: JSONNode, _ target: String) -> PendingText? {
        guard !tokens.isEmpty, let oauth = node["auth"]?["oauth2"],
            let wanted = OAuthDecoder(problems: Problems(), target: target).request(oauth), let token = tokens[wanted]
        else { return nil }
        if let gap = scope.late?.gap(forLive: token, "access_token") { return PendingText([.gap(gap)]) }
        return PendingText([.text(token.text)])
    }

    /// The `curl` command for `step`; values that only a response will bring stand in it as `${name}`.
    package mutating func preview(_ step: Step, target: String) throws(Problems.Found) -> String {
        if step.traffic != .single { scope.defer(columns: step.data?.columns ?? []) }
        if let name = step.control?.itemName { scope.deferred.insert(name) }
        defer { scope.leave(step.control) }
        var texts: [String] = []
        let recorder = Recorder(redactor, connection: step.connection)
        if step.variants.isEmpty { texts.append(recorder.record(try request(step, target: target)).curl) }
        for variant in step.variants {
            var own = self
            for step in variant.steps {
                texts.append(recorder.record(try own.request(step.request, target: target)).curl)
                own.scope.defer(step.captures)
            }
        }
        scope.defer(step.captures)
        return texts.joined(separator: "\n")
    }
}

extension Step.Traffic {
    /// How many requests, in words; `nil` for one.
    package var description: String? {
        switch self {
        case .single: nil
        case .burst(let burst): burst.description
        case .load(let load): load.description
        case .capacity(let capacity): capacity.description
        }
    }
}

/// An `expect` that is decoded at once when it holds no `${...}`, and for each judgement when it does.
package struct ExpectationTemplate: Sendable {
    let node: JSONNode?
    let forMany: Bool
    @Indirect private var compiled: Expectation?

    /// Whether it holds responses against each other, for which all of them have to be in one place.
    package var comparesResponses: Bool { node?["unique"] != nil || node?["same"] != nil }

    /// Whether any success and any refusal is right.
    package var leavesOutcomeOpen: Bool {
        let words = node?["status"]?.elements?.compactMap(\.string) ?? []
        return words.contains("2xx") && words.contains("4xx")
    }

    /// Decodes `node` under `scope`; values known only while running pass.
    init(_ node: JSONNode?, forMany: Bool, scope: inout Scope, _ problems: Problems) {
        self.node = node
        self.forMany = forMany
        guard let node else {
            compiled = Expectation()
            return
        }
        let key = Key(value: JSONDigest(node), path: node.location.file.path, forMany: forMany)
        let known = scope.files.expectation(key) {
            guard !node.holdsTemplate else { return (.template, true) }
            let own = Problems()
            let decoder = ExpectationDecoder(problems: own, files: scope.files, forMany: forMany)
            let expectation = decoder.expectation(node)
            for diagnostic in own.diagnostics { problems.add(diagnostic) }
            return (.compiled(Indirect(wrappedValue: expectation)), own.diagnostics.isEmpty)
        }
        switch known {
        case .compiled(let expectation): _compiled = expectation
        case .template:
            let decoder = ExpectationDecoder(problems: problems, files: scope.files, forMany: forMany)
            _ = decoder.expectation(scope.resolve(node, problems))
        }
    }

    /// An `expect` by its value: many scenarios expect the same. A path in it counts from the file's folder.
    struct Key: Hashable {
        let value: JSONDigest
        let path: String
        let forMany: Bool
    }

    /// What is known of an `expect`.
    enum Known: Sendable {
        /// It holds no `${...}`.
        case compiled(Indirect<Expectation>)
        /// It holds some, and is another one for each judgement.
        case template
    }

    /// Whether it asks when events of a response come, or what they say.
    package var watchesEvents: Bool {
        let own = (node?["byStatus"]?.members ?? []).map(\.value) + [node].compactMap(\.self)
        let keys = ["stream"] + SetExpectation.eventKeys
        return own.contains { expect in keys.contains { expect[$0] != nil } }
    }

    /// The names that it mentions.
    var mentions: [String] { compiled == nil ? node.map { VariableResolver.mentions($0) } ?? [] : [] }

    /// Whether there is nothing that could fail.
    var expectsNothing: Bool {
        if let compiled { return !compiled.judgesResponses && compiled.together.isEmpty }
        return node?.members?.allSatisfy { $0.name == "//" } ?? true
    }

    /// The expectation with what `scope` knows now.
    ///
    /// - Throws: what is wrong, which only a value that wasn't known before can bring about.
    package func expectation(_ scope: inout Scope) throws(Problems.Found) -> Expectation {
        if let compiled { return compiled }
        guard let node else { return Expectation() }
        let problems = Problems()
        let decoder = ExpectationDecoder(problems: problems, files: scope.files, forMany: forMany)
        let expectation = decoder.expectation(scope.resolve(node, problems))
        try problems.throwIfAny()
        return expectation
    }
}

extension ExpectationTemplate {
    /// What is known of each `expect` that was seen.
    fileprivate final class Cache: Sendable {
        let known = Mutex<[Key: Known]>([:])
    }
}

extension FileStore {
    /// What was found out about an `expect` of this value, or what `make` finds out now; what has errors isn't kept.
    fileprivate func expectation(
        _ key: ExpectationTemplate.Key,
        make: () -> (known: ExpectationTemplate.Known, isRight: Bool)
    ) -> ExpectationTemplate.Known {
        let cache = kept("expectations") { ExpectationTemplate.Cache() }
        if let known = cache.known.withLock({ $0[key] }) { return known }
        let made = make()
        if made.isRight { cache.known.withLock { $0[key] = made.known } }
        return made.known
    }
}
