/// The subset construction from ``RegexGraph`` to the table of ``RegexAutomaton``.
struct RegexAutomatonBuilder {
    private static let stateLimit = 1_500
    /// The most visits of nodes, which bounds the time to about a millisecond or two.
    private static let workLimit = 300_000

    private let graph: RegexGraph
    private let classes: ScalarClasses
    private let mode: RegexAutomaton.Mode
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

    init(_ graph: RegexGraph, classes: ScalarClasses, mode: RegexAutomaton.Mode) {
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
