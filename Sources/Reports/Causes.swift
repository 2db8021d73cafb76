import JSON
import Results

/// Something that broke, told once however many cases it broke: the same check at the same place with the same words for what
/// was expected and found.
struct Cause {
    /// Where a case stands in the run.
    typealias Place = (suite: Int, index: Int)

    /// What became of the cases by it: failed, waived or not measured.
    let verdict: Verdict
    /// What was broken; for what wasn't measured, why not.
    let finding: Finding
    /// The cases, in the order of the run.
    private(set) var places: [Place]

    /// The causes of a run, those of failures first, of those the ones with the most cases first.
    static func all(of run: RunResult) -> [Cause] {
        var causes: [Cause] = []
        var numbers: [Key: Int] = [:]
        for (suite, result) in run.suites.enumerated() {
            for (index, result) in result.cases.enumerated() {
                for finding in found(result) {
                    let key = Key(result.verdict, finding)
                    if let number = numbers[key] {
                        guard causes[number].places.last.map({ $0 != (suite, index) }) ?? true else { continue }
                        causes[number].places.append((suite, index))
                    } else {
                        numbers[key] = causes.count
                        causes.append(Cause(verdict: result.verdict, finding: finding, places: [(suite, index)]))
                    }
                }
            }
        }
        return causes.enumerated().sorted { first, second in
            let (one, other) = (first.element, second.element)
            if one.verdict != other.verdict { return one.verdict.rank < other.verdict.rank }
            return one.places.count == other.places.count
                ? first.offset < second.offset : one.places.count > other.places.count
        }.map(\.element)
    }

    /// Whether the run isn't accepted for it.
    var isFailure: Bool { verdict == .failed }

    /// Whether expectations were broken, waived or not.
    var isBroken: Bool { verdict == .failed || verdict == .waived }

    /// The cases themselves.
    func cases(of run: RunResult) -> [CaseResult] { places.map { run.suites[$0.suite].cases[$0.index] } }

    /// The requirements that the cases cover, each once.
    func requirements(of run: RunResult) -> [String] {
        cases(of: run).flatMap(\.covers).once
    }

    /// What a case broke, and why it couldn't be measured.
    private static func found(_ result: CaseResult) -> [Finding] {
        switch result.verdict {
        case .passed, .skipped, .answered: return []
        case .failed, .waived:
            let findings = result.steps.flatMap(\.findings)
            guard findings.isEmpty else { return findings }
            return [Finding("failed", expected: "nothing broken", found: result.reason)]
        case .error:
            let reason = result.steps.compactMap(\.error).first ?? result.reason
            return [Finding("not measured", expected: "a measurement", found: reason)]
        }
    }

    /// What makes two findings like: diffs may differ.
    private struct Key: Hashable {
        let verdict: Verdict
        let expectation: String
        let pointer: JSONPointer?
        let expected: String
        let found: String

        init(_ verdict: Verdict, _ finding: Finding) {
            self.verdict = verdict
            expectation = finding.expectation
            pointer = finding.pointer
            expected = finding.expected
            found = finding.found
        }
    }
}

/// What several reports tell of a run.
extension RunResult {
    /// When it ended: milliseconds since 1970-01-01T00:00:00Z.
    var endedAt: Int64 { startedAt.addingReportingOverflow(Int64(clamping: duration / 1_000_000)).partialValue }

    /// The verdicts that cases have, what is looked at first before the others.
    var verdicts: [Verdict] { Verdict.allCases.sorted { $0.rank < $1.rank }.filter { count($0) > 0 } }

    /// The warnings of all suites, each once.
    var warnings: [String] { suites.flatMap(\.warnings).once }

    /// The program's name, and its version where it has one.
    var program: (name: String, version: String) {
        let parts = tool.split(separator: " ", maxSplits: 1).map(String.init)
        return (parts.first ?? "muster", parts.count > 1 ? parts[1] : "")
    }
}

extension CaseResult {
    /// Whether it passed only after a request was sent again.
    var isFlaky: Bool { verdict == .passed && steps.contains { $0.retries > 0 } }

    /// What it broke, or why it has its verdict, in one line.
    var message: String {
        let findings = steps.flatMap(\.findings).map(\.summary)
        return findings.isEmpty ? reason : findings.joined(separator: "; ")
    }
}

extension Sequence<String> {
    /// Each text once, where it stands first.
    var once: [String] {
        var seen = Set<String>()
        return filter { seen.insert($0).inserted }
    }
}
