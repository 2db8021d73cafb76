import Testing

@testable import Measurement

@Suite struct CapacitySearchTests {
    fileprivate static func goal(_ trial: Double, _ sum: Double, width: Double = 0.02) -> CapacitySearch.Goal {
        CapacitySearch.Goal(
            bounds: CapacityGoal(finalTrialDuration: trial, durationSum: sum, exceedRatio: 0.5),
            width: width
        )
    }

    /// Runs a search whose trials `verdicts` decides, and gives it with the loads that were tried.
    private func run(
        _ goals: [CapacitySearch.Goal],
        from start: Double = 20,
        least: Double = 1,
        most: Double = 2000,
        verdicts: (Double, Int) -> [CapacitySearch.Verdict]
    ) -> (search: CapacitySearch, loads: [Double]) {
        var search = CapacitySearch(goals: goals, start: start, least: least, most: most, shortest: 1)
        var loads: [Double] = []
        while let (load, duration) = search.next() {
            loads.append(load)
            guard loads.count < 500 else { break }
            search.add(load: load, duration: duration, verdicts(load, loads.count))
        }
        return (search, loads)
    }

    @Test(arguments: [1.5, 19, 20, 21, 512, 769.7415, 1999], [1.0, 4, 10])
    func aSharpCapacityIsBracketed(_ capacity: Double, _ trial: Double) throws {
        let (search, loads) = run([Self.goal(trial, trial * 3)]) { load, _ in [load <= capacity ? .good : .bad] }
        #expect(search.outcome(of: 0) == .found)
        let (lower, upper) = search.bounds(of: 0)
        #expect(try #require(lower) <= capacity)
        #expect(try #require(upper) > capacity)
        #expect(loads.count < 60, "\(loads)")
        #expect(loads.allSatisfy { (1...2000).contains($0) })
    }

    @Test func goalsShareTheirTrials() {
        let capacities = [100.0, 110, 400]
        func trials(_ capacities: [Double]) -> Int {
            let goals = capacities.map { _ in Self.goal(4, 12) }
            let (search, loads) = run(goals) { load, _ in capacities.map { load <= $0 ? .good : .bad } }
            for (index, capacity) in capacities.enumerated() {
                let (lower, upper) = search.bounds(of: index)
                #expect((lower ?? .infinity) <= capacity && (upper ?? 0) > capacity)
            }
            return loads.count
        }
        let alone = capacities.reduce(0) { $0 + trials([$1]) }
        #expect(trials(capacities) < alone)
        #expect(trials([100, 100]) == trials([100]))
    }

    @Test func theEndsOfTheSearchAreOutcomes() {
        #expect(run([Self.goal(4, 12)]) { _, _ in [.good] }.search.outcome(of: 0) == .aboveAll)
        #expect(run([Self.goal(4, 12)]) { _, _ in [.bad] }.search.outcome(of: 0) == .belowAll)
    }

    /// A generator that is the limit from 300 on gives no capacity, whatever holds below.
    @Test func aGeneratorThatIsTheLimitGivesNoCapacity() {
        let (search, loads) = run([Self.goal(4, 12)]) { load, _ in [load < 300 ? .good : .invalid] }
        guard case .invalid(let load) = search.outcome(of: 0) else {
            Issue.record("\(search.outcome(of: 0))")
            return
        }
        #expect(load >= 300)
        #expect(loads.suffix(CapacitySearch.mostInvalid).allSatisfy { $0 == load })
        #expect(search.bounds(of: 0).upper == nil)
    }

    /// A generator that is late by little can't judge what is near the limit: the bounds are found on both sides of
    /// that. What is in doubt is half as wide as the bounds may be apart: more may cost the search all of its tries.
    @Test(arguments: [(760.0, 770.0), (769, 769.9), (500, 508), (19.9, 20.1)])
    func whatIsInDoubtIsBracketed(_ good: Double, _ bad: Double) throws {
        let (search, loads) = run([Self.goal(4, 12, width: 0.04)]) { load, _ in
            [load <= good ? .good : load >= bad ? .bad : .invalid]
        }
        #expect(search.outcome(of: 0) == .found, "\(loads)")
        let (lower, upper) = search.bounds(of: 0)
        #expect(try #require(lower) <= good)
        #expect(try #require(upper) >= bad)
        #expect(loads.count < 60, "\(loads)")
    }

