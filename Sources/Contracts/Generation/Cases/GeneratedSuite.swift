import JSON
package import Scenarios

/// Writes what a contract gives as an ordinary suite, to read, edit and keep.
package struct GeneratedSuite {
    /// What is asked for.
    package struct Options {
        package var kinds: [String] = []
        package var operations: [String] = []
        package var combine: Int?
        package var seed: UInt64 = 0
        /// How the suite names the contract; nil leaves it out.
        package var contractName: String?

        package init() {}
    }

    /// The suite file's text.
    package let text: String
    /// How many cases of one change it has.
    package let single: Int
    /// How many combinations it has.
    package let combined: Int
    /// What couldn't be made, in words.
    package let notes: [String]

    /// The suite of `contract`; what is wrong with `options` is added to `problems`.
    package init(_ contract: Contract, _ options: Options, _ problems: Problems) {
        let words = { (texts: [String], option: String) in
            texts.map { text in
                let file = SourceFile(path: option, bytes: Array(text.utf8))
                return Generation.Word(text: text, location: SourceLocation(file: file, range: 0..<text.utf8.count))
            }
        }
        let empty = SourceLocation(file: SourceFile(path: contract.path, bytes: []), range: 0..<0)
        var generation = Generation(contract: .init(text: contract.path, location: empty), location: empty)
        generation.combine = options.combine
        generation.seed = options.seed
        let selection = CaseSelection(problems: problems)
        let kinds = selection.kinds(words(options.kinds, "--kinds"))
        let operations = selection.operations(words(options.operations, "--operation"), of: contract)
        let parts = operations.map { OperationPart(contract, $0, kinds, generation, isAlone: operations.count == 1) }
        let scenarios = Self.named(parts.flatMap(\.scenarios))
        text = ReadableJSON.text(.object(Self.suite(contract, options, parts, scenarios)))
        combined = scenarios.count { $0["tags"]?.array?.contains("combination") ?? false }
        single = scenarios.count - combined
        notes = parts.flatMap(\.notes)
    }

    private static func named(_ scenarios: [JSONObject]) -> [JSONObject] {
        var names = ScenarioNames()
        return scenarios.map { scenario in
            var scenario = scenario
            scenario["name"] = .string(names.unique(scenario["name"]?.string ?? ""))
            return scenario
        }
    }

    private static func suite(
        _ contract: Contract,
        _ options: Options,
        _ parts: [OperationPart],
        _ scenarios: [JSONObject]
    ) -> JSONObject {
        var suite: JSONObject = ["suite": .string("\(contract.title): generated cases")]
        suite["description"] = .string(
            "Made from \(options.contractName ?? contract.path) with seed \(options.seed). Each case says which kind of the catalogue it is, and why its answers are right."
        )
        if let server = contract.servers.first?.url, server.hasPrefix("http"), !server.contains("{") {
            suite["target"] = .string(server)
        }
        if let name = options.contractName { suite["contract"] = .string(name) }
        let variables = variables(parts)
        if !variables.isEmpty { suite["variables"] = .object(variables) }
        if parts.count == 1, let part = parts.first {
            suite["request"] = .object(part.base.draft.value)
            suite["expect"] = .object(part.expect)
        }
        suite["scenarios"] = .array(scenarios.map(JSONValue.object))
        return suite
    }

    private static func variables(_ parts: [OperationPart]) -> JSONObject {
        var variables = JSONObject()
        for name in parts.flatMap(\.variables) where variables[name] == nil {
            let shell = name.uppercased().replacing("-", with: "_")
            variables[name] = ["secret": .string("${env:API_\(shell):-muster-\(name)}")]
        }
        for part in parts where parts.count > 1 {
            variables[part.variable] = .object(part.expect["byStatus"]?.object ?? [:])
        }
        return variables
    }
}

/// What one operation gives to the suite.
private struct OperationPart {
    let base: OperationBase
    let scenarios: [JSONObject]
    let variables: [String]
    let notes: [String]
    /// What every answer is like, references escaped.
    let expect: JSONObject
    /// The variable that holds what each status is like.
    let variable: String

    init(_ contract: Contract, _ operation: Operation, _ kinds: Set<String>, _ generation: Generation, isAlone: Bool) {
        let made = MadeBase(contract: contract, seed: generation.seed).base(operation)
        base = made.base
        variables = made.variables
        notes = made.problems
        expect = ScenarioText.literal(.object(ResponseExpectations.expect(operation))).object ?? [:]
        let letters = (operation.id ?? operation.name).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        variable = "answers-" + String(letters)
        var own = JSONObject()
        if !isAlone {
            own = expect
            own["byStatus"] = .string("${\(variable)}")
        }
        let cases = OperationCases(
            contract: contract,
            base: made.base,
            kinds: kinds,
            generation: generation,
            isWhole: !isAlone,
            expect: own,
            prefix: isAlone ? "" : "\(operation.id ?? operation.name): "
        )
        scenarios = cases.written().map(\.scenario)
    }
}
