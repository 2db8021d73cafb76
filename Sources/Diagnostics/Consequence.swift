/// What a mistake makes of others: something lacks because of it, and is found to be missing wherever it is asked for.
///
/// A mistake says what is ``Diagnostic/lost`` by it, and a complaint of something missing what it ``Diagnostic/misses``; where the two
/// meet, only the mistake is told, as a person has nothing else to mend.
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
    /// A key of the object that begins at this byte of its file.
    case key(String, of: Int)
}

extension [Diagnostic] {
    /// Those that no other of them brings about.
    public var withoutConsequences: [Diagnostic] {
        let lost = reduce(into: Set<Consequence>()) { $0.formUnion($1.lost) }
        return lost.isEmpty ? self : filter { $0.misses.isDisjoint(with: lost) }
    }
}
