package import Contracts
package import Decoding
import Diagnostics
package import JSON
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
        /// What is known of IDs and constants, by the names of parameters, fields and schemas.
        package var values = JSONObject()
        /// The folders that stand for beginnings of URLs, and overlays, as the suite names them.
        package var folders: [(prefix: String, path: String)] = []
        package var overlays: [String] = []
        /// What the suite tests; nil for the contract's own server.
        package var target: String?
        /// The security scheme that is used where an operation leaves the choice; nil for the first of each.
        package var scheme: String?

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
        let references = ReferenceValues(Dictionary(options.values.map { ($0.name, $0.value) }) { $1 })
        for name in references.names where !contract.hasName(name) {
            problems.add(
                "no parameter, field or schema is called '\(name)'",
                at: nil,
                help: UnknownName.help(name, among: contract.names(near: name))
            )
        }
        if let scheme = options.scheme, contract.securityScheme(scheme) == nil {
            let known = contract.securitySchemes.map(\.name)
            problems.add(
                "the contract has no security scheme '\(scheme)'",
                at: nil,
                help: UnknownName.help(scheme, among: known)
            )
        }
        let once = GeneratedOnce(contract, seed: options.seed, references: references, scheme: options.scheme)
        let isAlone = operations.count == 1
        let cases = Parallel.map(operations) { [generation] operation in
            GeneratedPart.cases(contract, operation, kinds, generation, once, isAlone: isAlone)
        }
        let budget = options.budget.count(operations: operations.count)
        let usable = cases.filter { $0.base.problem == nil }
        let within = BudgetedCases(usable, budget: budget, countsAll: false)
        leftOut = within.leftOut
        var made = Dictionary(zip(usable.map(\.base.operation.name), within.made)) { $1 }
        let parts = cases.map { cases in
            let own = made.removeValue(forKey: cases.base.operation.name) ?? .init(cases: [], flows: [])
            return GeneratedPart(cases, own, once, isAlone: isAlone)
        }
        var names = ScenarioNames()
        let scenarios = names.named(parts.flatMap(\.scenarios)).map(\.scenario)
        text = ReadableJSON.text(.object(Self.suite(contract, options, parts, scenarios)))
        combined = scenarios.count { $0["tags"]?.array?.contains("combination") ?? false }
        single = scenarios.count - combined
        notes = parts.flatMap(\.notes)
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
        if let target = options.target {
            suite["target"] = .string(CurlCommand.withoutUserInformation(target))
        } else if let target = contract.ownTarget {
            suite["target"] = .string(target)
        }
        if let file = options.contractName {
            var name = ContractName(file: file)
            (name.folders, name.overlays) = (options.folders, options.overlays)
            suite["contract"] = name.value
        }
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
        for part in parts.flatMap(\.variables) where variables[part.rawValue] == nil {
            variables[part.rawValue] = ["secret": .string(part.template)]
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
        let given = generation.given.filter { CaseKind.named($0.kind.text) == nil }
        let references = ReferenceValues(Dictionary(given.map { ($0.kind.text, $0.value.value) }) { $1 })
        let finder = BaseFinder(contract: contract, context: context, seed: generation.seed, references: references)
        var places: Set<String> = []
        let namesPlaces = !CaseSelection.namedPlaces(generation).isEmpty
        var parts: [OperationCases] = []
        let expect = OncePerOperation(ResponseExpectations.written)
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
                expect: expect(operation),
                prefix: (generation.name.isEmpty ? "" : "\(generation.name): ")
                    + (operations.count > 1 ? "\(operation.id ?? operation.name): " : ""),
                open: open,
                others: ({ finder.base(of: $0) }, { expect($0) })
            )
            if namesPlaces { places.formUnion(cases.places) }
            parts.append(cases)
        }
        let budget = generation.budget.count(operations: operations.count)
        let within = BudgetedCases(parts, budget: budget, countsAll: true)
        result.possible = within.possible
        let written = zip(parts, within.made).flatMap { $0.scenarios($1) }
        if within.leftOut > 0 {
            problems.warn(
                "\(within.leftOut) of \(within.leftOut + budget) cases are left out",
                at: generation.location,
                help: "\"budget\": \"all\" makes all of them"
            )
        }
        selection.check(generation, contract, places: places)
        var names = ScenarioNames(context.names)
        let place = generation.location
        result.scenarios = Parallel.map(names.named(written)) { made in
            GeneratedScenario(
                scenario: JSONNode(.object(made.scenario), at: place),
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

/// What a suite that is written needs of several operations, made once.
struct GeneratedOnce: Sendable {
    /// The valid request of each operation.
    let base: OncePerOperation<GeneratedBase.Made>
    /// What its answers are like.
    let expect: OncePerOperation<JSONObject>

    init(_ contract: Contract, seed: UInt64, references: ReferenceValues, scheme: String?) {
        let maker = GeneratedBase(contract: contract, seed: seed, references: references, scheme: scheme)
        base = OncePerOperation { maker.base($0) }
        expect = OncePerOperation(ResponseExpectations.written)
    }
}

/// What one operation gives to a suite that is written.
struct GeneratedPart {
    let base: OperationBase
    /// The cases as the suite has them.
    let scenarios: [ScenarioWriter.Written]
    let variables: [KnownCredentials.Part]
    let notes: [String]
    /// What every answer is like, whatever the operation.
    let shared: JSONObject
    /// What each status is like.
    let byStatus: JSONValue?
    /// Variables that hold what each status of an operation is like.
    let answers: JSONObject

    /// The cases of `operation`; when it is alone, the suite's own `request` and `expect` are its.
    static func cases(
        _ contract: Contract,
        _ operation: Operation,
        _ kinds: Set<String>,
        _ generation: Generation,
        _ once: GeneratedOnce,
        isAlone: Bool
    ) -> OperationCases {
        let named = { @Sendable (other: Operation) -> JSONObject in
            isAlone && other.name == operation.name ? [:] : ["byStatus": .string("${\(variable(other))}")]
        }
        return OperationCases(
            contract: contract,
            base: once.base(operation).base,
            kinds: kinds,
            generation: generation,
            isWhole: !isAlone,
            expect: named(operation),
            prefix: isAlone ? "" : "\(operation.id ?? operation.name): ",
            others: ({ once.base($0).base }, named)
        )
    }

    /// Writes what is `made` of the cases.
    init(_ cases: OperationCases, _ made: OperationCases.Made, _ once: GeneratedOnce, isAlone: Bool) {
        base = cases.base
        let operation = base.operation
        var expect = once.expect(operation)
        byStatus = expect.remove("byStatus")
        shared = expect
        let hasLinks = CaseGroup.links.kinds.contains { cases.kinds.contains($0.name) }
        notes = once.base(operation).problems + (hasLinks ? cases.flows.notes : [])
        let linked = made.flows.flatMap(\.steps).map(\.operation).filter { $0.name != operation.name }
        variables = ([operation] + linked).flatMap { once.base($0).variables }
        var answers = JSONObject()
        let isUsed = !made.cases.isEmpty || !made.flows.isEmpty
        for other in (isAlone || !isUsed ? [] : [operation]) + linked {
            answers[Self.variable(other)] = once.expect(other)["byStatus"] ?? [:]
        }
        self.answers = answers
        scenarios = cases.scenarios(made)
    }

    private static func variable(_ operation: Operation) -> String {
        let letters = (operation.id ?? operation.name).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "answers-" + String(letters)
    }
}
