import Contracts
import JSON
import Scenarios

/// Makes and writes all cases of one operation.
struct OperationCases: Sendable {
    let contract: Contract
    let base: OperationBase
    let kinds: Set<String>
    let generation: Generation
    let isWhole: Bool
    let expect: JSONObject
    let prefix: String
    /// What questions leave open.
    var open: [OpenPoint] = []
    /// The valid request of another operation, to which a link leads, and what its answers are like.
    let others: (base: @Sendable (Operation) -> OperationBase, expect: @Sendable (Operation) -> JSONObject)

    /// Where its values are, for all makers of its cases.
    private let known = OncePlaces()

    init(
        contract: Contract,
        base: OperationBase,
        kinds: Set<String>,
        generation: Generation,
        isWhole: Bool,
        expect: JSONObject,
        prefix: String,
        open: [OpenPoint] = [],
        others: (base: @Sendable (Operation) -> OperationBase, expect: @Sendable (Operation) -> JSONObject)
    ) {
        self.contract = contract
        self.base = base
        self.kinds = kinds
        self.generation = generation
        self.isWhole = isWhole
        self.expect = expect
        self.prefix = prefix
        self.open = open
        self.others = others
    }

    /// The labels of the operation's parameters and fields.
    var places: [String] { allPlaces.map(\.label) }

    /// The operation's parameters and fields.
    var allPlaces: [CasePlace] { maker().allPlaces }

    /// The cases of the kinds that are wanted, before any is written.
    struct Made: Sendable {
        var cases: [GeneratedCase]
        var flows: [LinkFlow]
    }

    /// What cases there may be, of all kinds or of those that are wanted.
    func survey(countsAll: Bool) -> [CaseSpot] {
        CaseMaker(
            contract: contract,
            base: base,
            wanted: countsAll ? Self.allKinds : kinds,
            values: given,
            seed: generation.seed,
            known: known
        ).survey()
    }

    /// The cases of `extent` that are of a wanted kind and at a wanted place.
    func cases(_ extent: CaseExtent) -> [GeneratedCase] { cases(extent, from: base, known) }

    /// The same of another valid request of the operation; `known` are the places of that one.
    private func cases(_ extent: CaseExtent, from base: OperationBase, _ known: OncePlaces) -> [GeneratedCase] {
        CaseMaker.cases(
            contract,
            base,
            wanted: kinds,
            values: given,
            seed: generation.seed,
            extent: extent,
            known: known
        )
        .filter { isWanted(CaseSpot(kind: $0.kind.name, place: $0.place)) }
    }

    /// Whether a case about this is asked for.
    func isWanted(_ spot: CaseSpot) -> Bool {
        kinds.contains(spot.kind) && (wantedPlaces.isEmpty || wantedPlaces.contains(spot.place))
    }

    /// How many cases and flows of each kind the contract gives in all, combinations aside.
    func possible() -> [KindCount] {
        let cases = CaseMaker.cases(
            contract,
            base,
            wanted: Self.allKinds,
            values: given,
            seed: generation.seed,
            known: known
        )
        return cases.map { KindCount(operation: base.operation.name, kind: $0.kind.name, cases: 1) } + possibleFlows()
    }

    /// The same as a survey has it, in which some are no case when they are made.
    func possible(_ survey: [CaseSpot]) -> [KindCount] {
        survey.map { KindCount(operation: base.operation.name, kind: $0.kind, cases: 1) } + possibleFlows()
    }

    private func possibleFlows() -> [KindCount] {
        allFlows(of: Self.allKinds).map { KindCount(operation: $0.operation.name, kind: $0.kind.name, cases: 1) }
    }

    private static let allKinds = Set(CaseKind.all.map(\.name))

    private var wantedPlaces: Set<String> { Set(generation.places.map(\.text)) }

    private var given: [String: JSONValue] {
        Dictionary(generation.given.map { ($0.kind.text, $0.value.value) }) { _, last in last }
            .filter { CaseKind.named($0.key) != nil }
    }

