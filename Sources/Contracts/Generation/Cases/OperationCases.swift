import JSON
import Scenarios

/// Makes and writes all cases of one operation.
struct OperationCases {
    let contract: Contract
    let base: OperationBase
    let kinds: Set<String>
    let generation: Generation
    let isWhole: Bool
    let expect: JSONObject
    let prefix: String
    /// The valid request of another operation, to which a link leads, and what its answers are like.
    let others: (base: (Operation) -> OperationBase, expect: (Operation) -> JSONObject)

    /// The labels of the operation's parameters and fields.
    var places: [String] { maker().findPlaces().map(\.label) }

    /// The scenarios of the kinds that are wanted, and how many cases of each kind the contract gives in all, combinations
    /// aside.
    func written() -> (scenarios: [ScenarioWriter.Written], possible: [KindCount]) {
        let all = Set(CaseKind.all.map(\.name))
        let given = Dictionary(generation.given.map { ($0.kind.text, $0.request.value) }) { _, last in last }
        let allCases = CaseMaker.cases(contract, base, wanted: all, values: given, seed: generation.seed)
        let allFlows = flows(all).flows()
        let made =
            allCases.map { (base.operation.name, $0.kind.name) } + allFlows.map { ($0.operation.name, $0.kind.name) }
        let flows = allFlows.filter { kinds.contains($0.kind.name) }
        return (scenarios(allCases.filter { kinds.contains($0.kind.name) }, flows), Self.counts(made))
    }

    private func scenarios(_ cases: [GeneratedCase], _ flows: [LinkFlow]) -> [ScenarioWriter.Written] {
        let answers = CaseAnswers(base.operation)
        let maker = maker()
        let optional = maker.findPlaces().filter {
            !$0.isRequired && $0.isPresent && maker.isValid(without: $0) == true
        }
        let writer = ScenarioWriter(
            base: base,
            isWhole: isWhole,
            expect: expect,
            prefix: prefix,
            allowances: generation.allowances,
            covers: generation.covers,
            answers: answers,
            removals: optional.prefix(8).map { ($0.label, maker.removal($0)) }
        )
        var written = Parallel.map(cases) { writer.scenario($0) }
        if let strength = generation.combine {
            written += CombinedCases.all(cases, strength: strength, answers).map(writer.scenario)
        }
        let flowWriter = FlowWriter(
            inherited: isWhole ? nil : base.draft,
            expect: others.expect,
            allowances: generation.allowances,
            covers: generation.covers
        )
        return written
            + flows.map {
                .init(scenario: flowWriter.scenario($0), reductions: { [] }, operation: $0.operation.name)
            }
    }

    /// The flows that begin with the operation.
    var flows: LinkCases { flows(kinds) }

    private static func counts(_ made: [(operation: String, kind: String)]) -> [KindCount] {
        var counts: [KindCount] = []
        var places: [String: Int] = [:]
        for (operation, kind) in made {
            let key = "\(kind) \(operation)"
            if let index = places[key] {
                counts[index].cases += 1
            } else {
                places[key] = counts.count
                counts.append(.init(operation: operation, kind: kind, cases: 1))
            }
        }
        return counts
    }

    private func flows(_ kinds: Set<String>) -> LinkCases {
        LinkCases(contract: contract, source: base, wanted: kinds, seed: generation.seed, base: others.base)
    }

    private func maker() -> CaseMaker {
        CaseMaker(contract: contract, base: base, wanted: kinds, values: [:], seed: generation.seed)
    }
}

/// Gives every scenario a name of its own.
struct ScenarioNames {
    private var used: Set<String>

    init(_ used: Set<String> = []) {
        self.used = used
    }

    /// `name`, with a number behind it when it is taken.
    mutating func unique(_ name: String) -> String {
        var candidate = name
        var index = 2
        while !used.insert(candidate).inserted {
            candidate = "\(name) (\(index))"
            index += 1
        }
        return candidate
    }
}
