import Contracts
import Scenarios
import Synchronization

/// Makes the cases of several operations within a budget. What there may be is surveyed first, which costs little; then
/// only what is chosen is made, and what turns out to be no case is made up for by more.
struct BudgetedCases {
    /// What each operation gives, in order.
    private(set) var made: [OperationCases.Made] = []
    /// How many cases and flows of the wanted kinds are left out; at most so many where not all were made.
    private(set) var leftOut = 0
    /// How many cases of each kind the contract gives in all; where that was asked for.
    private(set) var possible: [KindCount] = []

    /// Beyond so many cases the possible ones are counted by the survey alone.
    private static let mostCounted = 20_000

    init(_ parts: [OperationCases], budget: Int, countsAll: Bool) {
        let surveys = Parallel.map(parts) { $0.survey(countsAll: countsAll) }
        let flows = Parallel.map(parts) { $0.allFlows() }
        let places = Parallel.map(parts) { $0.allPlaces }
        if countsAll {
            let isSmall = surveys.reduce(0) { $0 + $1.count } <= Self.mostCounted
            let counts = Parallel.map(Array(zip(parts, surveys))) { isSmall ? $0.possible() : $0.possible($1) }
            possible = KindCount.sums(counts.flatMap(\.self))
        }
        let wanted = zip(parts, surveys).map { part, survey in survey.filter(part.isWanted) }
        let total = wanted.reduce(0) { $0 + $1.count } + flows.reduce(0) { $0 + $1.count }
        var sought = min(budget, total)
        for attempt in 0... {
            let isAll = sought == total || attempt == Self.mostAttempts
            let spots = isAll ? nil : Self.chosen(sought, places, wanted, flows)
            let cases = Parallel.map(Array(parts.enumerated())) { index, part in
                part.cases(spots.map { .only($0[index]) } ?? .all)
            }
            let count = cases.reduce(0) { $0 + $1.count } + flows.reduce(0) { $0 + $1.count }
            if isAll || count >= budget {
                made = Self.within(budget, places, cases, flows)
                let kept = made.reduce(0) { $0 + $1.cases.count + $1.flows.count }
                leftOut = (isAll ? count : total) - kept
                return
            }
            sought = min(total, sought + max(budget - count, budget / 8) * 2)
        }
    }

    /// How often more is sought in place of what turned out to be no case.
    private static let mostAttempts = 6

    /// The most telling spots, operation by operation; flows take their part of the number.
    private static func chosen(
        _ count: Int,
        _ places: [[CasePlace]],
        _ wanted: [[CaseSpot]],
        _ flows: [[LinkFlow]]
    ) -> [Set<CaseSpot>] {
        var numbers = SubjectNumbers()
        var subjects: [CaseBudget.Subject] = []
        var spots: [(operation: Int, spot: CaseSpot)?] = []
        for index in wanted.indices {
            numbers.begin(places[index])
            for spot in wanted[index] {
                subjects.append(numbers.subject(spot.kind, spot.place))
                spots.append((index, spot))
            }
            for flow in flows[index] {
                subjects.append(numbers.subject(flow.kind.name, ""))
                spots.append(nil)
            }
        }
        var chosen = [Set<CaseSpot>](repeating: [], count: wanted.count)
        for position in CaseBudget(count: count).chosen(subjects) {
            if let (operation, spot) = spots[position] { chosen[operation].insert(spot) }
        }
        return chosen
    }

    /// The most telling of what was made.
    private static func within(
        _ budget: Int,
        _ places: [[CasePlace]],
        _ cases: [[GeneratedCase]],
        _ flows: [[LinkFlow]]
    ) -> [OperationCases.Made] {
        var numbers = SubjectNumbers()
        var subjects: [CaseBudget.Subject] = []
        for index in cases.indices {
            numbers.begin(places[index])
            subjects += cases[index].map { numbers.subject($0.kind.name, $0.place) }
            subjects += flows[index].map { numbers.subject($0.kind.name, "") }
        }
        let chosen = Set(CaseBudget(count: budget).chosen(subjects))
        var position = 0
        func kept<Element>(_ elements: [Element]) -> [Element] {
            defer { position += elements.count }
            return elements.enumerated().filter { chosen.contains(position + $0.offset) }.map(\.element)
        }
        return cases.indices.map { OperationCases.Made(cases: kept(cases[$0]), flows: kept(flows[$0])) }
    }
}

/// What is made for each operation when it is first asked for, and kept.
final class OncePerOperation<Value: Sendable>: Sendable {
    private let known = Mutex<[String: Value]>([:])
    private let make: @Sendable (Operation) -> Value

    init(_ make: @escaping @Sendable (Operation) -> Value) { self.make = make }

    func callAsFunction(_ operation: Operation) -> Value {
        if let value = known.withLock({ $0[operation.name] }) { return value }
        let value = make(operation)
        known.withLock { $0[operation.name] = value }
        return value
    }
}
