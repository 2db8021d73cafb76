import Results

/// Which requirement is met, by which cases.
struct RequirementTable {
    /// What the cases that cover a requirement say of it, what is looked at first before the others.
    enum State: String, CaseIterable {
        case broken
        /// Something that covers it could not be measured, and nothing broke it.
        case unclear
        /// Nothing that covers it was run.
        case untested
        /// Only questions cover it.
        case asked
        case met
    }

    struct Row {
        var requirement: Requirement
        var state: State
        var cases: [CaseResult]

        /// How many of the cases passed, such as `48 of 49`.
        var share: String { "\(cases.count { $0.verdict == .passed }) of \(cases.count)" }
    }

    let rows: [Row]

    init(_ suite: SuiteResult) {
        rows = suite.requirements.map { requirement in
            let cases = suite.cases.filter { $0.covers.contains(requirement.id) }
            return Row(requirement: requirement, state: Self.state(cases), cases: cases)
        }
    }

    private static func state(_ cases: [CaseResult]) -> State {
        if cases.contains(where: { $0.verdict == .failed }) { return .broken }
        if cases.contains(where: { $0.verdict == .error }) { return .unclear }
        if cases.contains(where: { $0.verdict == .passed }) { return .met }
        return cases.contains { $0.verdict == .answered } ? .asked : .untested
    }
}
