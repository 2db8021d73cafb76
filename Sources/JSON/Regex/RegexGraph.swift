/// A nondeterministic automaton for those expressions that need no more than the set of states they are in: without
/// lookaround, backreferences, word boundaries and multiline anchors.
struct RegexGraph {
    struct NotRegular: Error {}

    enum Node {
        case set(Int, next: Int)
        case split([Int])
        case start(next: Int)
        case end(next: Int)
        case accept
    }

    /// Expressions of more nodes are left to the backtracker.
    private static let sizeLimit = 3_000

    private(set) var nodes: [Node] = [.accept]
    private(set) var sets: [ScalarSet] = []
    private(set) var first = 0
    private var setIndices: [ScalarSet: Int] = [:]

    init(_ root: RegexNode) throws(NotRegular) {
        first = try build(root, next: 0)
    }

    private mutating func add(_ node: Node) throws(NotRegular) -> Int {
        guard nodes.count < Self.sizeLimit else { throw NotRegular() }
        nodes.append(node)
        return nodes.count - 1
    }

    /// Adds the nodes of an expression that is followed by `next`, and returns its first.
    private mutating func build(_ node: RegexNode, next: Int) throws(NotRegular) -> Int {
        switch node {
        case .empty: return next
        case .set(let set): return try add(.set(index(of: set), next: next))
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try build(part, next: next) }
            return next
        case .choice(let branches):
            var firsts: [Int] = []
            for branch in branches { firsts.append(try build(branch, next: next)) }
            return try add(.split(firsts))
        case .repetition(let body, let min, let max, _, _):
            return try buildRepetition(body, min: min, max: max, next: next)
        case .group(let body, _): return try build(body, next: next)
        case .start(multiline: false): return try add(.start(next: next))
        case .end(multiline: false): return try add(.end(next: next))
        case .start, .end, .boundary, .backreference, .look: throw NotRegular()
        }
    }

    private mutating func buildRepetition(
        _ body: RegexNode,
        min: Int,
        max: Int?,
        next: Int
    ) throws(NotRegular) -> Int {
        let exit = next
        var next = next
        if let max {
            guard max <= Self.sizeLimit else { throw NotRegular() }
            for _ in min..<Swift.max(min, max) {
                let inner = try build(body, next: next)
                next = try add(.split([inner, exit]))
            }
        } else {
            let split = try add(.split([]))
            nodes[split] = .split([try build(body, next: split), exit])
            next = split
        }
        guard min <= Self.sizeLimit else { throw NotRegular() }
        for _ in 0..<min { next = try build(body, next: next) }
        return next
    }

    private mutating func index(of set: ScalarSet) -> Int {
        if let known = setIndices[set] { return known }
        setIndices[set] = sets.count
        sets.append(set)
        return sets.count - 1
    }
}
