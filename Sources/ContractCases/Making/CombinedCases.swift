import JSON

/// Cases of which several apply to one request: pairs, or more, of changes in different places.
enum CombinedCases {
    /// A combination.
    struct Combination: Sendable {
        let parts: [GeneratedCase]
        let outcome: AnswerRule.Outcome
        let statuses: [JSONValue]

        var name: String {
            let description = parts.map(\.description).joined(separator: "; ")
            switch outcome {
            case .accepted: return "accepts together: \(description)"
            case .refused: return "refuses together: \(description)"
            case .either, .bySchema: return "accepts or refuses, and never breaks on, together: \(description)"
            }
        }

        /// The parts that alone would have the same expectation.
        var decisive: [GeneratedCase] { parts.filter { $0.outcome == outcome } }
    }

    /// The combinations that cover every combination of changes in `strength` places.
    static func all(_ cases: [GeneratedCase], strength: Int, _ answers: CaseAnswers) -> [Combination] {
        var factors: [(place: String, cases: [GeneratedCase])] = []
        for single in cases where single.combines {
            let place = single.place.isEmpty ? single.kind.group.rawValue : single.place
            if let index = factors.firstIndex(where: { $0.place == place }) {
                factors[index].cases.append(single)
            } else {
                factors.append((place, [single]))
            }
        }
        // Nothing is changed where a factor has its last value.
        return CoveringArray.rows(factors.map { $0.cases.count + 1 }, strength: strength).compactMap { row in
            let parts = zip(row, factors).compactMap { index, factor in
                factor.cases.indices.contains(index) ? factor.cases[index] : nil
            }
            return parts.count < 2 ? nil : combination(parts, answers)
        }
    }

    private static func combination(_ parts: [GeneratedCase], _ answers: CaseAnswers) -> Combination {
        let outcomes = Set(parts.map(\.outcome))
        let outcome: AnswerRule.Outcome =
            outcomes.contains(.refused) ? .refused : outcomes.contains(.either) ? .either : .accepted
        // A server may look at the parts in any order.
        let lists = parts.map { answers.statuses($0.outcome, $0.rule) }
        let merged = CaseAnswers.merged(lists)
        let kept = outcome == .refused ? merged.filter { !isSuccess($0) } : merged
        return Combination(parts: parts, outcome: outcome, statuses: kept)
    }

    private static func isSuccess(_ status: JSONValue) -> Bool {
        status.number?.int.map { $0 < 400 } ?? (status == "2xx" || status == "3xx")
    }
}

/// Rows of choices in which every combination of values of any few factors occurs.
///
/// Rows are built one after the other, each from a combination that isn't covered yet; every further factor takes the
/// value that covers most of what is left (the greedy one-row-at-a-time method of Cohen, Dalal, Fredman and Patton,
/// "The AETG system", IEEE Transactions on Software Engineering 23(7), 1997).
enum CoveringArray {
    /// The rows for factors with `sizes[i]` values each; every combination of values of `strength` factors is in one.
    static func rows(_ sizes: [Int], strength: Int) -> [[Int]] {
        guard sizes.count >= strength, strength > 0, sizes.allSatisfy({ $0 > 0 }) else { return [] }
        let choices = factors(sizes.count, strength)
        var open = Set<[Int]>()
        for factors in choices { for values in values(factors.map { sizes[$0] }) { open.insert(factors + values) } }
        var queue = open.sorted { $0.lexicographicallyPrecedes($1) }[...]
        var rows: [[Int]] = []
        while let first = queue.popFirst() {
            guard open.contains(first) else { continue }
            let row = row(first, sizes, choices, open, strength)
            for factors in choices { open.remove(factors + factors.map { row[$0] }) }
            rows.append(row)
        }
        return rows
    }

    private static func row(
        _ first: [Int],
        _ sizes: [Int],
        _ choices: [[Int]],
        _ open: Set<[Int]>,
        _ strength: Int
    ) -> [Int] {
        var row = [Int?](repeating: nil, count: sizes.count)
        for index in 0..<strength { row[first[index]] = first[strength + index] }
        for factor in sizes.indices where row[factor] == nil {
            let near = choices.filter { $0.contains(factor) && $0.allSatisfy { $0 == factor || row[$0] != nil } }
            var best = (value: 0, gain: -1)
            for value in 0..<sizes[factor] {
                let gain = near.count { factors in
                    open.contains(factors + factors.map { $0 == factor ? value : row[$0] ?? 0 })
                }
                if gain > best.gain { best = (value, gain) }
            }
            row[factor] = best.value
        }
        return row.map { $0 ?? 0 }
    }

    /// Every choice of `count` of the first `all` numbers, ascending.
    private static func factors(_ all: Int, _ count: Int) -> [[Int]] {
        if count == 0 { return [[]] }
        return (0..<all).flatMap { last in factors(last, count - 1).map { $0 + [last] } }
    }

    private static func values(_ sizes: [Int]) -> [[Int]] {
        sizes.reduce([[]]) { rows, size in rows.flatMap { row in (0..<size).map { row + [$0] } } }
    }
}
