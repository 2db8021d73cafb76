/// Chooses the most telling of many cases: each operation, each kind and each place is met first, of fields that
/// several operations have in common one; then the values that most often break a server past its schema; then each
/// group of kinds for every operation and every place; what repeats comes later.
struct CaseBudget {
    /// What a case is about, by numbers from 0.
    struct Subject {
        var operation: Int
        var kind: Int
        /// A number of its own for each place of each operation; of what is about a request as a whole, for each group.
        var place: Int
        /// Whether the place is a parameter or a field: at those kinds are to differ. Of what is about a request as a
        /// whole the first kind of the group comes first: no credentials, no body.
        var isPart = true
        /// That of its kind's group.
        var group = 0
        /// Whether the contract decides what the answer has to be. A strange value that may be carried out tells of a
        /// server that breaks on it, and of nothing else.
        var isDecided = true
        /// A number of its own for each schema of a place, wherever that stands; nil for a place that has none in
        /// common with others.
        var schema: Int?
        /// How its value breaks servers that aren't written with care; nil of all others.
        var surprise: Surprise?
    }

    /// What those who write a server seldom have in mind.
    enum Surprise {
        /// A value that the schema allows: it comes past whatever checks the schema.
        case allowed
        /// One that must be refused, such as a value of another type: it gets on where nothing checks that.
        case forbidden
    }

    /// How much a case tells that those chosen before haven't told; the lower, the more.
    private enum Round: CaseIterable {
        case operation
        case kind
        case schema
        case surpriseAllowed
        case place
        case groupOfOperation
        case groupOfPlace
        case kindOfOperation
        case rest
    }

    let count: Int

    /// The positions of the chosen among `subjects`, in their order. The same subjects give the same choice.
    ///
    /// In each round the operations take turns, so that none is left out for being last in the document, and the groups
    /// of an operation, so that none is for being last in the catalogue.
    func chosen(_ subjects: [Subject]) -> [Int] {
        if subjects.count <= count { return Array(subjects.indices) }
        let turns = Self.turns(subjects)
        var choice = Choice(subjects, turns, most: count)
        for round in Round.allCases {
            for index in turns {
                if choice.isFull { break }
                choice.take(index, round)
            }
        }
        return subjects.indices.filter { choice.isChosen[$0] }
    }

    /// What is chosen, and what that is about.
    private struct Choice {
        private(set) var isChosen: [Bool]
        /// How many more may be chosen.
        private var room: Int
        private let subjects: [Subject]
        private let kinds: Int
        private let groups: Int
        private var operation: [Bool]
        /// How many are chosen of each kind.
        private var uses: [Int]
        private var kindOfOperation: [Bool]
        /// Of each group of each operation how many kinds aren't met, those first that the contract decides.
        private var kindsLeft: [Int]
        private var groupOfOperation: Buckets
        private var groupOfPlace: Buckets
        private var places: Buckets
        private var schemas: Buckets
        /// How many schemas have numbers; places without one come behind them.
        private let schemaCount: Int
        /// The forbidden surprises, the first one last.
        private var forbidden: [Int]
        /// Of each schema the kinds of surprises that it was tried by, and at which place.
        private var surprises: [Int: Int] = [:]

        init(_ subjects: [Subject], _ turns: [Int], most count: Int) {
            room = count
            // The greatest of each; a key path for each subject took as long as the choice.
            let most = subjects.reduce(into: Subject(operation: 0, kind: 0, place: 0)) { most, subject in
                most.operation = max(most.operation, subject.operation)
                most.kind = max(most.kind, subject.kind)
                most.place = max(most.place, subject.place)
                most.group = max(most.group, subject.group)
            }
            let groups = most.group + 1
            let schemaCount = subjects.reduce(0) { count, subject in max(count, subject.schema.map { $0 + 1 } ?? 0) }
            self.schemaCount = schemaCount
            forbidden = turns.reversed().filter { subjects[$0].surprise == .forbidden }
            self.subjects = subjects
            (kinds, self.groups) = (most.kind + 1, groups)
            isChosen = [Bool](repeating: false, count: subjects.count)
            operation = [Bool](repeating: false, count: most.operation + 1)
            uses = [Int](repeating: 0, count: kinds)
            kindOfOperation = [Bool](repeating: false, count: operation.count * kinds)
            kindsLeft = [Int](repeating: 0, count: operation.count * groups * 2)
            groupOfOperation = Buckets(turns, of: operation.count * groups) {
                subjects[$0].operation * groups + subjects[$0].group
            }
            places = Buckets(turns, of: most.place + 1) { subjects[$0].place }
            schemas = Buckets(turns, of: schemaCount + most.place + 1) {
                subjects[$0].schema ?? schemaCount + subjects[$0].place
            }
            groupOfPlace = Buckets(turns, of: (most.place + 1) * groups) {
                subjects[$0].place * groups + subjects[$0].group
            }
            var isKnown = kindOfOperation
            for subject in subjects {
                let number = subject.operation * kinds + subject.kind
                if isKnown[number] { continue }
                isKnown[number] = true
                kindsLeft[left(subject)] += 1
            }
        }

        var isFull: Bool { room == 0 }

