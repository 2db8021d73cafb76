import Decoding
import Diagnostics
import Engine
import Scenarios
import Substitution

/// `--dry-run`: prints what would be sent.
struct DryRun {
    private let plan: Plan
    private let options: RunOptions
    private let files: FileStore
    private let target: String?
    private let usesMock: Bool

    init(_ plan: Plan, options: RunOptions, files: FileStore, target: String?, usesMock: Bool) {
        self.plan = plan
        self.options = options
        self.files = files
        self.target = target
        self.usesMock = usesMock
    }

    /// Prints it, and why a run would be refused where only `hosts` may be loaded.
    func show(_ hosts: LoadHosts) throws {
        for suite in plan.suites {
            let target = target ?? suite.target ?? "http://mock"
            Terminal.print(Self.comment("# ", suite.name) + "\n")
            let cases = [suite.frame.setup].compactMap(\.self) + suite.cases + [suite.frame.cleanup].compactMap(\.self)
            for plan in cases { Terminal.print(text(plan, suite.frame, target)) }
        }
        let consent = Consent(hosts: hosts, settings: options.load, repeats: options.repeats)
        let refusals = consent.refusals(plan, plan.suites.map { usesMock ? nil : target ?? $0.target })
        Diagnostics.show(
            refusals.map { refusal in
                var warning = refusal
                warning.severity = .warning
                warning.message = "a run would be refused: \(refusal.message)"
                return warning
            }
        )
        Terminal.error("dry run: nothing was sent")
    }

    private func text(_ plan: Case, _ frame: SuiteFrame, _ target: String) -> String {
        var text = Self.comment("## ", plan.name) + "\n"
        if let skip = plan.skip { return text + Self.comment("# skipped: ", skip) + "\n" }
        do throws(Problems.Found) {
            let shared = SharedValues(frame)
            var scope = try CaseScope(plan, options: options.plan, files: files, seed: options.seed, shared: shared)
            for (part, step) in plan.setup.map({ ("setup: ", $0) }) + plan.steps.map({ ("", $0) })
                + plan.cleanup.map({ ("cleanup: ", $0) })
            {
                if !step.name.isEmpty { text += Self.comment("# ", part + step.name) + "\n" }
                if let many = step.traffic.description { text += "# \(many)\n" }
                text += try scope.preview(step, target: target) + "\n"
            }
        } catch {
            text += error.diagnostics.map { Self.comment("# ", $0.message) + "\n" }.joined()
        }
        return text
    }

    /// A line that a shell doesn't run, whatever is in `text`.
    private static func comment(_ mark: String, _ text: String) -> String {
        VisibleText.escapedLine(mark + Terminal.redacted(text))
    }
}
