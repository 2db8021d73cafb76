import Measurement
package import Results
import Scenarios

/// Makes one result of the results of shards, as one machine would have left it: what was counted is added, what was
/// expected is judged of the sum. Merging is associative: any order and grouping of the same shards gives the same
/// bytes.
package struct ShardMerge {
    /// Judges the load of all shards.
    package typealias Judge = @Sendable (LoadResult, LoadDemands) -> Judged

    /// What came of judging a load.
    package struct Judged: Sendable {
        var findings: [Finding]
        var doubtful: [Finding]
        var error: String?
        var expectations: Int

        package init(findings: [Finding], doubtful: [Finding], error: String?, expectations: Int) {
            self.findings = findings
            self.doubtful = doubtful
            self.error = error
            self.expectations = expectations
        }
    }

    private let folders: [ShardFolder]
    private let judge: Judge
    private let sharded: ShardedRun
    /// What is missing or doesn't fit together; empty when the shards are those of one run.
    package let faults: [String]

    /// A merge of what is in `folders`.
    ///
    /// - Throws: why they can't be merged at all: sums that have shards in common can't be taken apart again.
    package init(_ folders: [ShardFolder], judge: @escaping Judge) throws(ShardFolder.Failure) {
        let named = try Self.once(folders)
        self.folders = named.sorted { Self.first($0.run) < Self.first($1.run) }
        self.judge = judge
        let all = self.folders.compactMap(\.run.sharded)
        let shards = all.flatMap(\.shards).sorted { $0.index < $1.index }
        sharded = ShardedRun(count: all.map(\.count).max() ?? 1, shards: shards)
        faults = ShardFaults.of(sharded, counts: Set(all.map(\.count))) + ShardFaults.targets(self.folders.map(\.run))
    }

    private static func first(_ run: RunResult) -> Int { run.sharded?.shards.first?.index ?? 0 }

    /// Refuses shards that are there twice.
    private static func once(_ folders: [ShardFolder]) throws(ShardFolder.Failure) -> [ShardFolder] {
        var owners: [Int: String] = [:]
        for folder in folders {
            for shard in folder.run.sharded?.shards ?? [] {
                if let other = owners[shard.index] {
                    throw ShardFolder.Failure(
                        other == folder.path
                            ? "\(folder.path) has shard \(shard.index) twice"
                            : "shard \(shard.index) is in \(other) and in \(folder.path)",
                        "name each shard once: what was counted twice can't be told from what happened twice"
                    )
                }
                owners[shard.index] = folder.path
            }
        }
        return folders
    }

    /// The whole.
    package func result() throws(ShardFolder.Failure) -> RunResult {
        let loads = try LoadSums(folders, count: sharded.count)
        let runs = folders.map(\.run)
        guard var run = runs.first else { throw ShardFolder.Failure("there is nothing to merge") }
        run.sharded = sharded
        run.startedAt = sharded.shards.map(\.startedAt).min() ?? run.startedAt
        let ends = sharded.shards.map { Self.end($0.startedAt, $0.duration) }
        run.duration = Self.span(run.startedAt, ends.max() ?? 0)
        run.interrupted = sharded.shards.contains { $0.interrupted }
        run.host = ShardFaults.hosts(sharded)
        run.partial = faults
        var names: [String] = []
        for suite in runs.flatMap(\.suites) where !names.contains(suite.name) { names.append(suite.name) }
        run.suites = names.map { name in
            suite(runs.compactMap { run in run.suites.first { $0.name == name } }, loads)
        }
        return run
    }

    private static func end(_ start: Int64, _ duration: UInt64) -> UInt64 {
        UInt64(clamping: start).multipliedSaturated(by: 1_000_000).addingSaturated(duration)
    }

    private static func span(_ start: Int64, _ end: UInt64) -> UInt64 {
        let begun = UInt64(clamping: start).multipliedSaturated(by: 1_000_000)
        return end - min(end, begun)
    }

    // MARK: Suites

    private func suite(_ parts: [SuiteResult], _ loads: LoadSums) -> SuiteResult {
        var suite = parts[0]
        suite.startedAt = parts.map(\.startedAt).min() ?? suite.startedAt
        suite.duration = Self.span(suite.startedAt, parts.map { Self.end($0.startedAt, $0.duration) }.max() ?? 0)
        let cases = parts.flatMap(\.cases).filter { $0.place != nil }
        let places = Dictionary(grouping: cases) { $0.place ?? 0 }
        suite.whole = parts.compactMap(\.whole).max()
        suite.cases = places.keys.sorted().map { place in
            let same = places[place] ?? []
            return same.contains { $0.shard == nil } ? load(same, suite.name, loads) : Self.told(same)
        }
        if let missing = missingCases(suite, places.count) { suite.cases.append(missing) }
        suite.responseTime = SuiteResult.singleExchanges(suite.cases)
        suite.contract = parts.dropFirst().reduce(suite.contract) { Self.sum($0, $1.contract) }
        let warnings = Set(parts.flatMap(\.warnings).filter { !ShardFaults.isOne($0) }).sorted()
        suite.warnings =
            (faults.map { "PARTIAL: \($0)" } + ShardFaults.remarks(sharded)).map(ShardFaults.marked) + warnings
        return suite
    }

    /// Of what several shards did for themselves, a setup say, that of the one that it went worst for, and of these the
    /// lowest. Of a search that all took part in one of them has the result, and is named by all: that of the lowest,
    /// whose folder comes first.
    private static func told(_ same: [CaseResult]) -> CaseResult {
        if Set(same.map(\.shard)).count == 1 { return same[0] }
        let order: [Verdict] = [.failed, .error, .waived, .answered, .passed, .skipped]
        func rank(_ result: CaseResult) -> (Int, Int) {
            (order.firstIndex(of: result.verdict) ?? order.count, result.shard ?? 0)
        }
        return same.min { rank($0) < rank($1) } ?? same[0]
    }

    /// What stands for the cases of shards that are missing; `nil` when there are none.
    private func missingCases(_ suite: SuiteResult, _ known: Int) -> CaseResult? {
        guard let whole = suite.whole, known < whole else { return nil }
        let outline = CaseOutline(
            name: "the cases of missing shards",
            scenario: "the cases of missing shards",
            file: suite.file,
            line: 1,
            tags: [],
            covers: []
        )
        return CaseResult(
            outline,
            .error,
            reason:
                "nothing is known of \(whole - known) of \(whole) cases: they are those of shards that left no results",
            startedAt: suite.startedAt
        )
    }

    /// What was exercised of a contract, by one and by the other.
    private static func sum(_ one: ContractResult?, _ other: ContractResult?) -> ContractResult? {
        guard var sum = one, let other else { return one ?? other }
        sum.exchanges = sum.exchanges.addingSaturated(other.exchanges)
        sum.unmatched = sum.unmatched.addingSaturated(other.unmatched)
        sum.unchecked = Set(sum.unchecked + other.unchecked).sorted()
        for index in sum.allowed.indices {
            let row = sum.allowed[index]
            let more = other.allowed.first { $0.check == row.check && $0.limits == row.limits }
            sum.allowed[index].count = row.count.addingSaturated(more?.count ?? 0)
        }
        struct Key: Hashable { var area, owner, name: String }
        var counts: [Key: Int] = [:]
        for row in other.coverage { counts[Key(area: row.area, owner: row.owner, name: row.name)] = row.count }
        for index in sum.coverage.indices {
            let row = sum.coverage[index]
            let more = counts[Key(area: row.area, owner: row.owner, name: row.name)] ?? 0
            sum.coverage[index].count = row.count.addingSaturated(more)
        }
        return sum
    }

    // MARK: Loads

    /// A load, of the parts that shards have run of it.
    private func load(_ parts: [CaseResult], _ suite: String, _ loads: LoadSums) -> CaseResult {
        let ordered = parts.sorted { Self.counted($0) < Self.counted($1) }
        var result = ordered[0]
        result.shard = nil
        result.startedAt = parts.map(\.startedAt).min() ?? result.startedAt
        result.duration = Self.span(result.startedAt, parts.map { Self.end($0.startedAt, $0.duration) }.max() ?? 0)
        guard let sum = loads.sum(suite, result.name) else {
            // No shard came as far as to count something.
            return result
        }
        let place = result.steps.firstIndex { $0.name == sum.load.step && $0.load != nil }
        var step = place.map { result.steps[$0] } ?? StepResult(name: sum.load.step)
        step.notes = notes(parts, sum)
        judged(&step, sum)
        if let place { result.steps[place] = step } else { result.steps.append(step) }
        let broken = result.steps.contains { !$0.findings.isEmpty }
        let error = result.steps.compactMap { step in
            step.error.map { step.name.isEmpty ? $0 : "\(step.name): \($0)" }
        }.first
        result.verdict = broken ? .failed : error == nil ? .passed : .error
        result.reason = result.verdict == .error ? error ?? "" : ""
        return result
    }

    /// The lowest shard that counted something for a case; those that didn't come behind.
    private static func counted(_ result: CaseResult) -> Int {
        let shards = result.steps.compactMap { $0.load?.sharding }.flatMap(\.shards)
        return shards.first { $0.absent == nil }?.index ?? .max
    }

    private func judged(_ step: inout StepResult, _ sum: FiguresFile) {
        var load = LoadResult(aligned(sum.figures))
        load.objectives = sum.demands.latency
        load.demands = sum.demands
        let judged = judge(load, sum.demands)
        load.doubtful = judged.doubtful
        step.load = load
        step.findings = judged.findings
        step.error = judged.error
        step.expectations = judged.expectations
        let example = load.examples.first
        step.request = example?.request
        step.response = example?.request == nil ? nil : example?.response
    }

    /// `figures` as they are: parts that were planned to begin at different instants have none from which their delays
    /// count.
    private func aligned(_ figures: LoadFigures) -> LoadFigures {
        guard Set(sharded.shards.map(\.startAt)).count > 1, var sharding = figures.sharding else { return figures }
        for place in sharding.shards.indices { sharding.shards[place].startDelay = nil }
        var figures = figures
        figures.sharding = sharding
        return figures
    }

    /// What each shard remarked, with its number, and what is to be said of all of them.
    private func notes(_ parts: [CaseResult], _ sum: FiguresFile) -> [String] {
        var notes: [(shard: Int, text: String)] = []
        for part in parts {
            let own = part.steps.first { $0.name == sum.load.step && $0.load != nil }
            let shards = own?.load?.sharding?.shards ?? []
            for note in own?.notes ?? [] where !ShardFaults.isOne(note) {
                let known = note.hasPrefix("shard ") ? Int(note.dropFirst(6).prefix { $0.isNumber }) : nil
                let shard = known ?? shards.first?.index ?? 0
                notes.append((shard, known == nil ? "shard \(shard): \(note)" : note))
            }
        }
        notes.sort { ($0.shard, $0.text) < ($1.shard, $1.text) }
        let all = aligned(sum.figures).sharding.map { ShardFaults.remarks($0, sharded) } ?? []
        return all.map(ShardFaults.marked) + notes.map(\.text)
    }
}
