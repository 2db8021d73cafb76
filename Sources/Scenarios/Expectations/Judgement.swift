import JSON
public import Results

/// What was judged and what was found.
public struct Judgement: Sendable {
    /// The expectations that were broken, and those that couldn't be judged.
    public var findings: [Finding] = []
    /// How many were judged.
    public var count = 0
    /// How many of the findings say that something couldn't be judged.
    private(set) var undecided = 0

    /// Nothing judged yet.
    public init() {}

    /// Whether everything is known to hold.
    public var holds: Bool { findings.isEmpty }

    /// Whether everything holds: something that is broken decides, whatever else couldn't be judged.
    package var truth: Truth {
        if findings.isEmpty { return .holds }
        return undecided == findings.count ? .undecided : .fails
    }

    /// The first thing that is broken or couldn't be judged, in one line.
    package var firstReason: String? { findings.first?.summary }

    mutating func check(_ finding: @autoclosure () -> Finding?) {
        count += 1
        if let finding = finding() { findings.append(finding) }
    }

    mutating func check(_ expectation: String, _ outcome: MatchOutcome) {
        count += 1
        switch outcome {
        case .holds: break
        case .fails(let mismatch): findings.append(Finding(expectation, mismatch))
        case .undecided(let mismatch): addUndecided(Finding(expectation, mismatch))
        }
    }

    /// Adds that something couldn't be judged, and why.
    package mutating func addUndecided(_ finding: Finding) {
        findings.append(finding)
        undecided += 1
    }

    /// Adds what else was judged.
    public mutating func add(_ other: Judgement) {
        findings += other.findings
        count += other.count
        undecided += other.undecided
    }
}

extension Finding {
    /// A finding made of a mismatch.
    init(_ expectation: String, _ mismatch: Mismatch) {
        self.init(
            expectation,
            expected: mismatch.expected,
            found: mismatch.found,
            pointer: mismatch.pointer.tokens.isEmpty ? nil : mismatch.pointer,
            diff: mismatch.diff
        )
    }
}
