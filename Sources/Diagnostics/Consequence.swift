/// What a mistake makes of others: something lacks because of it, and is found to be missing wherever it is asked for.
///
/// A mistake says what is ``Diagnostic/lost`` by it, and a complaint of something missing what it
/// ``Diagnostic/misses``; where the two meet, only the mistake is told, as a person has nothing else to mend.
public enum Consequence: Sendable, Hashable {
    /// A variable, column or capture of this name.
    case variable(String)
    /// Variables of any name.
    case anyVariable
    /// Steps or requests of included files.
    case included
    /// A scenario's name.
    case scenario
    /// The burst or load of a scenario.
    case traffic
    /// A key of the object that begins at this byte of the file at a path.
    case key(String, of: Int, in: String)
}

extension [Diagnostic] {
    /// Those that no other of them brings about. What is left out brings about others in its turn: the mistake that is
    /// told is theirs too. So one is told of all that hang together: none is a consequence of itself, and where some
    /// bring about each other, the first stays.
    ///
    /// They are to be those of one suite with what it includes: a variable that one suite lost isn't missing from
    /// another.
    public var withoutConsequences: [Diagnostic] {
        // How many bring about each consequence: of all, and of those that are told or follow from one that is.
        var open: [Consequence: Int] = [:]
        var sure: Set<Consequence> = []
        for diagnostic in self { for lost in diagnostic.lost { open[lost, default: 0] += 1 } }
        if open.isEmpty { return self }
        var stays = [Bool?](repeating: nil, count: count)
        func decide(_ index: Int, _ isTold: Bool) {
            stays[index] = isTold
            sure.formUnion(self[index].lost)
        }
        var undecided = Swift.Array(indices)
        while !undecided.isEmpty {
            for index in undecided {
                let (lost, misses) = (self[index].lost, self[index].misses)
                // It is no consequence of itself.
                let causes = misses.contains { open[$0, default: 0] > (lost.contains($0) ? 1 : 0) }
                if !misses.isDisjoint(with: sure) {
                    decide(index, false)
                } else if !causes {
                    decide(index, true)
                }
            }
            let left = undecided.filter { stays[$0] == nil }
            if left.count == undecided.count, let first = left.first { decide(first, true) }
            undecided = left.filter { stays[$0] == nil }
        }
        return zip(self, stays).filter { $0.1 == true }.map(\.0)
    }
}
