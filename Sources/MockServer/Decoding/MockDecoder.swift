import Contracts
package import Decoding
package import Diagnostics
import Glibc
import JSON
import Measurement
package import Scenarios
package import Substitution

/// Decodes a mock file.
struct MockDecoder {
    static let keys = [
        "$schema", "mock", "description", "variables", "state", "tokens", "limits", "service", "freeze", "rules",
        "otherwise", "contract",
    ]

    let problems: Problems
    /// Is told of the file's secrets.
    var redactor = Redactor()
    var scope: Scope
    /// The seed of the values that a contract's answers have.
    var contractSeed: UInt64 = 0
    /// What service times and freezes are measured by.
    var clock: @Sendable () -> Int64 = VirtualClock.monotonic

    mutating func mock(_ node: JSONNode, seed: UInt64) -> Mock? {
        if node["scenarios"] != nil, node["rules"] == nil {
            let path = node.location.file.path
            let help = "muster run \(path) --mock starts the mock that it names"
            problems.add("\(path) is a suite, not a mock", at: nil, help: help)
            return nil
        }
        guard let reader = ObjectReader(node, "a mock", keys: Self.keys, problems) else { return nil }
        let name = reader.required("mock", "a mock").flatMap { Leaf.text($0, "'mock'", problems) }
        _ = reader.text("description")
        _ = reader.text("$schema")
        let variables = VariableDecoder(options: PlanOptions(), problems: problems).variables(reader["variables"])
        for variable in variables where ["request", "retryAfter"].contains(variable.name) {
            problems.add(
                "the variable '\(variable.name)' would hide what '\(variable.name)' stands for in a mock",
                at: variable.value.location,
                help: "give it another name"
            )
        }
        VariableResolver.resolve(variables, into: &scope, problems)
        for variable in variables {
            guard let shell = variable.shellName, let value = scope.variables[variable.name] else { continue }
            redactor.hide(value, name: shell)
        }
        var state = MockState()
        for (key, value) in values(reader["state"]) where !state.set(key, value) {
            problems.add("more than \(MockState.mostKeys) keys", at: reader["state"]?.location)
            break
        }
        for (name, rules) in stores(reader["tokens"]) { state.tokens[ExactKey(name)] = TokenStore(rules) }
        let limits = LimitDecoder(problems: problems, scope: scope).limits(reader["limits"])
        for limit in limits { state.limits[ExactKey(limit.name)] = RateLimit(rate: limit.rate, burst: limit.burst) }
        let declared = DeclaredNames(stores: state.tokens.keys.map(\.text), limits: limits)
        let services = ServiceDecoder(problems: problems, scope: scope, seed: seed)
        let decoder = RuleDecoder(problems: problems, scope: scope, declared: declared, services: services)
        let rules = rules(reader["rules"], decoder)
        for rule in rules { hideKeys(of: rule.condition) }
        let otherwise = decoder.otherwise(reader["otherwise"], number: rules.count)
        if let otherwise = reader["otherwise"], reader["contract"] != nil {
            let help = "what no rule answers is answered by one of them"
            problems.add("'otherwise' and 'contract' can't be given together", at: otherwise.location, help: help)
        }
        let contracts = ContractResponderDecoder(problems: problems, files: scope.files, seed: contractSeed)
        let contract = reader["contract"].flatMap { contracts.responder($0, relativeTo: node.location.file.path) }
        let tempo = VirtualClock(
            station: reader["service"].flatMap(services.station),
            freeze: reader["freeze"].flatMap(services.freeze),
            clock: clock
        )
        guard let name else { return nil }
        return Mock(
            name: name,
            rules: rules,
            otherwise: otherwise,
            contract: contract,
            state: state,
            base: scope,
            tempo: tempo,
            seed: seed
        )
    }

    private func rules(_ node: JSONNode?, _ decoder: RuleDecoder) -> [MockRule] {
        guard let node else { return [] }
        guard let elements = node.elements else {
            problems.add("'rules' must be a list, found \(node.described)", at: node.location)
            return []
        }
        return elements.enumerated().compactMap { decoder.rule($1, number: $0) }
    }

    /// Tells the redactor of the secrets by which signatures are verified, but for those that texts hold by chance.
    /// Where a suite has a name for one, that is shown: one that begins with an underscore comes after it.
    private func hideKeys(of condition: Condition) {
        for part in condition.parts {
            switch part {
            case .signed(_, let keys, _):
                for (id, secret) in keys where secret.unicodeScalars.count >= Redactor.shortest {
                    redactor.hide(secret, name: "_\(ShellName.make(id))")
                }
            case .not(let condition): hideKeys(of: condition)
            case .all(let conditions), .any(let conditions): conditions.forEach(hideKeys)
            case .method, .methodLike, .path, .pathLike, .query, .message, .isJSON, .state, .token, .over, .dynamic:
                break
            }
        }
    }

    /// What the mock knows at the start; there is no request yet.
    private mutating func values(_ node: JSONNode?) -> [(String, JSONValue)] {
        guard let node, ObjectReader.members(of: node, "'state'", problems) != nil else { return [] }
        let resolved = scope.resolve(node, problems)
        return (resolved.members ?? []).filter { $0.name != "//" }.map { ($0.name, $0.value.value) }
    }

