import JSON

/// Cases of which several apply to one request: pairs, or more, of changes in different places.
enum CombinedCases {
    /// A combination.
    struct Combination: Sendable {
        let parts: [GeneratedCase]
        let outcome: AnswerRule.Outcome
        let statuses: [JSONValue]

        var name: String {
            let words = parts.map(\.words).joined(separator: "; ")
            switch outcome {
            case .accepted: return "accepts together: \(words)"
            case .refused: return "refuses together: \(words)"
            case .either, .bySchema: return "accepts or refuses, and never breaks on, together: \(words)"
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
