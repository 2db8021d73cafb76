import JSON
import Results

/// A search for capacity in `results.json`, and read back from it.
enum CapacityDocument {
    static func json(_ capacity: CapacityResult) -> JSONValue {
        [
            "model": .string(capacity.model), "goals": .array(capacity.goals.map(goal)),
            "trials": .array(capacity.trials.map(trial)), "brakeFailures": .count(capacity.brake),
            "endedBy": .text(capacity.end),
        ]
    }

    private static func goal(_ goal: CapacityGoalResult) -> JSONValue {
        [
            "name": .string(goal.name), "objectives": .texts(goal.objectives),
            "outcome": .string(goal.outcome.rawValue), "lowerPerSecond": rate(goal.lower),
            "upperPerSecond": rate(goal.upper), "reachedWidth": rate(goal.reachedWidth), "width": .figure(goal.width),
            "trialNs": .count(goal.trial), "sumNs": .count(goal.sum), "exceedRatio": .figure(goal.exceed),
            "requiredPerSecond": rate(goal.required),
            "finding": goal.finding.map(ResultsDocument.finding) ?? .null, "unclear": .bool(goal.isUnclear),
        ]
    }

    private static func trial(_ trial: CapacityTrialResult) -> JSONValue {
        [
            "ratePerSecond": .figure(trial.rate), "durationNs": .count(trial.duration),
            "warmUpNs": .count(trial.warmUp), "offered": .count(trial.offered),
            "completed": .count(trial.completed), "failed": .count(trial.failed),
            "responseTime": LoadDocument.latency(trial.responseTime),
            "verdicts": .texts(trial.verdicts.map(\.rawValue)), "note": .text(trial.note),
            "bounds": .array(
                trial.bounds.map { ["lowerPerSecond": rate($0.lower), "upperPerSecond": rate($0.upper)] }
            ),
        ]
    }

    private static func rate(_ rate: Double?) -> JSONValue { rate.map { .figure($0) } ?? .null }
}

/// Reads a search for capacity of `results.json` back.
enum CapacityReader {
    static func capacity(_ node: ResultsNode) throws(ResultsError) -> CapacityResult {
        CapacityResult(
            model: try node.text("model"),
            goals: try node.member("goals").elements(goal),
            trials: try node.member("trials").elements(trial),
            brake: try node.count("brakeFailures"),
            end: try node.optionalText("endedBy")
        )
    }

    private static func goal(_ node: ResultsNode) throws(ResultsError) -> CapacityGoalResult {
        CapacityGoalResult(
            name: try node.text("name"),
            objectives: try node.texts("objectives"),
            outcome: try node.member("outcome").word(),
            lower: try node.optional("lowerPerSecond")?.double(),
            upper: try node.optional("upperPerSecond")?.double(),
            width: try node.double("width"),
            trial: try node.nanoseconds("trialNs"),
            sum: try node.nanoseconds("sumNs"),
            exceed: try node.double("exceedRatio"),
            required: try node.optional("requiredPerSecond")?.double(),
            finding: try node.optional("finding").map(ResultsReader.finding),
            isUnclear: try node.flag("unclear")
        )
    }

    private static func trial(_ node: ResultsNode) throws(ResultsError) -> CapacityTrialResult {
        CapacityTrialResult(
            rate: try node.double("ratePerSecond"),
            duration: try node.nanoseconds("durationNs"),
            warmUp: try node.nanoseconds("warmUpNs"),
            offered: try node.count("offered"),
            completed: try node.count("completed"),
            failed: try node.count("failed"),
            responseTime: try ResultsReader.latency(node.member("responseTime")),
            verdicts: try node.member("verdicts").elements { (word) throws(ResultsError) in try word.word() },
            note: try node.optionalText("note"),
            bounds: try node.member("bounds").elements(bounds)
        )
    }

    private static func bounds(_ node: ResultsNode) throws(ResultsError) -> CapacityTrialResult.Bounds {
        CapacityTrialResult.Bounds(
            lower: try node.optional("lowerPerSecond")?.double(),
            upper: try node.optional("upperPerSecond")?.double()
        )
    }
}