    private mutating func stores(_ node: JSONNode?) -> [(String, TokenStore.Rules)] {
        guard let node, ObjectReader.members(of: node, "'tokens'", problems) != nil else { return [] }
        let resolved = scope.resolve(node, problems)
        return (resolved.members ?? []).filter { $0.name != "//" }.compactMap { member in
            store(member.value).map { (member.name, $0) }
        }
    }

    private func store(_ node: JSONNode) -> TokenStore.Rules? {
        let keys = ["lifetime", "sliding", "known", "expired"]
        guard let reader = ObjectReader(node, "a token store", keys: keys, problems) else { return nil }
        let sliding = reader.flag("sliding") ?? false
        if sliding, reader["lifetime"] == nil {
            problems.add("'sliding' needs a 'lifetime'", at: reader["sliding"]?.location)
        }
        return TokenStore.Rules(
            lifetime: reader.duration("lifetime").map { Int64(clamping: $0 / 1_000_000) },
            sliding: sliding,
            known: reader.texts("known"),
            expired: reader.texts("expired")
        )
    }
}

extension Mock {
    /// The mock that the file at `path` describes: a mock file, or an OpenAPI document in JSON or YAML.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: What `${env:NAME}` sees.
    ///   - files: Reads the files that it names.
    ///   - seed: The seed of everything random; `nil` for another one each time, and for the same values of a contract.
    ///   - toleratesUnsetEnvironment: Whether environment variables that aren't set pass, as in a mere check.
    ///   - redactor: The run's, which is told of the file's secrets.
    ///   - serving: How an OpenAPI document is served.
    /// - Throws: Everything that is wrong with the file.
    package static func load(
        _ path: String,
        environment: Environment = Environment(),
        files: FileStore = FileStore(),
        seed: UInt64? = nil,
        toleratesUnsetEnvironment: Bool = false,
        redactor: Redactor = Redactor(),
        serving: ContractServing = ContractServing()
    ) throws(Problems.Found) -> Mock {
        let problems = Problems()
        let mock = read(path, nil, environment, files, seed, problems, toleratesUnsetEnvironment, redactor, serving)
        try problems.throwIfAny()
        guard let mock else { throw Problems.Found(problems.diagnostics) }
        return mock
    }

    /// The mock that the file at `path` describes, which is named at `location`; what is wrong is added to `problems`.
    package static func read(
        _ path: String,
        _ location: SourceLocation?,
        _ environment: Environment,
        _ files: FileStore,
        _ seed: UInt64?,
        _ problems: Problems,
        _ toleratesUnsetEnvironment: Bool,
        _ redactor: Redactor = Redactor(),
        _ serving: ContractServing = ContractServing()
    ) -> Mock? {
        do throws(FileStore.Failure) {
            let file = try files.document(at: path)
            return decode(file, environment, files, seed, problems, toleratesUnsetEnvironment, redactor, serving)
        } catch {
            let help = location.map { "paths are relative to \($0.file.path)" }
            problems.add("the mock file \(error.path) \(error.reason)", at: location, help: help ?? "")
            return nil
        }
    }

    static func decode(
        _ file: SourceFile,
        _ environment: Environment,
        _ files: FileStore,
        _ seed: UInt64?,
        _ problems: Problems,
        _ toleratesUnsetEnvironment: Bool = false,
        _ redactor: Redactor = Redactor(),
        _ serving: ContractServing = ContractServing(),
        clock: @escaping @Sendable () -> Int64 = VirtualClock.monotonic
    ) -> Mock? {
        guard let node = SourceReader.parseOwn(file, problems) else { return nil }
        if node["openapi"] != nil || node["swagger"] != nil {
            return contract(file.path, files, seed, problems, serving)
        }
        let random = seed ?? UInt64.random(in: .min ... .max)
        var scope = Scope(environment: environment, files: files, random: SplitMix64(seed: random))
        scope.toleratesUnsetEnvironment = toleratesUnsetEnvironment
        var decoder = MockDecoder(
            problems: problems,
            redactor: redactor,
            scope: scope,
            contractSeed: seed ?? 0,
            clock: clock
        )
        return decoder.mock(node, seed: random)
    }

    /// A mock of nothing but a contract.
    private static func contract(
        _ path: String,
        _ files: FileStore,
        _ seed: UInt64?,
        _ problems: Problems,
        _ serving: ContractServing
    ) -> Mock? {
        let decoder = ContractResponderDecoder(problems: problems, files: files, seed: seed ?? 0, serving: serving)
        guard let responder = decoder.responder(path) else { return nil }
        let response = Response(answer: .fixed(MockAnswer(status: 404)))
        return Mock(
            name: responder.contract.title,
            rules: [],
            otherwise: MockRule(number: 0, name: "otherwise", condition: Condition(), response: response),
            contract: responder,
            state: MockState(),
            base: Scope(environment: Environment(), files: files, random: SplitMix64(seed: seed ?? 0)),
            tempo: VirtualClock(),
            seed: seed ?? 0
        )
    }
}
