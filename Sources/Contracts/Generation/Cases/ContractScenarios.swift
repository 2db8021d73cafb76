import JSON
package import Scenarios

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
