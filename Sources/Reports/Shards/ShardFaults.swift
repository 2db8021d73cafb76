import Measurement
import Quantities
import Results

/// What is to be said of the shards that a result was merged of.
package enum ShardFaults {
    private static let mark = "SHARDS: "

    /// As a warning, which a further merge finds anew.
    static func marked(_ text: String) -> String { mark + text }

    /// Whether a warning is one of these.
    static func isOne(_ warning: String) -> Bool { warning.hasPrefix(mark) }

    /// Loads that begin within so many nanoseconds are said to begin together.
    private static let together: UInt64 = 10_000_000

    /// Why `sharded` isn't one whole run, the most telling first.
    static func of(_ sharded: ShardedRun, counts: Set<Int>) -> [String] {
        var faults: [String] = []
        if counts.count > 1 {
            let all = counts.sorted().map { "\($0)" }.joined(separator: " and ")
            faults.append("the shards are of runs that were divided differently, into \(all)")
        }
        let missing = sharded.missing
        if !missing.isEmpty {
            faults.append(
                "of \(sharded.count) shards \(missing.count) \(missing.count == 1 ? "is" : "are") missing: \(list(missing))"
            )
        }
        let shards = sharded.shards
        faults += differing(shards, "seeds") { "\($0.seed)" }
        faults += differing(shards, "suites, or divisions of them") { String($0.digest.prefix(12)) }
        faults += differing(shards, "versions of the program") { $0.tool }
        faults += differing(shards, "planned starts") { shard in
            shard.startAt.map { "\($0) ms" } ?? "none"
        }
        return faults
    }

    /// The suites that ran against one endpoint in some shards and against another in others: their sum is of neither.
    static func targets(_ runs: [RunResult]) -> [String] {
        var names: [String] = []
        var targets: [String: [(target: String, shards: [Int])]] = [:]
        for run in runs {
            let shards = run.sharded?.shards.map(\.index) ?? []
            for suite in run.suites where !suite.target.isEmpty {
                if targets[suite.name] == nil { names.append(suite.name) }
                var known = targets[suite.name] ?? []
                if let place = known.firstIndex(where: { $0.target == suite.target }) {
                    known[place].shards += shards
                } else {
                    known.append((suite.target, shards))
                }
                targets[suite.name] = known
            }
        }
        return names.compactMap { name in
            guard let known = targets[name], known.count > 1 else { return nil }
            return "'\(name)' ran against different targets: \(listed(known.map { ($0.target, $0.shards) }))"
        }
    }

    private static func list(_ numbers: [Int]) -> String {
        let shown = numbers.prefix(20).map { "\($0)" }.joined(separator: ", ")
        return numbers.count > 20 ? "\(shown) and \(numbers.count - 20) more" : shown
    }

    private static func differing(
        _ shards: [ShardedRun.Shard],
        _ what: String,
        _ value: (ShardedRun.Shard) -> String
    ) -> [String] {
        let groups = Dictionary(grouping: shards, by: value)
        guard groups.count > 1 else { return [] }
        let sorted = groups.sorted { $0.value[0].index < $1.value[0].index }
        return ["the shards have different \(what): \(listed(sorted.map { ($0.key, $0.value.map(\.index)) }))"]
    }

    /// Values, each with the shards that have it.
    private static func listed(_ groups: [(value: String, shards: [Int])]) -> String {
        let described = groups.prefix(4).map { value, shards in
            "\(value) (shard\(shards.count == 1 ? "" : "s") \(list(shards)))"
        }
        let more = groups.count > described.count ? " and \(groups.count - described.count) more" : ""
        return described.joined(separator: ", ") + more
    }

    /// The machines of the shards, in a few words.
    static func hosts(_ sharded: ShardedRun) -> String {
        let hosts = Set(sharded.shards.map(\.host)).sorted()
        return hosts.count <= 3 ? hosts.joined(separator: ", ") : "\(hosts.count) machines"
    }

    /// What weakens the whole beside that: shards that were cut off, clocks that nobody compared.
    static func remarks(_ sharded: ShardedRun) -> [String] {
        var remarks: [String] = []
        let cut = sharded.shards.filter(\.interrupted).map(\.index)
        if !cut.isEmpty { remarks.append("shard\(cut.count == 1 ? "" : "s") \(list(cut)) didn't come to the end") }
        let blind = sharded.shards.filter { $0.clock?.problem != nil }
        if let first = blind.first {
            remarks.append(
                "the clocks of shards \(list(blind.map(\.index))) couldn't be compared with the reference; shard \(first.index): "
                    + (first.clock?.problem ?? "")
            )
        }
        let off = sharded.shards.filter { ($0.clock?.offset?.magnitude ?? 0) > together }
        if let most = off.compactMap({ $0.clock?.offset?.magnitude }).max() {
            remarks.append(
                (off.count == 1
                    ? "the clock of shard \(off[0].index) was off by "
                    : "the clocks of shards \(list(off.map(\.index))) were off by up to ")
                    + "\(Quantity.describe(nanoseconds: most)): the begin of loads makes up for it, dates in the reports don't"
            )
        }
        let machines = Set(sharded.shards.map(\.host)).count
        if machines > 1, sharded.shards.contains(where: { $0.startAt != nil && $0.clock == nil }) {
            remarks.append(ClockDistance.unknown(of: machines))
        }
        return remarks
    }

    /// What is to be said of a load: how far apart its parts began, and which of them were late.
    static func remarks(_ sharding: LoadSharding, _ sharded: ShardedRun) -> [String] {
        guard sharding.shards.count > 1 else { return [] }
        var remarks: [String] = []
        if let spread = sharding.startSpread {
            let uncertainty = sharded.shards.compactMap { $0.clock?.uncertainty }.max() ?? 0
            let asPlanned = spread == 0 && sharding.earliestStart == 0
            let words =
                "the parts of \(sharding.shards.count) shards began "
                + (asPlanned
                    ? "when planned, each by its machine's clock" : "within \(Quantity.describe(nanoseconds: spread))")
            let doubt = uncertainty > 0 ? ", their clocks known to \(Quantity.describe(nanoseconds: uncertainty))" : ""
            let late = sharding.shards.filter { ($0.startDelay ?? 0) > together }.map(\.index)
            let names = late.isEmpty ? "" : "; late: shard\(late.count == 1 ? "" : "s") \(list(late))"
            let bound = spread.addingSaturated(uncertainty.multipliedSaturated(by: 2))
            remarks.append(words + doubt + (bound > together ? ": NOT together (10 ms)\(names)" : ""))
        } else {
            let isPlanned = sharded.shards.contains { $0.startAt != nil }
            let words =
                isPlanned
                ? "the parts of \(sharding.shards.count) shards were not to begin at one instant"
                : "no instant was given at which the parts of \(sharding.shards.count) shards were to begin (--start-at)"
            remarks.append("\(words): each second is the sum of the shards' own")
        }
        let late = sharding.shards.filter { !($0.audit?.doubts.isEmpty ?? true) }.map(\.index)
        if !late.isEmpty {
            let whose = late.count == 1 ? "the generator of shard" : "the generators of shards"
            remarks.append(
                "\(whose) \(list(late)) can't be trusted: what \(late.count == 1 ? "its" : "their") lateness could have decided isn't measured"
            )
        }
        return remarks
    }
}
