import Synchronization

/// A deterministic automaton that answers whether a text matches, in one table look-up for each scalar.
///
/// It is built whole, within a bound on its size and on the work; expressions beyond that have none.
final class RegexAutomaton: Sendable {
    /// The state from which nothing leads to a match.
    static let dead = 0
    /// The state in which the answer is yes, whatever follows.
    static let certain = 1

    private let classes: ScalarClasses
    /// The next state for each state and class.
    private let table: [Int32]
    private let isAccepting: [Bool]
    private let first: Int

    /// Nil when the expression isn't regular or the automaton would be too large.
    init?(_ root: RegexNode, mode: RegularExpression.Mode) {
        guard let graph = try? RegexGraph(root), let classes = ScalarClasses(graph.sets) else { return nil }
        var builder = RegexAutomatonBuilder(graph, classes: classes, mode: mode)
        guard builder.build() else { return nil }
        self.classes = classes
        table = builder.table
        isAccepting = builder.isAccepting
        first = builder.first
    }

    func matches(_ text: UTF8Text) -> Bool {
        var state = first
        var position = 0
        let stride = classes.examples.count
        let (ascii, table) = (classes.ascii, table)
        while state > Self.certain, position < text.end {
            let byte = text.bytes[position]
            let column: Int
            if byte < 0x80 {
                column = Int(ascii[Int(byte)])
                position += 1
            } else {
                let scalar = text.scalar(at: position)
                column = classes.longClass(of: scalar.value)
                position += scalar.length
            }
            state = Int(table[state * stride + column])
        }
        return isAccepting[state]
    }
}

/// The automata of one regular expression, each built when its question is first asked.
final class RegexAutomata: Sendable {
    /// What came of building: an automaton, or nothing when the expression has none.
    private final class Outcome: Sendable {
        let automaton: RegexAutomaton?

        init(_ automaton: RegexAutomaton?) {
            self.automaton = automaton
        }
    }

    private let search = AtomicLazyReference<Outcome>()
    private let whole = AtomicLazyReference<Outcome>()

    func automaton(_ mode: RegularExpression.Mode, of root: RegexNode) -> RegexAutomaton? {
        switch mode {
        case .search:
            if let made = search.load() { return made.automaton }
            return search.storeIfNil(Outcome(RegexAutomaton(root, mode: mode))).automaton
        case .whole:
            if let made = whole.load() { return made.automaton }
            return whole.storeIfNil(Outcome(RegexAutomaton(root, mode: mode))).automaton
        }
    }
}

/// The subset construction from ``RegexGraph`` to the table of ``RegexAutomaton``.
struct RegexAutomatonBuilder {
    private static let stateLimit = 1_500
    /// The most visits of nodes, which bounds the time to about a millisecond or two.
    private static let workLimit = 300_000

    private let graph: RegexGraph
    private let classes: ScalarClasses
    private let mode: RegularExpression.Mode
    private var states: [[Int]: Int] = [:]
    private var pending: [[Int]] = []
    private var work = 0
    /// For each node the last closure that reached it.
    private var reached: [Int]
    private var closures = 0
    /// What a search adds to every state: the expression may begin at any position.
    private var injected: [Int] = []

    private(set) var table: [Int32] = []
    private(set) var isAccepting: [Bool] = []
    private(set) var first = 0

    init(_ graph: RegexGraph, classes: ScalarClasses, mode: RegularExpression.Mode) {
        self.graph = graph
        self.classes = classes
        self.mode = mode
        reached = Array(repeating: 0, count: graph.nodes.count)
    }

    /// Returns whether the automaton stayed within its bounds.
    mutating func build() -> Bool {
        let stride = classes.examples.count
        isAccepting = [false, true]
        for state in 0..<2 { table += Array(repeating: Int32(state), count: stride) }
        if mode == .search { injected = closure([graph.first], atStart: false) }
        first = state(of: closure([graph.first], atStart: true), atStart: true)
        var next = 0
        while next < pending.count {
            let members = pending[next]
            next += 1
            for example in classes.examples {
                table.append(Int32(state(of: successors(of: members, on: example), atStart: false)))
            }
            if pending.count > Self.stateLimit || work > Self.workLimit { return false }
        }
        return true
    }

    /// The number of the state that consists of these nodes.
    private mutating func state(of members: [Int], atStart: Bool) -> Int {
        if mode == .search, members.contains(0) { return RegexAutomaton.certain }
        if members.isEmpty { return RegexAutomaton.dead }
        // The first state may share its nodes with another and yet differ at the end of an empty text.
        if !atStart, let known = states[members] { return known }
        let number = isAccepting.count
        if !atStart { states[members] = number }
        pending.append(members)
        isAccepting.append(closure(members, atStart: atStart, atEnd: true).contains(0))
        return number
    }

    private mutating func successors(of members: [Int], on value: UInt32) -> [Int] {
        var targets: [Int] = []
        for member in members {
            if case .set(let set, let next) = graph.nodes[member], graph.sets[set].contains(value) {
                targets.append(next)
            }
        }
        work += members.count
        return closure(targets + injected, atStart: false)
    }

    /// The nodes reachable without consuming, those that matter to what follows only, sorted.
    private mutating func closure(_ seeds: [Int], atStart: Bool, atEnd: Bool = false) -> [Int] {
        closures += 1
        var members: [Int] = []
        var open = seeds
        while let node = open.popLast() {
            if reached[node] == closures { continue }
            reached[node] = closures
            work += 1
            switch graph.nodes[node] {
            case .set, .accept: members.append(node)
            case .split(let targets): open += targets
            case .start(let next): if atStart { open.append(next) }
            case .end(let next): if atEnd { open.append(next) } else { members.append(node) }
            }
        }
        return members.sorted()
    }
}

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

/// A partition of all code points into classes whose members some sets never tell apart.
struct ScalarClasses: Sendable {
    /// The class of each ASCII code point.
    let ascii: [UInt8]
    /// Where each run of one class begins, sorted, the first at 0; and its class.
    private let starts: [UInt32]
    private let classes: [UInt8]
    /// One member of each class.
    let examples: [UInt32]

    /// Nil when there are too many classes or too many runs to be worth it.
    init?(_ sets: [ScalarSet]) {
        var bounds: Set<UInt32> = [0]
        for range in sets.lazy.flatMap(\.ranges) {
            bounds.insert(range.lowerBound)
            if range.upperBound < ScalarSet.last { bounds.insert(range.upperBound + 1) }
        }
        guard bounds.count * sets.count <= 50_000 else { return nil }
        starts = bounds.sorted()
        var known: [[Bool]: UInt8] = [:]
        var classes: [UInt8] = []
        var examples: [UInt32] = []
        for start in starts {
            let signature = sets.map { $0.contains(start) }
            if let number = known[signature] {
                classes.append(number)
                continue
            }
            guard let number = UInt8(exactly: examples.count) else { return nil }
            known[signature] = number
            classes.append(number)
            examples.append(start)
        }
        self.classes = classes
        self.examples = examples
        var ascii: [UInt8] = []
        var run = 0
        for value in UInt32(0)..<128 {
            if run + 1 < starts.count, starts[run + 1] == value { run += 1 }
            ascii.append(classes[run])
        }
        self.ascii = ascii
    }

    /// The class of a code point outside ASCII.
    func longClass(of value: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= value { low = middle } else { high = middle }
        }
        return Int(classes[low])
    }
}
