import Synchronization

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

    func automaton(_ mode: RegexAutomaton.Mode, of root: RegexNode) -> RegexAutomaton? {
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
