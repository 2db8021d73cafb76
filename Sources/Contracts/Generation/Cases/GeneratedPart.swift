import JSON
import Scenarios

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
        let maker = MadeBase(contract: contract, seed: generation.seed)
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