        /// Takes what the case at `index` would tell in this round, if that is new: it, or the most telling that tells
        /// the same.
        mutating func take(_ index: Int, _ round: Round) {
            let subject = subjects[index]
            switch round {
            case .operation: if !operation[subject.operation] { choose(index) }
            case .kind: if uses[subject.kind] == 0 { choose(index) }
            case .schema:
                guard subject.isPart, !schemas.isMet[schema(subject)] else { return }
                let members = schemas.members(schema(subject))
                let allowed = members.filter { subjects[$0].surprise == .allowed }
                (rarest(allowed) ?? best(members, varies: true)).map { choose($0) }
            case .surpriseAllowed: if subject.surprise == .allowed, isNew(subject) { choose(index) }
            case .place:
                guard !subject.isPart || !places.isMet[subject.place] else { return }
                best(places.members(subject.place), varies: subject.isPart).map { choose($0) }
            case .groupOfOperation:
                let bucket = bucket(subject.operation, subject)
                guard !groupOfOperation.isMet[bucket] else { return }
                best(groupOfOperation.members(bucket), varies: true).map { choose($0) }
            case .groupOfPlace:
                let bucket = bucket(subject.place, subject)
                guard !groupOfPlace.isMet[bucket] else { return }
                best(groupOfPlace.members(bucket), varies: true).map { choose($0) }
            case .kindOfOperation:
                guard kindsLeft[left(subject)] > 0 else { return }
                // Other operations have had this kind, perhaps, and not its sister.
                let alike = groupOfOperation.members(bucket(subject.operation, subject)).filter {
                    subjects[$0].isDecided == subject.isDecided && !isMet(subjects[$0])
                }
                rarest(alike).map { choose($0) }
                // What is left are texts of many forms mostly: of each schema a forbidden surprise stands beside them.
                while let next = forbidden.popLast() {
                    guard isNew(subjects[next]) else { continue }
                    choose(next)
                    break
                }
            case .rest: choose(index)
            }
        }

        private func left(_ subject: Subject) -> Int {
            bucket(subject.operation, subject) * 2 + (subject.isDecided ? 0 : 1)
        }

        private func isMet(_ subject: Subject) -> Bool {
            kindOfOperation[subject.operation * kinds + subject.kind]
        }

        private func schema(_ subject: Subject) -> Int { subject.schema ?? schemaCount + subject.place }

        private func surprise(_ subject: Subject) -> Int { schema(subject) * kinds + subject.kind }

        /// Whether the schema wasn't tried by the kind at another place. At one there may be several cases of a kind:
        /// each alternative.
        private func isNew(_ subject: Subject) -> Bool {
            surprises[surprise(subject)].map { $0 == subject.place } ?? true
        }

        private func bucket(_ number: Int, _ subject: Subject) -> Int { number * groups + subject.group }

        private mutating func choose(_ index: Int) {
            guard !isChosen[index], !isFull else { return }
            let subject = subjects[index]
            isChosen[index] = true
            room -= 1
            operation[subject.operation] = true
            uses[subject.kind] += 1
            places.isMet[subject.place] = true
            schemas.isMet[schema(subject)] = true
            if subject.surprise != nil, isNew(subject) { surprises[surprise(subject)] = subject.place }
            if !isMet(subject) { kindsLeft[left(subject)] -= 1 }
            kindOfOperation[subject.operation * kinds + subject.kind] = true
            groupOfOperation.isMet[bucket(subject.operation, subject)] = true
            groupOfPlace.isMet[bucket(subject.place, subject)] = true
        }

        /// The first of `members` that the contract decides, or of all where there is none; the first of the rarest
        /// kind so far, where kinds are to differ from place to place.
        private func best(_ members: ArraySlice<Int>, varies: Bool) -> Int? {
            let isDecided = members.contains { subjects[$0].isDecided }
            let able = members.lazy.filter { subjects[$0].isDecided == isDecided }
            return varies ? rarest(able) : able.first
        }

        /// The first of those whose kind was chosen least often.
        private func rarest(_ members: some Sequence<Int>) -> Int? {
            members.min { uses[subjects[$0].kind] < uses[subjects[$1].kind] }
        }
    }

    /// Which cases belong together, in the order in which they take their turns.
    private struct Buckets {
        var isMet: [Bool]
        private let starts: [Int]
        private let all: [Int]

        init(_ turns: [Int], of count: Int, _ bucket: (Int) -> Int) {
            isMet = [Bool](repeating: false, count: count)
            var starts = [Int](repeating: 0, count: count + 1)
            for index in turns { starts[bucket(index) + 1] += 1 }
            for bucket in 0..<count { starts[bucket + 1] += starts[bucket] }
            var all = turns
            var ends = starts
            for index in turns {
                all[ends[bucket(index)]] = index
                ends[bucket(index)] += 1
            }
            self.starts = starts
            self.all = all
        }

        func members(_ bucket: Int) -> ArraySlice<Int> { all[starts[bucket]..<starts[bucket + 1]] }
    }

    /// The positions, one of each operation after the other; of an operation one of each group after the other, decided
    /// ones first.
    private static func turns(_ subjects: [Subject]) -> [Int] {
        var operations: [[Int]] = []
        for (index, subject) in subjects.enumerated() {
            while operations.count <= subject.operation { operations.append([]) }
            operations[subject.operation].append(index)
        }
        return inTurns(
            operations.map { of in
                var groups: [[Int]] = []
                for isDecided in [true, false] {
                    for index in of where subjects[index].isDecided == isDecided {
                        while groups.count <= subjects[index].group { groups.append([]) }
                        groups[subjects[index].group].append(index)
                    }
                }
                return inTurns(groups)
            }
        )
    }

    /// The elements of all queues, one of each after the other.
    private static func inTurns(_ queues: [[Int]]) -> [Int] {
        var queues = queues
        var turns: [Int] = []
        turns.reserveCapacity(queues.reduce(0) { $0 + $1.count })
        for turn in 0... {
            queues.removeAll { $0.count <= turn }
            if queues.isEmpty { break }
            for queue in queues { turns.append(queue[turn]) }
        }
        return turns
    }
}
