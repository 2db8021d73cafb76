import JSON
public import Results

/// What was judged and what was found.
public struct Judgement: Sendable {
    /// The expectations that were broken, and those that couldn't be judged.
    public var findings: [Finding] = []
    /// The expectations of which nothing can be said for certain: the generator's own doing may have decided them.
    public var doubtful: [Finding] = []
    /// How many were judged.
    public var count = 0
    /// How many of the findings say that something couldn't be judged.
    private(set) var undecided = 0

    /// Nothing judged yet.
    public init() {}

    /// Whether everything held.
    public var holds: Bool { findings.isEmpty && doubtful.isEmpty }

    /// Whether everything holds: something that is broken decides, whatever else couldn't be judged.
    package var truth: Truth {
        if holds { return .holds }
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

    /// Counts one more, and keeps what `finding` tells of it unless it holds.
    mutating func check(_ certainty: Certainty, _ finding: @autoclosure () -> Finding) {
        count += 1
        switch certainty {
        case .holds: break
        case .doubtful: doubtful.append(finding())
        case .broken: findings.append(finding())
        }
    }

    /// Adds what else was judged.
    public mutating func add(_ other: Judgement) {
        findings += other.findings
        doubtful += other.doubtful
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
