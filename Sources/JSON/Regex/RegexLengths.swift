/// How many scalars the matches of a node have; assertions have none.
struct RegexLengths {
    /// Beyond this, all lengths are alike.
    static let many = 1 << 20

    var min: Int
    var max: Int

    static func of(_ node: RegexNode) -> RegexLengths {
        switch node {
        case .empty, .start, .end, .boundary, .look: return RegexLengths(min: 0, max: 0)
        case .backreference: return RegexLengths(min: 0, max: many)
        case .set: return RegexLengths(min: 1, max: 1)
        case .group(let body, _): return of(body)
        case .sequence(let parts):
            return parts.reduce(RegexLengths(min: 0, max: 0)) { sum, part in
                let own = of(part)
                return RegexLengths(min: Swift.min(many, sum.min + own.min), max: Swift.min(many, sum.max + own.max))
            }
        case .choice(let branches):
            let all = branches.map(of)
            return RegexLengths(min: all.map(\.min).min() ?? 0, max: all.map(\.max).max() ?? 0)
        case .repetition(let body, let least, let most, _, _):
            let own = of(body)
            return RegexLengths(
                min: product(own.min, least),
                max: most.map { product(own.max, $0) } ?? (own.max == 0 ? 0 : many)
            )
        }
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        let (result, overflow) = one.multipliedReportingOverflow(by: other)
        return overflow ? many : Swift.min(many, result)
    }
}
