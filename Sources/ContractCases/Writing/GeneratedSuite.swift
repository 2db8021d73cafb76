package import Contracts
package import Decoding
import Diagnostics
import JSON
package import Scenarios
import Substitution

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
            // What the document's own author signed in with is nothing for a file that others keep.
            suite["target"] = .string(CurlCommand.withoutUserInformation(server))
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

/// Makes scenarios for suites that name a contract.
package struct ContractScenarios: ScenarioGenerator {
    package init() {}

    package func scenarios(
        _ generation: Generation,
        _ context: GenerationContext,
        _ problems: Problems
    ) -> GeneratedScenarios {
        var result = GeneratedScenarios()
        guard let contract = contract(generation, context.files, problems) else { return result }
        let selection = CaseSelection(problems: problems)
        let kinds = selection.kinds(generation.kinds)
        let operations = selection.operations(generation.operations, of: contract)
        let open = generation.open.map { OpenPoint($0, kinds: selection.kinds($0.kinds)) }
        let finder = BaseFinder(contract: contract, context: context, seed: generation.seed)
        var places: Set<String> = []
        var parts: [OperationCases] = []
        var all: [(operation: String, made: OperationCases.Made)] = []
        for operation in operations {
            let base = finder.base(of: operation)
            if let problem = base.problem {
                problems.warn(
                    "no case is made of \(operation.name): \(problem)",
                    at: generation.location,
                    help: "give the suite a request that is valid"
                )
                continue
            }
            let cases = OperationCases(
                contract: contract,
                base: base,
                kinds: kinds,
                generation: generation,
                isWhole: true,
                expect: ResponseExpectations.written(operation),
                prefix: (generation.name.isEmpty ? "" : "\(generation.name): ")
                    + (operations.count > 1 ? "\(operation.id ?? operation.name): " : ""),
                open: open,
                others: (finder.base, ResponseExpectations.written)
            )
            places.formUnion(cases.places)
            let made = cases.made(countsAll: true)
            parts.append(cases)
            all.append((operation.name, made))
            result.possible += made.possible
        }
        let budget = generation.budget.count(operations: operations.count)
        let within = OperationCases.within(budget, all)
        let written = zip(parts, within.made).flatMap { $0.scenarios($1) }
        if within.leftOut > 0 {
            problems.warn(
                "\(within.leftOut) of \(within.leftOut + budget) cases are left out",
                at: generation.location,
                help: "\"budget\": \"all\" makes all of them"
            )
        }
        selection.check(generation, places: places)
        var names = ScenarioNames(context.names)
        let place = generation.location
        let named = written.map { made in (made: made, name: names.unique(made.scenario["name"]?.string ?? "")) }
        result.scenarios = Parallel.map(named) { made, name in
            var scenario = made.scenario
            scenario["name"] = .string(name)
            return GeneratedScenario(
                scenario: JSONNode(.object(scenario), at: place),
                reductions: { made.reductions().map { $0.map { JSONNode($0, at: place) } } },
                operation: made.operation
            )
        }
        return result
    }

    private func contract(_ generation: Generation, _ files: FileStore, _ problems: Problems) -> Contract? {
        do throws(Problems.Found) {
            return try Contract.load(generation.contract.text, files: files)
        } catch {
            problems.add("the contract can't be used", at: generation.contract.location)
            for diagnostic in error.diagnostics { problems.add(diagnostic) }
            return nil
        }
    }
}

/// What one operation gives to a suite that is written.
struct GeneratedPart {
    let base: OperationBase
    private let cases: OperationCases
    /// The cases, before any is written.
    let made: OperationCases.Made
    let variables: [String]
    let notes: [String]
    /// What every answer is like, whatever the operation.
    let shared: JSONObject
    /// What each status is like.
    let byStatus: JSONValue?
    /// Variables that hold what each status of an operation is like.
    let answers: JSONObject

    /// The part of `operation`; when it is alone, the suite's own `request` and `expect` are its.
    init(
        _ contract: Contract,
        _ operation: Operation,
        _ kinds: Set<String>,
        _ generation: Generation,
        isAlone: Bool
    ) {
        let maker = GeneratedBase(contract: contract, seed: generation.seed)
        let made = maker.base(operation)
        base = made.base
        var expect = ResponseExpectations.written(operation)
        byStatus = expect.remove("byStatus")
        shared = expect
        let named = { (other: Operation) -> JSONObject in
            isAlone && other.name == operation.name ? [:] : ["byStatus": .string("${\(Self.variable(other))}")]
        }
        let cases = OperationCases(
            contract: contract,
            base: made.base,
            kinds: kinds,
            generation: generation,
            isWhole: !isAlone,
            expect: named(operation),
            prefix: isAlone ? "" : "\(operation.id ?? operation.name): ",
            others: ({ maker.base($0).base }, named)
        )
        self.cases = cases
        notes = made.problems + (CaseGroup.links.kinds.contains { kinds.contains($0.name) } ? cases.flows.notes : [])
        let usable = made.base.problem == nil ? cases.made(countsAll: false) : .init(cases: [], flows: [])
        self.made = usable
        let linked = usable.flows.flatMap(\.steps).map(\.operation).filter { $0.name != operation.name }
        variables = made.variables + linked.flatMap { maker.base($0).variables }
        var answers = JSONObject()
        for other in (isAlone ? [] : [operation]) + linked {
            answers[Self.variable(other)] = ResponseExpectations.written(other)["byStatus"] ?? [:]
        }
        self.answers = answers
    }

    /// The scenarios of what is left of ``made`` within a budget.
    func scenarios(_ made: OperationCases.Made) -> [JSONObject] { cases.scenarios(made).map(\.scenario) }

    private static func variable(_ operation: Operation) -> String {
        let letters = (operation.id ?? operation.name).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "answers-" + String(letters)
    }
}
