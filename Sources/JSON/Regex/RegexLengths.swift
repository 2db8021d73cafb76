/// How many scalars the matches of a node have; assertions have none.
struct RegexLengths {
    /// Beyond this, all lengths are alike.
    static let many = 1 << 20

    var min: Int
    var max: Int

    /// Those of a node whose parts have these.
    init(of node: RegexNode, parts: [RegexLengths]) {
        switch node {
        case .empty, .start, .end, .boundary, .look: (min, max) = (0, 0)
        case .backreference: (min, max) = (0, Self.many)
        case .set: (min, max) = (1, 1)
        case .group: (min, max) = (parts[0].min, parts[0].max)
        case .sequence:
            (min, max) = parts.reduce((0, 0)) {
                (Swift.min(Self.many, $0.0 + $1.min), Swift.min(Self.many, $0.1 + $1.max))
            }
        case .choice: (min, max) = (parts.map(\.min).min() ?? 0, parts.map(\.max).max() ?? 0)
        case .repetition(_, let least, let most, _, _):
            let own = parts[0]
            min = Self.product(own.min, least)
            max = most.map { Self.product(own.max, $0) } ?? (own.max == 0 ? 0 : Self.many)
        }
    }

    private static func product(_ one: Int, _ other: Int) -> Int {
        let (result, overflow) = one.multipliedReportingOverflow(by: other)
        return overflow ? many : Swift.min(many, result)
    }
}
