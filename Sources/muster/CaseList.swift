import Diagnostics
import Scenarios

/// `--list`: the cases, a line each.
enum CaseList {
    static func show(_ plan: Plan) {
        for suite in plan.suites {
            let name = VisibleText.escapedLine(Terminal.redacted(suite.name))
            Terminal.print(
                "\(name)  (\(suite.file.path), \(suite.cases.count) \(suite.cases.count == 1 ? "case" : "cases"))"
            )
            for plan in suite.cases {
                let tags = plan.tags.map { " #\($0)" }.joined()
                let covers = plan.covers.isEmpty ? "" : "  [\(plan.covers.joined(separator: ", "))]"
                let skip = plan.skip == nil ? "" : "  (skipped)"
                let line = Terminal.redacted("\(plan.name)\(covers)\(tags)\(skip)")
                Terminal.print("  \(VisibleText.escapedLine(line))")
            }
        }
    }
}