    /// The scenarios of cases and flows that this has made.
    func scenarios(_ made: Made) -> [ScenarioWriter.Written] {
        let (cases, flows) = (made.cases, made.flows)
        let answers = CaseAnswers(base.operation)
        let maker = maker()
        let smaller = smaller(made, maker)
        let writer = ScenarioWriter(
            base: base,
            isWhole: isWhole,
            expect: expect,
            prefix: prefix,
            allowances: generation.allowances,
            open: open,
            covers: generation.covers,
            answers: answers,
            preparation: preparation,
            removals: {
                maker.allPlaces.lazy
                    .filter { !$0.isRequired && $0.isPresent && maker.isValid(without: $0) == true }
                    .prefix(8).map { ($0.label, maker.removal($0)) }
            },
            smaller: smaller
        )
        var written = Parallel.map(cases) { writer.scenario($0) }
        if let strength = generation.combine {
            written += CombinedCases.all(cases, strength: strength, answers).map(writer.scenario)
        }
        let source = base.operation.name
        let flowWriter = FlowWriter(
            inherited: isWhole ? nil : base.draft,
            expect: others.expect,
            allowances: generation.allowances,
            covers: generation.covers
        )
        let smallerFlows = flows.isEmpty ? [] : smaller?.flows { allFlows(from: $0) } ?? []
        return written
            + flows.map { flow in
                // It begins with the valid request.
                .init(
                    scenario: flowWriter.scenario(flow),
                    reductions: { [] },
                    operation: flow.operation.name,
                    source: source,
                    role: .dependent,
                    smaller: smaller?.patch(of: flow, smallerFlows)
                )
            }
    }

    /// The valid request without what may be left out, where cases depend on the full one.
    private func smaller(_ made: Made, _ maker: CaseMaker) -> SmallerRequest? {
        guard made.cases.contains(where: { $0.role == .validRequest }),
            !made.flows.isEmpty || made.cases.contains(where: { $0.role == .dependent })
        else { return nil }
        return SmallerRequest(maker, made.cases, contract) { cases(.only($1), from: $0, OncePlaces()) }
    }

    /// What is sent before each case, as `setup` has it; empty for nothing.
    private var preparation: [JSONValue] {
        guard let reading = base.tag?.reading else { return [] }
        let name = reading.operation.id ?? reading.operation.name
        let rule = AnswerRule.accepted(or: base.isMadeUp ? MadeUpParts.absences : [])
        var step = LinkFlow.Step(
            operation: reading.operation,
            name: "\(name), for its ETag",
            draft: reading.draft,
            statuses: CaseAnswers(reading.operation).statuses(rule.outcome, rule)
        )
        step.captures = EntityTag.captured(mayBeAbsent: base.isMadeUp)
        let writer = FlowWriter(
            inherited: isWhole ? nil : base.draft,
            expect: others.expect,
            allowances: [],
            covers: []
        )
        return [.object(writer.step(step))]
    }

    /// The flows that the contract's links and paths lead to from the operation.
    var flows: LinkCases { flows(kinds, from: base) }

    /// All flows that begin with the operation.
    func allFlows(of kinds: Set<String>? = nil) -> [LinkFlow] {
        allFlows(from: base, of: kinds)
    }

    /// The same where it has this valid request.
    private func allFlows(from source: OperationBase, of kinds: Set<String>? = nil) -> [LinkFlow] {
        let kinds = kinds ?? self.kinds
        let flows =
            flows(kinds, from: source).flows()
            + SequenceCases(contract: contract, source: source, wanted: kinds, base: others.base).flows()
        return flows.filter { flow in
            !EntityTag.isLacking(flow) { $0.name == source.operation.name ? source : others.base($0) }
        }
    }

    private func flows(_ kinds: Set<String>, from source: OperationBase) -> LinkCases {
        LinkCases(contract: contract, source: source, wanted: kinds, seed: generation.seed, base: others.base)
    }

    private func maker() -> CaseMaker {
        CaseMaker(contract: contract, base: base, wanted: kinds, seed: generation.seed, known: known)
    }
}

