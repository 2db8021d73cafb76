/// A deterministic automaton that answers whether a text matches, in one table look-up for each scalar.
///
/// It is built whole, within a bound on its size and on the work; expressions beyond that have none.
final class RegexAutomaton: Sendable {
    /// Which question the automaton answers.
    enum Mode: Sendable {
        /// Whether some part of the text matches.
        case search
        /// Whether the whole text matches.
        case whole
    }

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
    init?(_ root: RegexNode, mode: Mode) {
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
