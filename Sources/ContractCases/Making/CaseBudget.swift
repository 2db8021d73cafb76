import Contracts
import Scenarios
import Synchronization

/// Chooses the most telling of many cases: each operation, each kind and each place is met first, what repeats comes later.
struct CaseBudget {
    /// What a case is about, by numbers from 0.
    struct Subject {
        var operation: Int
        var kind: Int
        /// A number of its own for each place of each operation.
        var place: Int
    }

    /// How much a case tells that those chosen before haven't told; the lower, the more.
    private enum Round: CaseIterable {
        case operation
        case kind
        case place
        case kindOfOperation
        case rest
    }

    let count: Int

    /// The positions of the chosen among `subjects`, in their order. The same subjects give the same choice.
    ///
    /// In each round the operations take turns, so that none is left out for being last in the document.
    func chosen(_ subjects: [Subject]) -> [Int] {
        if subjects.count <= count { return Array(subjects.indices) }
        let turns = Self.turns(subjects)
        var isChosen = [Bool](repeating: false, count: subjects.count)
        var met = Met(subjects)
        var left = count
        for round in Round.allCases {
            for index in turns where !isChosen[index] {
                if left == 0 { break }
                guard met.isNew(subjects[index], round) else { continue }
                isChosen[index] = true
                left -= 1
                met.note(subjects[index])
            }
        }
        return subjects.indices.filter { isChosen[$0] }
    }

    /// What the chosen are about.
    private struct Met {
        private let kinds: Int
        private var operation: [Bool]
        private var kind: [Bool]
        private var place: [Bool]
        private var kindOfOperation: [Bool]

        init(_ subjects: [Subject]) {
            // The greatest of each; a key path for each subject took as long as the choice.
            let most = subjects.reduce(into: Subject(operation: 0, kind: 0, place: 0)) { most, subject in
                most.operation = max(most.operation, subject.operation)
                most.kind = max(most.kind, subject.kind)
                most.place = max(most.place, subject.place)
            }
            operation = [Bool](repeating: false, count: most.operation + 1)
            kind = [Bool](repeating: false, count: most.kind + 1)
            place = [Bool](repeating: false, count: most.place + 1)
            kinds = kind.count
            kindOfOperation = [Bool](repeating: false, count: operation.count * kinds)
        }

        func isNew(_ subject: Subject, _ round: Round) -> Bool {
            switch round {
            case .operation: !operation[subject.operation]
            case .kind: !kind[subject.kind]
            case .place: !place[subject.place]
            case .kindOfOperation: !kindOfOperation[subject.operation * kinds + subject.kind]
            case .rest: true
            }
        }

        mutating func note(_ subject: Subject) {
            operation[subject.operation] = true
            kind[subject.kind] = true
            place[subject.place] = true
            kindOfOperation[subject.operation * kinds + subject.kind] = true
        }
    }

    /// The positions, one of each operation after the other.
    private static func turns(_ subjects: [Subject]) -> [Int] {
        var queues: [[Int]] = []
        for (index, subject) in subjects.enumerated() {
            while queues.count <= subject.operation { queues.append([]) }
            queues[subject.operation].append(index)
        }
        var turns: [Int] = []
        turns.reserveCapacity(subjects.count)
        for turn in 0... {
            queues.removeAll { $0.count <= turn }
            if queues.isEmpty { break }
            for queue in queues { turns.append(queue[turn]) }
        }
        return turns
    }
}

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
            let spots = isAll ? nil : Self.chosen(sought, wanted, flows)
            let cases = Parallel.map(Array(parts.enumerated())) { index, part in
                part.cases(spots.map { .only($0[index]) } ?? .all)
            }
            let count = cases.reduce(0) { $0 + $1.count } + flows.reduce(0) { $0 + $1.count }
            if isAll || count >= budget {
                made = Self.within(budget, cases, flows)
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
    private static func chosen(_ count: Int, _ wanted: [[CaseSpot]], _ flows: [[LinkFlow]]) -> [Set<CaseSpot>] {
        var numbers = SubjectNumbers()
        var subjects: [CaseBudget.Subject] = []
        var spots: [(operation: Int, spot: CaseSpot)?] = []
        for index in wanted.indices {
            for spot in wanted[index] {
                subjects.append(numbers.subject(index, spot.kind, spot.place))
                spots.append((index, spot))
            }
            for flow in flows[index] {
                subjects.append(numbers.subject(index, flow.kind.name, ""))
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
    private static func within(_ budget: Int, _ cases: [[GeneratedCase]], _ flows: [[LinkFlow]]) -> [OperationCases
        .Made]
    {
        var numbers = SubjectNumbers()
        var subjects: [CaseBudget.Subject] = []
        for index in cases.indices {
            subjects += cases[index].map { numbers.subject(index, $0.kind.name, $0.place) }
            subjects += flows[index].map { numbers.subject(index, $0.kind.name, "") }
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

/// Numbers for kinds and for the places of operations.
private struct SubjectNumbers {
    private var kinds: [String: Int] = [:]
    private var places: [String: Int] = [:]
    private var operation = -1
    private var placeCount = 0
    /// The last place: what is about one comes together.
    private var last: (place: String, number: Int)?

    /// Operations have to come one after the other.
    mutating func subject(_ operation: Int, _ kind: String, _ place: String) -> CaseBudget.Subject {
        if operation != self.operation {
            self.operation = operation
            places = [:]
            last = nil
        }
        let number = kinds[kind] ?? kinds.count
        kinds[kind] = number
        if let last, last.place == place { return .init(operation: operation, kind: number, place: last.number) }
        let known = places[place] ?? placeCount
        if known == placeCount {
            places[place] = placeCount
            placeCount += 1
        }
        last = (place, known)
        return .init(operation: operation, kind: number, place: known)
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
