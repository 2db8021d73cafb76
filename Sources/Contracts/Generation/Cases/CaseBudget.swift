/// Chooses the most telling of many cases: each operation, each kind and each place is met first, what repeats comes later.
struct CaseBudget {
    /// What a case is about.
    struct Subject: Hashable {
        var operation: String
        var kind: String
        var place: String
    }

    /// How much a case tells that those chosen before haven't told; the lower, the more.
    private enum Round: Int, CaseIterable {
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
        var chosen = Set<Int>()
        var met: [Round: Set<Subject>] = [:]
        for round in Round.allCases {
            for index in turns where !chosen.contains(index) {
                if chosen.count == count { return chosen.sorted() }
                let part = Self.part(subjects[index], round)
                let isNew = part.map { met[round, default: []].insert($0).inserted } ?? true
                guard isNew else { continue }
                chosen.insert(index)
                for other in Round.allCases {
                    if let part = Self.part(subjects[index], other) { met[other, default: []].insert(part) }
                }
            }
        }
        return chosen.sorted()
    }

    private static func part(_ subject: Subject, _ round: Round) -> Subject? {
        switch round {
        case .operation: Subject(operation: subject.operation, kind: "", place: "")
        case .kind: Subject(operation: "", kind: subject.kind, place: "")
        case .place: Subject(operation: subject.operation, kind: "", place: subject.place)
        case .kindOfOperation: Subject(operation: subject.operation, kind: subject.kind, place: "")
        case .rest: nil
        }
    }

    /// The positions, one of each operation after the other.
    private static func turns(_ subjects: [Subject]) -> [Int] {
        var queues: [[Int]] = []
        var numbers: [String: Int] = [:]
        for (index, subject) in subjects.enumerated() {
            if let number = numbers[subject.operation] {
                queues[number].append(index)
            } else {
                numbers[subject.operation] = queues.count
                queues.append([index])
            }
        }
        let longest = queues.map(\.count).max() ?? 0
        return (0..<longest).flatMap { turn in queues.compactMap { $0.indices.contains(turn) ? $0[turn] : nil } }
    }
}
