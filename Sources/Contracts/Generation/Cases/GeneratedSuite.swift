import Diagnostics
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
        package var budget = Generation.Budget.usual
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
    /// How many cases of one change the budget leaves out.
    package let leftOut: Int
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
        let parts = operations.map { GeneratedPart(contract, $0, kinds, generation, isAlone: operations.count == 1) }
        let budget = options.budget.count(operations: operations.count)
        let within = OperationCases.within(budget, parts.map { ($0.base.operation.name, $0.made) })
        leftOut = within.leftOut
        let scenarios = Self.named(zip(parts, within.made).flatMap { $0.scenarios($1) })
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
        _ parts: [GeneratedPart],
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
        if let part = parts.first {
            var expect = part.shared
            if parts.count == 1 {
                suite["request"] = .object(part.base.draft.value)
                if let byStatus = part.byStatus { expect["byStatus"] = byStatus }
            }
            suite["expect"] = .object(expect)
        }
        suite["scenarios"] = .array(scenarios.map(JSONValue.object))
        return suite
    }

    private static func variables(_ parts: [GeneratedPart]) -> JSONObject {
        var variables = JSONObject()
        for name in parts.flatMap(\.variables) where variables[name] == nil {
            let shell = name.uppercased().replacing("-", with: "_")
            variables[name] = ["secret": .string("${env:API_\(shell):-muster-\(name)}")]
        }
        for answers in parts.flatMap(\.answers) { variables[answers.name] = answers.value }
        return variables
    }
}
