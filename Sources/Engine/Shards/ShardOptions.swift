package import Measurement
package import Results
package import Scenarios

/// Which part of a divided run this process does.
package struct ShardOptions: Sendable {
    /// The shard, and how many there are.
    package var share: ArrivalShare
    /// For each suite, and each of its cases, which shard runs it; a load is run by all of them.
    package var division: [[Int]]
    /// SHA-256 of all that decides the division.
    package var digest: String
    /// When the first load is to begin, in milliseconds since 1970; `nil` for as soon as it is ready.
    package var plannedAt: Int64?
    /// What the clock was compared with.
    package var clock: ClockDistance?
    /// The way to the other shards, for searches for a capacity; `nil` where there are none.
    package var trials: TrialExchange?

    /// The shard `share` of what `division` divides.
    package init(share: ArrivalShare, division: [[Int]], digest: String) {
        self.share = share
        self.division = division
        self.digest = digest
    }

    /// What this shard runs of `plan`: its cases, and its part of every load.
    package func part(of plan: Plan) -> Plan {
        var part = plan
        for (number, suite) in plan.suites.enumerated() {
            part.suites[number].cases = suite.cases.enumerated().filter { place, planned in
                planned.isOfAllShards || division[number][place] == share.index
            }.map(\.element)
        }
        return part
    }

    /// The same by the machine's own clock, in nanoseconds: what the clock is off is made up for.
    var startAt: UInt64? {
        plannedAt.map { planned in
            UInt64(clamping: planned.multipliedSaturated(by: 1_000_000).subtractingSaturated(clock?.offset ?? 0))
        }
    }

    /// The shard, as the reports of a run that is outlined so name it.
    func sharded(_ outline: RunOutline) -> ShardedRun {
        var shard = ShardedRun.Shard(
            index: share.index,
            tool: outline.tool,
            seed: outline.seed,
            digest: digest,
            host: outline.host,
            startedAt: outline.startedAt
        )
        shard.startAt = plannedAt
        shard.clock = clock
        return ShardedRun(count: share.count, shards: [shard])
    }

    /// When each load of `plan` is to begin, in nanoseconds after the first one: each when the one before must be over,
    /// its drain and all. No shard has to ask another.
    package static func schedule(_ plan: Plan, repeats: Int, timeout: UInt64?) -> [[Int: UInt64]] {
        var next: UInt64 = 0
        return plan.suites.map { suite in
            var starts: [Int: UInt64] = [:]
            for round in 0..<max(1, repeats) {
                for (place, planned) in suite.cases.enumerated() where planned.skip == nil {
                    guard case .load(let load)? = planned.dividedStep?.traffic else { continue }
                    starts[round * suite.cases.count + place] = next
                    let drain = load.drain ?? timeout ?? RunOptions.defaultTimeout
                    next = [load.warmUp, load.duration, drain, between].reduce(next) { $0.addingSaturated($1) }
                }
            }
            return starts
        }
    }

    /// What a load needs before it begins, to open its connections, in nanoseconds.
    private static let between: UInt64 = 2_000_000_000
}

extension Case {
    /// Whether every shard runs it: a part of its load, or of the trials of its search.
    package var isOfAllShards: Bool { dividedStep != nil || search != nil }

    /// The search for a capacity that it is; `nil` for other cases.
    package var search: Capacity? {
        steps.lazy.compactMap { if case .capacity(let capacity) = $0.traffic { capacity } else { nil } }.first
    }

    /// The load that every shard runs a part of; `nil` for a case that one shard runs as a whole.
    package var dividedStep: Step? {
        steps.first { if case .load = $0.traffic { true } else { false } }
    }
}

/// What can't be divided among shards, found before anything is sent.
package enum ShardRules {
    /// Something that a shard can't do.
    package struct Problem: Sendable {
        /// The case, and where it stands.
        package var planned: Case
        package var reason: String
        package var help: String
    }

    /// What of `plan` can't be divided among `count` shards.
    ///
    /// - Parameter hasTrials: Whether they have a folder for the trials of searches.
    package static func problems(_ plan: Plan, count: Int, hasTrials: Bool = false) -> [Problem] {
        plan.suites.flatMap { suite in
            let cases = suite.cases.filter { $0.skip == nil }
            let searches = Set(cases.filter { $0.search != nil }.map(\.scenario))
            return cases.flatMap { planned in
                planned.steps.compactMap { problem($0, planned, count, hasTrials) }
                    + (hasTrials ? waiting(planned, searches).map { [$0] } ?? [] : [])
            }
        }
    }

    /// Searches are the last of their suite, in its order, so that no shard waits for another in one while that waits
    /// for it in the other.
    private static func waiting(_ planned: Case, _ searches: Set<String>) -> Problem? {
        let searched = planned.awaited.intersection(searches).sorted().first
        guard planned.search == nil ? searched != nil : !planned.awaited.isEmpty else { return nil }
        let reason =
            planned.search == nil
            ? "waits for '\(searched ?? "")', a search for a capacity, which shards run last of all"
            : "waits for other cases, which another shard may run"
        return Problem(
            planned: planned,
            reason: "'\(planned.name)' \(reason)",
            help: "take it out of 'after' and 'needs', or run it without --shard"
        )
    }

    private static func problem(_ step: Step, _ planned: Case, _ count: Int, _ hasTrials: Bool) -> Problem? {
        func problem(_ reason: String, _ help: String) -> Problem {
            Problem(planned: planned, reason: "'\(planned.name)' \(reason)", help: help)
        }
        let without = "run it without --shard, or leave it out with --tag or --only"
        switch step.traffic {
        case .single, .burst: return nil
        case .capacity(let capacity):
            guard hasTrials else {
                return problem(
                    "searches for a capacity: each trial depends on the ones before, and shards don't talk",
                    "give all shards a folder that they share, --trials FOLDER, or \(without)"
                )
            }
            if case .users(let users, _)? = capacity.sweep?.loads, let fewest = users.first, fewest < count {
                return problem("sweeps \(fewest) users for \(count) shards", "begin with \(count) users at least")
            }
            return nil
        case .load(let load):
            if load.precision != nil || load.aborts {
                return problem(
                    "may end before its time ('until', 'abort'), which one shard's part of the responses can't decide",
                    "take 'until' and 'abort' out, or \(without)"
                )
            }
            if planned.question != nil || step.expect.comparesResponses {
                return problem("holds responses against each other, and each shard has its own alone", without)
            }
            if case .closed(let users, _, _) = load.model, users < count {
                return problem("has \(users) users for \(count) shards", "take \(users) shards at most")
            }
            return nil
        }
    }
}
