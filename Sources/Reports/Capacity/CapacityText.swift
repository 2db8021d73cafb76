import Measurement
import Quantities
import Results
import Scenarios

/// A search for capacity in lines: what was found of each goal, and each trial with the bracket after it.
enum CapacityText {
    static func lines(_ capacity: CapacityResult) -> [String] {
        [capacity.model] + (capacity.curve.map(CurveText.lines) ?? []) + capacity.goals.map(goal) + sizing(capacity)
            + trials(capacity) + scraped(capacity) + (capacity.end.map { ["ended          \($0)"] } ?? [])
    }

    /// How many instances each goal needs, with the arithmetic.
    private static func sizing(_ capacity: CapacityResult) -> [String] {
        sizings(capacity).flatMap { goal, report -> [String] in
            guard let report else { return ["sizing         \(unsized(goal))"] }
            return ["sizing         \(report.sentence)"]
                + report.arithmetic.map { "  \(Style.padded($0.name, 12)) \($0.text)" }
        }
    }

    /// The goals of a search that asks for instances, with the answers.
    static func sizings(_ capacity: CapacityResult) -> [(goal: CapacityGoalResult, report: SizingReport?)] {
        guard capacity.sizing != nil else { return [] }
        return capacity.goals.map { ($0, SizingReport($0, capacity.sizing)) }
    }

    /// Why there is no number of instances for a goal.
    static func unsized(_ goal: CapacityGoalResult) -> String {
        "\(goal.name): no number of instances: \(goal.outcome == .generator ? "the generator may have decided the trials" : "no rate was found that holds")"
    }

    /// What the target told of itself beside the loads of a sweep and the trials of a search.
    private static func scraped(_ capacity: CapacityResult) -> [String] {
        TrialScrapes(sweepOf: capacity).lines + TrialScrapes(trialsOf: capacity).lines
    }

    /// What was found of a goal, in one line.
    static func goal(_ goal: CapacityGoalResult) -> String {
        let required = goal.required.map { "  (required: \(Quantity.describe(rate: $0)))" } ?? ""
        return "\(Style.padded(goal.name, 14)) \(outcome(goal))\(required)"
    }

    /// The bounds of a goal, and whether they are what was sought.
    static func outcome(_ goal: CapacityGoalResult) -> String {
        let bounds = bounds(goal.lower, goal.upper)
        let width = goal.reachedWidth.map { ", width \(Quantity.describe(share: $0))" } ?? ""
        let more = conditional(goal) + estimate(goal)
        return switch goal.outcome {
        case .found: "\(bounds)\(width)\(more)"
        case .above: "\(bounds), the highest that was asked for\(more)"
        case .below: "\(bounds), the lowest that is tried"
        case .generator:
            "no capacity: the generator may have decided the trials\(bounds.isEmpty ? "" : "; \(bounds)")"
        case .unfinished: "unfinished\(bounds.isEmpty ? "" : ": \(bounds)\(width)")\(estimate(goal))"
        }
    }

    /// What of the lower bound is proven to be answered as expected, where that isn't all of it.
    private static func conditional(_ goal: CapacityGoalResult) -> String {
        guard let lower = goal.lower, let conditional = goal.conditional, conditional < lower else { return "" }
        return ", \(Quantity.describe(rate: conditional)) of it answered as expected"
    }

    /// What all trials together say.
    private static func estimate(_ goal: CapacityGoalResult) -> String {
        guard let estimate = goal.estimate else { return "" }
        let rates = [estimate.rate, estimate.lower, estimate.upper].map { Quantity.describe(rate: $0) }
        return "; by \(estimate.trials) trials together \(rates[0]) (95%: \(rates[1]) to \(rates[2]))"
    }

    /// The bounds in words: `holds at 760/s, not at 775/s`.
    private static func bounds(_ lower: Double?, _ upper: Double?) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?):
            "holds at \(Quantity.describe(rate: lower)), not at \(Quantity.describe(rate: upper))"
        case (let lower?, nil): "holds at \(Quantity.describe(rate: lower))"
        case (nil, let upper?): "doesn't hold at \(Quantity.describe(rate: upper))"
        case (nil, nil): ""
        }
    }

    /// A table of the trials.
    private static func trials(_ capacity: CapacityResult) -> [String] {
        guard !capacity.trials.isEmpty else { return [] }
        let heads = ["trial", "rate", "time", "p50", "p99", "failed", "late p99", "goals", "bracket"]
        let rows = cells(capacity)
        let widths = heads.indices.map { column in
            ([heads] + rows).map { $0[column].count }.max() ?? 0
        }
        let table = ([heads] + rows).map { row in
            (zip(row, widths).dropLast().map { Style.padded($0, $1) } + row.suffix(1)).joined(separator: "  ")
        }
        var lines = [table[0]]
        for (line, trial) in zip(table.dropFirst(), capacity.trials) {
            lines.append(line + (trial.note.map { "  \($0)" } ?? ""))
        }
        return lines
    }

    /// The cells of each trial's row.
    static func cells(_ capacity: CapacityResult) -> [[String]] {
        capacity.trials.enumerated().map { number, trial -> [String] in
            let time = { (percent: Double) in
                trial.responseTime.value(at: percent).map { Quantity.describe(nanoseconds: $0) } ?? "-"
            }
            let marks = trial.verdicts.map { verdict in
                switch verdict {
                case .holds: "✓"
                case .broken: "✗"
                case .invalid: "?"
                }
            }.joined()
            return [
                "\(number + 1)", Quantity.describe(rate: trial.rate), Quantity.describe(nanoseconds: trial.duration),
                time(50), time(99), "\(trial.failed)",
                trial.lateness.map { Quantity.describe(nanoseconds: $0) } ?? "-", marks,
                trial.bounds.map { "\(end($0.lower))–\(end($0.upper))" }.joined(separator: "  "),
            ]
        }
    }

    private static func end(_ rate: Double?) -> String { rate.map { Quantity.describe(rate: $0) } ?? "…" }
}
