import JSON
import Scenarios

/// `--list`: the cases, a line each.
enum CaseList {
    static func show(_ plan: Plan) {
        for suite in plan.suites {
            Terminal.print(
                "\(suite.name)  (\(suite.file.path), \(suite.cases.count) \(suite.cases.count == 1 ? "case" : "cases"))"
            )
            for plan in suite.cases {
                let tags = plan.tags.map { " #\($0)" }.joined()
                let covers = plan.covers.isEmpty ? "" : "  [\(plan.covers.joined(separator: ", "))]"
                let skip = plan.skip == nil ? "" : "  (skipped)"
                Terminal.print("  \(plan.name)\(covers)\(tags)\(skip)")
            }
        }
    }
}
