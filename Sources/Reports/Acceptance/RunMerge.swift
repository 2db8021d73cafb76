import JSON
package import Results

/// A run of what failed or wasn't measured in an earlier one, merged into that one's results.
package enum RunMerge {
    /// Whether a case has to be run again: it failed, whatever waives it, or it wasn't measured.
    package static func isDue(_ result: CaseResult) -> Bool {
        switch result.verdict {
        case .failed, .waived, .error, .skipped: true
        case .passed, .answered: false
        }
    }

    /// Whether the earlier run ran its cases several times, so that their names don't tell them apart.
    package static func isRepeated(_ run: RunResult) -> Bool {
        run.suites.contains { $0.cases.contains { CaseText.withoutRepetition($0.name) != $0.name } }
    }

    /// The tag of the case that tells what all generated cases together showed.
    private static let observationTag = "undocumented-status"

    /// The results of `earlier`, in place of whose cases stand those of `rerun` where there are some.
    ///
    /// What was exercised of a contract is the sum of both: all those exchanges took place. Which cases neither of them
    /// chose is said by the `part` of `rerun`.
    package static func merge(_ rerun: RunResult, into earlier: RunResult) -> RunResult {
        var run = rerun
        var count = (rerun: 0, kept: 0)
        run.suites = earlier.suites.filter { $0.name != WaiverList.suiteName }.map { old in
            guard let new = rerun.suites.first(where: { $0.name == old.name }) else {
                count.kept += old.cases.count
                return old
            }
            var cases: [String: CaseResult] = [:]
            for result in new.cases { cases[result.name] = result }
            var suite = new
            suite.startedAt = old.startedAt
            suite.cases = old.cases.map { result in
                // What a run that was stopped didn't come to stands as it was.
                guard let new = cases[result.name], new.verdict != .skipped || result.verdict == .skipped else {
                    count.kept += 1
                    return result
                }
                // What only some of the cases showed doesn't take back what all had shown.
                if new.tags.contains(observationTag), result.verdict != .passed, new.verdict == .passed {
                    count.kept += 1
                    return result
                }
                count.rerun += 1
                return new
            }
            // What has come into the file since then.
            let known = Set(old.cases.map(\.name))
            let added = new.cases.filter { !known.contains($0.name) }
            count.rerun += added.count
            suite.cases += added
            suite.responseTime = SuiteResult.singleExchanges(suite.cases)
            suite.contract = merge(new.contract, into: old.contract)
            suite.warnings = (old.warnings + new.warnings).once
            return suite
        }
        let names = Set(earlier.suites.map(\.name))
        let further = rerun.suites.filter { !names.contains($0.name) }
        count.rerun += further.reduce(0) { $0 + $1.cases.count }
        run.suites += further
        run.partial = (earlier.partial + rerun.partial).once
        run.merged = MergedRun(
            startedAt: earlier.startedAt,
            tool: earlier.tool,
            seed: earlier.seed,
            label: earlier.provenance.label,
            rerun: count.rerun,
            kept: count.kept
        )
        for index in run.suites.indices { warn(&run.suites[index], earlier, count) }
        return run
    }

    /// What weakens a merged report, in the words that every format shows.
    private static func warn(_ suite: inout SuiteResult, _ earlier: RunResult, _ count: (rerun: Int, kept: Int)) {
        let begun = HTMLModel.time(earlier.startedAt)
        suite.warnings.removeAll { $0.hasPrefix(prefix) }
        suite.warnings.append(
            "\(prefix)\(HTMLModel.count(count.rerun, "case was", "cases were")) run again, \(count.kept) stand as they were in the "
                + "run of \(begun)"
        )
        let before = earlier.suites.first { $0.name == suite.name }?.sources.map(\.sha256) ?? []
        if !before.isEmpty, before != suite.sources.map(\.sha256) {
            suite.warnings.append("\(prefix)the files of '\(suite.name)' have changed since that run")
        }
    }

    private static let prefix = "MERGED: "

    private static func merge(_ new: ContractResult?, into old: ContractResult?) -> ContractResult? {
        guard var merged = new, let old else { return new ?? old }
        merged.exchanges += old.exchanges
        merged.unmatched += old.unmatched
        merged.unchecked = (old.unchecked + merged.unchecked).once
        for index in merged.allowed.indices {
            let row = merged.allowed[index]
            let before = old.allowed.first { $0.check == row.check && $0.limits == row.limits }
            merged.allowed[index].count += before?.count ?? 0
        }
        struct Key: Hashable { var area, owner, name: String }
        var counts: [Key: Int] = [:]
        for row in old.coverage { counts[Key(area: row.area, owner: row.owner, name: row.name)] = row.count }
        for index in merged.coverage.indices {
            let row = merged.coverage[index]
            merged.coverage[index].count += counts[Key(area: row.area, owner: row.owner, name: row.name)] ?? 0
        }
        return merged
    }
}