    /// Where more is in doubt than the bounds may be apart, or all from somewhere on or up to somewhere, there is none.
    @Test(arguments: [(700.0, 900.0), (700, .infinity), (0, 900), (0, .infinity), (760, 800)])
    func whatIsInDoubtTooWidelyIsNoCapacity(_ good: Double, _ bad: Double) {
        let (search, loads) = run([Self.goal(4, 12, width: 0.04)]) { load, _ in
            [load <= good ? .good : load >= bad ? .bad : .invalid]
        }
        guard case .invalid(let load) = search.outcome(of: 0) else {
            Issue.record("\(search.outcome(of: 0)) by \(loads)")
            return
        }
        #expect(load > good && load < bad)
        #expect(loads.count < 60, "\(loads)")
    }

    /// Chance decides which trials near the limit are invalid: nothing else is found than where they are valid, and the
    /// search ends.
    @Test(arguments: 0..<50)
    func trialsInDoubtByChance(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let (search, loads) = run([Self.goal(4, 20, width: 0.05)]) { load, _ in
            [abs(load / 500 - 1) < 0.03 && random.unit() < 0.6 ? .invalid : load <= 500 ? .good : .bad]
        }
        #expect(loads.count < 150, "\(loads)")
        let (lower, upper) = search.bounds(of: 0)
        switch search.outcome(of: 0) {
        case .found:
            #expect(try #require(lower) <= 500)
            #expect(try #require(upper) > 500)
        case .invalid(let load): #expect(abs(load / 500 - 1) < 0.03)
        case .open, .aboveAll, .belowAll: Issue.record("\(search.outcome(of: 0))")
        }
    }

    /// What short trials leave in doubt, longer ones may tell.
    @Test func longerTrialsAreAskedWhereShortOnesSayNothing() {
        var search = CapacitySearch(goals: [Self.goal(8, 24)], start: 20, least: 1, most: 2000, shortest: 1)
        var count = 0
        while let (load, duration) = search.next(), count < 100 {
            count += 1
            search.add(load: load, duration: duration, [duration < 2 ? .invalid : load <= 512 ? .good : .bad])
        }
        #expect(search.outcome(of: 0) == .found)
    }

    /// One invalid trial is repeated, and costs nothing else.
    @Test func anInvalidTrialIsRepeated() {
        let (search, loads) = run([Self.goal(4, 12)]) { load, number in
            [number == 3 ? .invalid : load <= 512 ? .good : .bad]
        }
        #expect(loads[2] == loads[3])
        #expect(search.outcome(of: 0) == .found)
    }

    /// One trial in six says the contrary of the truth: the bounds still come to an end, near the capacity.
    @Test(arguments: 0..<20)
    func chanceDoesNotKeepItFromEnding(_ seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed))
        let (search, loads) = run([Self.goal(4, 20, width: 0.05)]) { load, _ in
            [(load <= 500) == (random.unit() > 1 / 6) ? .good : .bad]
        }
        #expect(loads.count < 500)
        let (lower, upper) = search.bounds(of: 0)
        #expect(try #require(lower) < #require(upper))
    }

    /// Of a load that holds with some failures as much as its trials have answered is proven; one that broke another
    /// objective has lost everything, and may be a half of them.
    @Test func whatIsProvenIsWhatWasAnswered() {
        var goal = Self.goal(10, 30)
        goal.bounds.lossRatio = 0.01
        var search = CapacitySearch(goals: [goal], start: 100, least: 1, most: 1000, shortest: 1)
        search.add(load: 100, duration: 10, [.good], lossRatio: 0.002)
        search.add(load: 100, duration: 10, [.bad], lossRatio: 0)
        #expect(search.conditionalThroughput(of: 0) == nil)
        search.add(load: 100, duration: 10, [.good], lossRatio: 0.005)
        #expect(search.bounds(of: 0).lower == 100)
        #expect(search.conditionalThroughput(of: 0) == 99.5)
    }

    /// What was ended early as nothing could make it good counts in full.
    @Test func aConclusiveTrialDecides() {
        var search = CapacitySearch(goals: [Self.goal(10, 10)], start: 100, least: 1, most: 1000, shortest: 1)
        search.add(load: 100, duration: 1, [.bad], isConclusive: true)
        #expect(search.bounds(of: 0).upper == 100)
        search.add(load: 50, duration: 1, [.bad])
        #expect(search.bounds(of: 0).upper == 100)
    }

    /// The first loads of a search whose long trials all say `verdict`, where the short ones had looked for nothing
    /// beyond 100.
    private func loads(_ search: CapacitySearch, saying verdict: CapacitySearch.Verdict) -> [Double] {
        var search = search
        var loads: [Double] = []
        while loads.count < 5, let (load, duration) = search.next() {
            loads.append(load)
            search.add(load: load, duration: duration, [verdict])
        }
        return loads
    }

    /// What the long trials contradict is looked for beyond what the short ones had found: the first step is as wide as
    /// the goal asks, and each further one twice as wide.
    @Test func stepsBeyondWhatIsKnownGrowFromTheWidth() {
        func search(mayBeBad share: Double, least: Double, most: Double, short: CapacitySearch.Verdict)
            -> CapacitySearch
        {
            let bounds = CapacityGoal(finalTrialDuration: 10, durationSum: 10, exceedRatio: share)
            let goal = CapacitySearch.Goal(bounds: bounds, width: 0.02)
            var search = CapacitySearch(goals: [goal], start: 100, least: least, most: most, shortest: 5)
            for _ in 0..<3 { search.add(load: 100, duration: 5, [short]) }
            search.add(load: 100, duration: 10, [short == .bad ? .good : .bad])
            return search
        }
        let up = loads(search(mayBeBad: 0.7, least: 100, most: 1000, short: .bad), saying: .good)
        let down = loads(search(mayBeBad: 0.3, least: 10, most: 100, short: .good), saying: .bad)
        let expected = [1.02, 1.04, 1.08, 1.16, 1.32].reduce(into: [100.0]) { $0.append(($0.last ?? 0) * $1) }
            .dropFirst()
        #expect(up.count == 5 && zip(up, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(up)")
        // Below it, the short trials have all to look for again.
        #expect(down.first.map { abs($0 - 100 / 1.02) < 1e-9 } == true, "\(down)")
    }
}

