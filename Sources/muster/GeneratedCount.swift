import Diagnostics
import Scenarios

/// Says how many cases were made from contracts, before anything is sent.
enum GeneratedCount {
    /// A line on standard error for each suite that has some.
    static func show(_ plan: Plan) {
        for suite in plan.suites {
            let made = suite.cases.filter(\.isGenerated)
            guard !made.isEmpty, let contract = suite.contract else { continue }
            let combined = made.count { $0.tags.contains("combination") }
            let description = combined == 0 ? "" : ", \(combined) of them combinations"
            let name = VisibleText.escapedLine(Terminal.redacted(suite.name))
            let cases = made.count == 1 ? "case" : "cases"
            Terminal.error("\(name): \(made.count) \(cases) made from \(contract.path)\(description)")
        }
    }
}
