import JSON

/// The statuses that are right for a case, by the contract.
struct CaseAnswers: Sendable {
    private let codes: [Int]
    private let ranges: [Int]
    /// Whether the operation asks for credentials.
    private let isProtected: Bool
    /// Whether every status is documented.
    private let hasDefault: Bool

    init(_ operation: Operation) {
        codes = operation.responses.compactMap { if case .code(let code) = $0.selector { code } else { nil } }.sorted()
        isProtected = !operation.security.isEmpty
        hasDefault = operation.responses.contains { $0.selector == .default }
        ranges = operation.responses.compactMap { if case .range(let digit) = $0.selector { digit } else { nil } }
    }

    /// The statuses, as `expect` has them.
    func statuses(_ outcome: AnswerRule.Outcome, _ rule: AnswerRule) -> [JSONValue] {
        switch outcome {
        case .accepted: list(successes, rule.always)
        case .refused: list(refusals(rule.refusals), rule.always)
        case .either where rule.refusals.isEmpty: list(documentedRefusals, rule.always)
        case .either, .bySchema: list(successes + documentedRefusals + refusals(rule.refusals), rule.always)
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

    /// The statuses of a kind are right whether documented or not: a document that leaves them out doesn't make another
    /// class of answer right. 401 is one of them where credentials are asked for, or where it is documented.
    private func refusals(_ wanted: [Int]) -> [JSONValue] {
        // A value may break a rule of the service that no schema says (RFC 9110, section 15.5.10).
        let all = wanted.contains(422) && codes.contains(409) ? wanted + [409] : wanted
        return all.filter { $0 != 401 || isProtected || codes.contains(401) || ranges.contains(4) || hasDefault }
            .map { .number(JSONNumber($0)) }
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