extension CapacitySearchTests {
    /// A slow rate's trial is long from the first, as it has to have enough responses: the search goes on where short
    /// trials had come to, and not from there again.
    @Test func aSlowRateThatIsProvenIsNoNewBeginning() {
        var search = CapacitySearch(goals: [Self.goal(4, 4)], start: 40, least: 1, most: 2000, shortest: 1)
        var loads: [Double] = []
        while let (load, duration) = search.next(), loads.count < 50 {
            loads.append(load)
            search.add(load: load, duration: load < 100 ? 4 : duration, [.good])
        }
        #expect(search.outcome(of: 0) == .aboveAll)
        #expect(loads.filter { $0 < 2000 }.count <= 7, "\(loads)")
    }
}

@Suite struct SteadyStateTests {
    @Test(arguments: [(45, 45), (50, 50), (55, nil)] as [(Int, Int?)])
    func aBeginningIsTheFirstHalfAtMost(_ count: Int, _ beginning: Int?) {
        #expect(SteadyState.beginning(of: (0..<100).map { $0 < count ? 0 : 100 + Double($0 % 2) }) == beginning)
    }

    @Test func aBeginningIsLeftBehind() throws {
        var random = SplitMix64(seed: 1)
        let values = (0..<200).map { index in 100 * (1 - 1 / (1 + Double(index) / 4)) + random.unit() }
        let beginning = try #require(SteadyState.beginning(of: values + (0..<200).map { _ in 98 + random.unit() }))
        #expect(beginning > 10 && beginning < 220)
    }

    @Test func whatIsSteadyHasNoBeginning() throws {
        var random = SplitMix64(seed: 2)
        let beginning = try #require(SteadyState.beginning(of: (0..<200).map { _ in random.unit() }))
        #expect(beginning < 60)
    }

    @Test func whatRisesHasNotSettled() {
        #expect(SteadyState.beginning(of: (0..<200).map(Double.init)) == nil)
    }

    @Test func fewValuesSayNothing() {
        #expect(SteadyState.beginning(of: [1, 2, 3]) == nil)
        #expect(SteadyState.beginning(of: [Double](repeating: 1, count: 49)) == nil)
        #expect(SteadyState.beginning(of: [Double](repeating: 1, count: 50)) == 0)
    }
}

