/// A regular expression compiled for ``Backtracker``.
struct RegexProgram: Sendable {
    let instructions: [RegexInstruction]
    let sets: [ScalarSet]
    /// How many slots there are: two for the whole match, two for each group, one for each loop that may be empty.
    let slotCount: Int
    let groupCount: Int
    /// Whether every match begins at the beginning of the text.
    let isAnchored: Bool
    /// The scalars with which a match can begin; nil when that rules nothing out.
    let firstScalars: ScalarSet?
    /// Whether it is enough to try each instruction once at each position, which makes the search linear: so it is
    /// unless a backreference makes the outcome depend on how the position was reached.
    let isMemoizable: Bool
}
