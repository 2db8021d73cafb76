public import Results

/// What was judged and what was found.
public struct Judgement: Sendable {
    /// The expectations that were broken.
    public var findings: [Finding] = []
    /// How many were judged.
    public var count = 0

    /// Nothing judged yet.
    public init() {}

    /// Whether everything held.
    public var holds: Bool { findings.isEmpty }

    mutating func check(_ finding: @autoclosure () -> Finding?) {
        count += 1
        if let finding = finding() { findings.append(finding) }
    }

    /// Adds what else was judged.
    public mutating func add(_ other: Judgement) {
        findings += other.findings
        count += other.count
    }
}