@Suite struct CapacityGoalTests {
    /// The goals of the worked example of draft-ietf-bmwg-mlrsearch-15; A is RFC 2544's, B ETSI TST 009's.
    static let goals: [Character: CapacityGoal] = [
        "A": CapacityGoal(finalTrialDuration: 60, durationSum: 60),
        "B": CapacityGoal(finalTrialDuration: 60, durationSum: 120, exceedRatio: 0.5),
        "C": CapacityGoal(finalTrialDuration: 1, durationSum: 120, lossRatio: 0.005, exceedRatio: 0.5),
        "D": CapacityGoal(finalTrialDuration: 60, durationSum: 60, lossRatio: 0.005, exceedRatio: 0.2),
    ]
    /// The trials of its one load, in order.
    static let trials: [(count: Int, seconds: Double, loss: Double)] = [
        (59, 1, 0), (1, 1, 0.01), (59, 1, 0.01), (1, 1, 0), (1, 60, 0.001), (1, 60, 0),
    ]
    /// What each goal makes of the first so many kinds of trials. The draft's own table has D as a lower bound in the
    /// last two rows, against its rules: 42.857% and 27.273% of the time exceed, and 20% may.
    static let expected: [(kinds: Int, classes: [Character: CapacityGoal.Classification])] = [
        (1, ["A": .undecided, "B": .undecided, "C": .undecided, "D": .undecided]),
        (2, ["A": .upperBound, "B": .undecided, "C": .undecided, "D": .undecided]),
        (3, ["A": .upperBound, "B": .undecided, "C": .undecided, "D": .upperBound]),
        (4, ["A": .upperBound, "B": .undecided, "C": .lowerBound, "D": .upperBound]),
        (5, ["A": .upperBound, "B": .undecided, "C": .lowerBound, "D": .upperBound]),
        (6, ["A": .upperBound, "B": .lowerBound, "C": .lowerBound, "D": .upperBound]),
    ]

    static func trials(of kinds: Int) -> [CapacityTrial] {
        trials.prefix(kinds).flatMap { kind in
            [CapacityTrial](repeating: CapacityTrial(duration: kind.seconds, lossRatio: kind.loss), count: kind.count)
        }
    }

    @Test(arguments: expected.indices)
    func theWorkedExampleIsClassified(_ row: Int) {
        let trials = Self.trials(of: Self.expected[row].kinds)
        for (name, goal) in Self.goals {
            #expect(goal.classification(of: trials) == Self.expected[row].classes[name], "goal \(name)")
        }
    }

    /// With more trials than the goal asks for, what is good and what is bad together are the whole.
    @Test func halfOfAllTheTimeMayBeBad() {
        let goal = CapacityGoal(finalTrialDuration: 1, durationSum: 10, exceedRatio: 0.5)
        func trials(_ good: Int, _ bad: Int) -> [CapacityTrial] {
            [CapacityTrial](repeating: CapacityTrial(duration: 1, lossRatio: 0), count: good)
                + [CapacityTrial](repeating: CapacityTrial(duration: 1, lossRatio: 1), count: bad)
        }
        #expect(goal.classification(of: trials(6, 6)) == .lowerBound)
        #expect(goal.classification(of: trials(6, 7)) == .upperBound)
    }

    @Test(arguments: [("A", 999_000), ("B", 1_000_000), ("C", 1_000_000), ("D", 999_000)] as [(Character, Double)])
    func conditionalThroughputIsThatOfTheTrialThatUsesUpTheTime(name: Character, expected: Double) throws {
        let goal = try #require(Self.goals[name])
        #expect(goal.conditionalThroughput(of: 1_000_000, Self.trials(of: 6)) == expected)
    }

    @Test func trialsThatDoNotReachProveNothing() throws {
        let goal = try #require(Self.goals["A"])
        #expect(goal.conditionalThroughput(of: 1_000, Self.trials(of: 4)) == 0)
    }

    @Test func theRelevantBoundsBracketTheCapacity() {
        let goal = CapacityGoal(finalTrialDuration: 1, durationSum: 1)
        let good = [CapacityTrial(duration: 1, lossRatio: 0)]
        let bad = [CapacityTrial(duration: 1, lossRatio: 0.1)]
        // A good load above a bad one is luck: it is no bound that counts.
        let bounds = goal.relevantBounds(of: [100: good, 200: good, 300: bad, 400: good, 500: bad, 250: []])
        #expect(bounds.lower == 200)
        #expect(bounds.upper == 300)
        #expect(goal.relevantBounds(of: [100: bad]).lower == nil)
        #expect(goal.relevantBounds(of: [100: good]).upper == nil)
    }
}
