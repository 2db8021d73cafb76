import Measurement
package import Results
import Scenarios

/// JUnit XML as CI servers read it.
///
/// The document is valid against the two schemas that are in use (Jenkins' `junit-10.xsd` and Windyroad's
/// `JUnit.xsd`), which decides the order of elements and leaves no room for `file` and `properties` on a `testcase`:
/// see `docs/reports.md`.
package enum JUnitReport {
    /// What one `testcase` is.
    package enum Unit: String, Sendable, CaseIterable {
        /// A case.
        case `case`
        /// All cases that were made from a contract for one operation and group of kinds; other cases stand for
        /// themselves.
        case operation
    }

    /// The report of `run`.
    package static func xml(_ run: RunResult) -> [UInt8] { xml(run, .strict) }

    /// The report of `run` for the reader that `dialect` names; of ``JUnitDialect/strict`` alone it is valid against
    /// both schemas.
    ///
    /// - Parameter folder: Where the reports are, as attachments name it: empty, or with a slash at its end.
    package static func xml(
        _ run: RunResult,
        _ dialect: JUnitDialect,
        by unit: Unit = .case,
        in folder: String = ""
    ) -> [UInt8] {
        var run = run
        if unit == .operation { run.suites = run.suites.map(OperationGroups.grouped) }
        var writer = XMLWriter(comment: run.partialLine)
        writer.element("testsuites") { writer in
            for suite in JUnitSuite.suites(run, dialect, in: folder) { suite.write(&writer) }
        }
        return writer.bytes
    }
}

/// Cases that were made from a contract, brought together by operation and group of kinds.
private enum OperationGroups {
    private struct Key: Hashable {
        let operation: String
        let group: String
    }

    /// More failures than these in one text hide what they have in common; the other reports have all.
    private static let mostFailures = 20

    static func grouped(_ suite: SuiteResult) -> SuiteResult {
        var groups: [[CaseResult]] = []
        var numbers: [Key: Int] = [:]
        for result in suite.cases {
            guard let subject = result.subject else {
                groups.append([result])
                continue
            }
            let key = Key(operation: subject.operation, group: subject.group)
            if let number = numbers[key] {
                groups[number].append(result)
            } else {
                numbers[key] = groups.count
                groups.append([result])
            }
        }
        var suite = suite
        suite.cases = groups.compactMap(whole)
        return suite
    }

    /// One case for all of a group, whose verdict is the worst of theirs.
    private static func whole(_ group: [CaseResult]) -> CaseResult? {
        guard var whole = group.first, let subject = whole.subject else { return group.first }
        whole.name = "\(subject.operation): \(subject.group)"
        whole.scenario = whole.name
        whole.tags = ["generated"]
        whole.covers = group.flatMap(\.covers).once
        whole.duration = group.reduce(UInt64(0)) { $0.addingReportingOverflow($1.duration).partialValue }
        whole.smallest = nil
        let worst = Verdict.allCases.sorted { $0.rank < $1.rank }.first { verdict in
            group.contains { $0.verdict == verdict }
        }
        whole.verdict = worst ?? .passed
        let bad = group.filter { $0.verdict == whole.verdict }
        whole.reason =
            whole.verdict == .passed ? "" : "\(bad.count) of \(group.count) cases; " + (bad.first?.reason ?? "")
        whole.steps =
            whole.verdict == .passed
            ? []
            : bad.prefix(mostFailures).flatMap { result in
                result.steps.filter { !$0.findings.isEmpty || $0.error != nil }.map { step in
                    var step = step
                    step.name = step.name.isEmpty ? result.name : "\(result.name) / \(step.name)"
                    return step
                }
            }
        return whole
    }
}
