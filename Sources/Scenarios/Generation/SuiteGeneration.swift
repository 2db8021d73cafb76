import Decoding
import Diagnostics
import JSON
import Substitution

/// Makes the cases that a suite's `generate` asks for.
struct SuiteGeneration {
    let inherited: ScenarioDecoder.Inherited
    let options: PlanOptions
    let scope: Scope
    let generator: (any ScenarioGenerator)?
    let problems: Problems

    /// The cases, decoded like those of the file, and what the contract gives in all. `node` is one object or a list of
    /// them: cases of several valid requests, such as one for each way to authenticate.
    func cases(
        _ node: JSONNode,
        contract: SuiteContract?,
        isNamed: Bool,
        beside scenarios: [JSONNode]
    ) -> (cases: [Case], possible: [KindCount]) {
        var names = Set(scenarios.compactMap { $0["name"]?.string })
        var cases: [Case] = []
        var possible: [KindCount] = []
        for element in node.elements ?? [node] {
            let made = self.cases(of: element, contract: contract, isNamed: isNamed, beside: scenarios, names)
            names.formUnion(made.cases.map(\.scenario))
            cases += made.cases
            possible = KindCount.sums(possible + made.possible)
        }
        if node.elements?.isEmpty == true { problems.add("this makes no case", at: node.location) }
        return (cases, possible)
    }

    private func cases(
        of node: JSONNode,
        contract: SuiteContract?,
        isNamed: Bool,
        beside scenarios: [JSONNode],
        _ names: Set<String>
    ) -> (cases: [Case], possible: [KindCount]) {
        let decoder = GenerationDecoder(inherited: inherited, problems: problems)
        guard let generation = decoder.generation(node, contract: contract, isNamed: isNamed), !problems.hasErrors
        else { return ([], []) }
        guard let generator else {
            problems.add("scenarios can't be made from a contract here", at: node.location)
            return ([], [])
        }
        var known = inherited.known
        let context = GenerationContext(
            file: inherited.file.path,
            requests: requests(scenarios, &known).map { request in
                generation.request.map { RequestMerge.apply(known.resolveNames($0, problems), to: request) } ?? request
            },
            variables: inherited.variables,
            names: names,
            scope: known,
            files: scope.files
        )
        let made = generator.scenarios(generation, context, problems)
        if made.scenarios.isEmpty, !problems.hasErrors {
            let help = "the contract gives none of these kinds for these operations: name others"
            problems.add("this makes no case", at: generation.location, help: help)
        }
        // What is wrong with what was given would be found again in every case that is made of it.
        guard !problems.hasErrors else { return ([], made.possible) }
        // A made scenario has the whole request: what the suite's own gave is in it.
        var complete = inherited
        complete.request = nil
        let (options, scope, whole) = (options, scope, complete)
        let cases = Parallel.map(made.scenarios, problems) { made, problems in
            let decoder = ScenarioDecoder(
                inherited: whole,
                options: options,
                scope: scope,
                problems: problems,
                isGenerated: true
            )
            return decoder.cases(made.scenario).map { plan in
                var plan = plan
                plan.isGenerated = true
                plan.operation = made.operation
                plan.reductions = made.reductions
                return plan
            }
        }.flatMap(\.self)
        return (cases, made.possible)
    }

    /// The suite's request, and those of scenarios that expect success and need nothing else.
    private func requests(_ scenarios: [JSONNode], _ scope: inout Scope) -> [JSONNode] {
        var requests: [JSONNode] = []
        if let own = inherited.request { requests.append(scope.resolveNames(own, problems)) }
        for scenario in scenarios
        where ["each", "steps", "question", "variables", "load", "burst"].allSatisfy({ scenario[$0] == nil }) {
            guard let patch = scenario["request"],
                let status = scenario["expect"]?["status"] ?? inherited.expect?["status"],
                let wanted = StatusSet.decode(status, Problems()),
                wanted.ranges.allSatisfy({ (200..<300).contains($0.lowerBound) })
            else { continue }
            requests.append(
                RequestMerge.apply(
                    scope.resolveNames(patch, problems),
                    to: inherited.request.map { scope.resolveNames($0, problems) }
                )
            )
        }
        return requests
    }
}
