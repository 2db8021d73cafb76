import Measurement
package import Scenarios

/// Divides the cases of a run among shards: each shard finds the same division by itself, and asks nobody.
package enum CaseDivision {
    /// Cases that one shard has to run, as some of them wait for others.
    private struct Group {
        /// The suite's place and the places of the cases in it, ascending.
        var suite: Int
        var cases: [Int]
        /// What they took in an earlier run, in nanoseconds.
        var time: UInt64
    }

    /// For each suite of `plan`, and each of its cases, which of `count` shards runs it.
    ///
    /// Without `times` the cases are dealt out one after the other. With them each goes, the longest first, to the
    /// shard that has least to do by then, the lowest of equals (Graham: Bounds on multiprocessing timing anomalies,
    /// 1969: never more than 4/3 of what is best).
    ///
    /// - Parameter times: What cases took in an earlier run, in nanoseconds, by the names of suite and case; a case
    ///   that isn't among them counts as the mean of the others.
    package static func shards(of plan: Plan, count: Int, times: [String: [String: UInt64]] = [:]) -> [[Int]] {
        var shards = plan.suites.map { [Int](repeating: 0, count: $0.cases.count) }
        var groups = plan.suites.indices.flatMap { Self.groups(of: plan.suites[$0], $0, times) }
        if times.isEmpty {
            for (number, group) in groups.enumerated() {
                for place in group.cases { shards[group.suite][place] = number % max(1, count) }
            }
            return shards
        }
        groups.sort { ($1.time, $0.suite, $0.cases[0]) < ($0.time, $1.suite, $1.cases[0]) }
        var busy = [UInt64](repeating: 0, count: max(1, count))
        for group in groups {
            let shard = busy.indices.min { (busy[$0], $0) < (busy[$1], $1) } ?? 0
            busy[shard] = busy[shard].addingSaturated(group.time)
            for place in group.cases { shards[group.suite][place] = shard }
        }
        return shards
    }

    /// The cases of a suite, those together that wait for each other; loads and searches, which all shards run, are in
    /// none.
    private static func groups(of suite: SuitePlan, _ number: Int, _ times: [String: [String: UInt64]]) -> [Group] {
        // The lowest case that each is bound to.
        var leader = Array(suite.cases.indices)
        func first(_ place: Int) -> Int {
            var place = place
            while leader[place] != place { place = leader[place] }
            return place
        }
        var scenarios: [String: Int] = [:]
        if suite.cases.contains(where: { !$0.awaited.isEmpty }) {
            let awaited = suite.cases.reduce(into: Set<String>()) { $0.formUnion($1.awaited) }
            for (place, planned) in suite.cases.enumerated() where awaited.contains(planned.scenario) {
                let known = scenarios[planned.scenario] ?? place
                scenarios[planned.scenario] = known
                join(first(known), first(place), &leader)
            }
            for (place, planned) in suite.cases.enumerated() {
                for name in planned.awaited.sorted() {
                    if let other = scenarios[name] { join(first(other), first(place), &leader) }
                }
            }
        }
        let known = suite.cases.compactMap { times[suite.name]?[$0.name] }
        let mean = known.isEmpty ? 1 : max(1, known.reduce(0) { $0.addingSaturated($1) } / UInt64(known.count))
        var groups: [Int: Group] = [:]
        for (place, planned) in suite.cases.enumerated() where !planned.isOfAllShards {
            let time = times[suite.name]?[planned.name] ?? mean
            var group = groups[first(place)] ?? Group(suite: number, cases: [], time: 0)
            group.cases.append(place)
            group.time = group.time.addingSaturated(time)
            groups[first(place)] = group
        }
        return groups.values.sorted { $0.cases[0] < $1.cases[0] }
    }

    private static func join(_ one: Int, _ other: Int, _ leader: inout [Int]) {
        leader[max(one, other)] = min(one, other)
    }
}