/// Gives every scenario a name of its own.
struct ScenarioNames {
    /// The scenarios with names of their own; each that needs the valid request of its operation names the one that
    /// sends it, where that is among them.
    mutating func named(_ written: [ScenarioWriter.Written]) -> [ScenarioWriter.Written] {
        var named = written.map { made in
            var made = made
            made.scenario["name"] = .string(unique(made.scenario["name"]?.string ?? ""))
            return made
        }
        var valid: [String: JSONValue] = [:]
        var smaller: [String: JSONObject] = [:]
        for made in named where made.role == .validRequest {
            valid[made.source] = made.scenario["name"]
            smaller[made.source] = made.smaller
        }
        var shrinking: Set<String> = []
        for index in named.indices where named[index].role == .dependent {
            let source = named[index].source
            named[index].scenario["needs"] = valid[source]
            guard let needed = smaller[source], let own = named[index].smaller else { continue }
            named[index].scenario["smaller"] = own == needed ? true : .object(own)
            shrinking.insert(source)
        }
        // Nobody asks for a smaller request where nothing can be made of it.
        for index in named.indices where named[index].role == .validRequest {
            guard shrinking.contains(named[index].source), let own = named[index].smaller else { continue }
            named[index].scenario["smaller"] = .object(own)
        }
        return named
    }

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

/// The statuses that are right for a case, by the contract.
struct CaseAnswers: Sendable {
    private let codes: [Int]
    private let ranges: [Int]
    /// Whether the operation asks for credentials.
    private let isProtected: Bool
    /// Whether every status is documented.
    private let hasDefault: Bool

    init(_ operation: Operation) {
        codes = operation.responses.compactMap { if case .code(let code) = $0.selector { code } else { nil } }.sorted()
        isProtected = !operation.security.isEmpty
        hasDefault = operation.responses.contains { $0.selector == .default }
        ranges = operation.responses.compactMap { if case .range(let digit) = $0.selector { digit } else { nil } }
    }

    /// The statuses, as `expect` has them.
    func statuses(_ outcome: AnswerRule.Outcome, _ rule: AnswerRule) -> [JSONValue] {
        switch outcome {
        case .accepted: list(successes, rule.always)
        case .refused: list(refusals(rule.refusals), rule.always)
        case .either where rule.refusals.isEmpty: list(documentedRefusals, rule.always)
        case .either, .bySchema: list(successes + ["4xx"], rule.always)
        }
    }

    /// Whether the operation documents this status itself.
    func documents(_ status: Int) -> Bool { codes.contains(status) }

    /// Any success, for one that isn't documented is told once for the operation, and what redirections it documents;
    /// of a document that has nothing but redirections only these.
    private var successes: [JSONValue] {
        let redirections =
            codes.filter { (300..<400).contains($0) }.map { JSONValue.number(JSONNumber($0)) }
            + (ranges.contains(3) ? ["3xx"] : [])
        let hasSuccess = hasDefault || ranges.contains(2) || codes.contains { (200..<300).contains($0) }
        return hasSuccess || redirections.isEmpty ? ["2xx"] + redirections : redirections
    }

    private var documentedRefusals: [JSONValue] {
        codes.filter { (400..<500).contains($0) }.map { .number(JSONNumber($0)) } + (ranges.contains(4) ? ["4xx"] : [])
    }

    /// The statuses of a kind are right whether documented or not: a document that leaves them out doesn't make another
    /// class of answer right. 401 is one of them where credentials are asked for, or where it is documented.
    private func refusals(_ wanted: [Int]) -> [JSONValue] {
        // A value may break a rule of the service that no schema says (RFC 9110, section 15.5.10).
        let all = wanted.contains(422) && codes.contains(409) ? wanted + [409] : wanted
        return all.filter { $0 != 401 || isProtected || codes.contains(401) || ranges.contains(4) || hasDefault }
            .map { .number(JSONNumber($0)) }
    }

    /// Sorted, without those that a range holds.
    private func list(_ some: [JSONValue], _ always: [Int]) -> [JSONValue] {
        Self.merged([some, always.map { .number(JSONNumber($0)) }])
    }

    /// All of several lists, sorted, each once.
    static func merged(_ lists: [[JSONValue]]) -> [JSONValue] {
        let all = lists.joined()
        let wide = Set(all.compactMap(\.string))
        let numbers = Set(all.compactMap { $0.number?.int }).filter { !wide.contains("\($0 / 100)xx") }
        return numbers.sorted().map { .number(JSONNumber($0)) } + wide.sorted().map(JSONValue.string)
    }
}
