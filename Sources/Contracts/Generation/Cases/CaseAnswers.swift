import JSON

/// The statuses that are right for a case, by the contract.
struct CaseAnswers: Sendable {
    private let codes: [Int]
    private let ranges: [Int]

    init(_ operation: Operation) {
        codes = operation.responses.compactMap { if case .code(let code) = $0.selector { code } else { nil } }.sorted()
        ranges = operation.responses.compactMap { if case .range(let digit) = $0.selector { digit } else { nil } }
    }

    /// The statuses, as `expect` has them.
    func statuses(_ outcome: AnswerRule.Outcome, _ rule: AnswerRule) -> [JSONValue] {
        switch outcome {
        case .accepted: list(successes, rule.always)
        case .refused: list(refusals(rule.refusals), rule.always)
        case .either where rule.refusals.isEmpty: list(documentedRefusals, rule.always)
        case .either, .bySchema:
            list(successes + (documentedRefusals.isEmpty ? refusals(rule.refusals) : documentedRefusals), rule.always)
        }
    }

    /// Whether the operation documents this status itself.
    func documents(_ status: Int) -> Bool { codes.contains(status) }

    /// What the operation documents as success; redirections that it documents are among them.
    private var successes: [JSONValue] {
        let known = codes.filter { (200..<400).contains($0) }.map { JSONValue.number(JSONNumber($0)) }
        let wide = ranges.filter { $0 == 2 || $0 == 3 }.map { JSONValue.string("\($0)xx") }
        return known.isEmpty && wide.isEmpty ? ["2xx"] : known + wide
    }

    private var documentedRefusals: [JSONValue] {
        codes.filter { (400..<500).contains($0) }.map { .number(JSONNumber($0)) } + (ranges.contains(4) ? ["4xx"] : [])
    }

    /// Those of `wanted` that are documented; all of them, and what else is documented, when none is.
    private func refusals(_ wanted: [Int]) -> [JSONValue] {
        if wanted.isEmpty { return [] }
        let all = wanted.map { JSONValue.number(JSONNumber($0)) }
        if ranges.contains(4) { return all }
        let documented = wanted.filter(codes.contains)
        if !documented.isEmpty { return documented.map { .number(JSONNumber($0)) } }
        return documentedRefusals + all
    }

    /// Sorted, without those that a range holds.
    private func list(_ some: [JSONValue], _ always: [Int]) -> [JSONValue] {
        Self.merged([some, always.map { .number(JSONNumber($0)) }])
    }

    /// All of several lists, sorted, each once.
    static func merged(_ lists: [[JSONValue]]) -> [JSONValue] {
        let all = lists.joined()
        let wide = Set(all.compactMap(\.string))
        let numbers = Set(all.compactMap { $0.number?.int }).filter { !wide.contains("\($0 / 100)xx") }
        return numbers.sorted().map { .number(JSONNumber($0)) } + wide.sorted().map(JSONValue.string)
    }
}
