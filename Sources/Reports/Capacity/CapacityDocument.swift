import JSON
import Measurement
import Results

/// A search for capacity in `results.json`, and read back from it.
enum CapacityDocument {
    static func write(_ capacity: CapacityResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("model", capacity.model)
            json.member("goals", each: capacity.goals) { write($0, SizingReport($0, capacity.sizing), &$1) }
            json.member("trials", each: capacity.trials, write)
            json.member("curve", capacity.curve, CurveDocument.write)
            json.member("brakeFailures", count: capacity.brake)
            json.member("endedBy", capacity.end)
            json.member("sizing", capacity.sizing) { (sizing: CapacitySizing, json: inout JSONWriter) in
                json.object { json in
                    json.member("loadPerSecond", figure: sizing.load)
                    json.member("growth", figure: sizing.growth)
                    json.member("lost", count: sizing.lost)
                    json.member("instances", count: sizing.instances)
                }
            }
        }
    }

    private static func write(_ goal: CapacityGoalResult, _ sizing: SizingReport?, _ json: inout JSONWriter) {
        json.object { json in
            json.member("name", goal.name)
            json.member("objectives", texts: goal.objectives)
            json.member("outcome", goal.outcome.rawValue)
            json.member("lowerPerSecond", figure: goal.lower)
            json.member("upperPerSecond", figure: goal.upper)
            json.member("conditionalPerSecond", figure: goal.conditional)
            json.member("estimate", goal.estimate) { (estimate: CapacityEstimate, json: inout JSONWriter) in
                json.object { json in
                    json.member("perSecond", figure: estimate.rate)
                    json.member("lowerPerSecond", figure: estimate.lower)
                    json.member("upperPerSecond", figure: estimate.upper)
                    json.member("latenessPerSecond", figure: estimate.lateness)
                    json.member("confidence", figure: CapacityEstimate.confidence)
                    json.member("trials", count: estimate.trials)
                }
            }
            json.member("reachedWidth", figure: goal.reachedWidth)
            json.member("width", figure: goal.width)
            json.member("trialNs", count: goal.trial)
            json.member("sumNs", count: goal.sum)
            json.member("exceedRatio", figure: goal.exceed)
            json.member("requiredPerSecond", figure: goal.required)
            json.member("finding", goal.finding, ResultsDocument.write)
            json.member("unclear", goal.isUnclear)
            json.member("sizing", sizing) { (sizing: SizingReport, json: inout JSONWriter) in
                json.object { sizing.writeAnswer(&$0) }
            }
        }
    }

    private static func write(_ trial: CapacityTrialResult, _ json: inout JSONWriter) {
        json.object { json in
            json.member("ratePerSecond", figure: trial.rate)
            json.member("durationNs", count: trial.duration)
            json.member("warmUpNs", count: trial.warmUp)
            json.member("offered", count: trial.offered)
            json.member("completed", count: trial.completed)
            json.member("failed", count: trial.failed)
            json.member("responseTime", trial.responseTime, LoadDocument.write)
            json.member("verdicts", texts: trial.verdicts.map(\.rawValue))
            json.member("note", trial.note)
            json.member("latenessNs", count: trial.lateness)
            json.member("bounds", each: trial.bounds) { bounds, json in
                json.object { json in
                    json.member("lowerPerSecond", figure: bounds.lower)
                    json.member("upperPerSecond", figure: bounds.upper)
                }
            }
            json.member("scrape", trial.scrape, LoadDocument.write)
        }
    }
}

/// Reads a search for capacity of `results.json` back.
enum CapacityReader {
    static func capacity(_ node: ResultsNode) throws(ResultsError) -> CapacityResult {
        var capacity = CapacityResult(
            model: try node.text("model"),
            goals: try node.member("goals").elements(goal),
            trials: try node.member("trials").elements(trial),
            curve: try node.optional("curve").map(CurveReader.curve),
            brake: try node.count("brakeFailures"),
            end: try node.optionalText("endedBy")
        )
        capacity.sizing = try node.optional("sizing").map { (node) throws(ResultsError) in
            CapacitySizing(
                load: try node.double("loadPerSecond"),
                growth: try node.double("growth"),
                lost: try node.count("lost"),
                instances: try node.count("instances")
            )
        }
        return capacity
    }

    private static func goal(_ node: ResultsNode) throws(ResultsError) -> CapacityGoalResult {
        var goal = CapacityGoalResult(
            name: try node.text("name"),
            objectives: try node.texts("objectives"),
            outcome: try node.member("outcome").word(),
            lower: try node.optional("lowerPerSecond")?.double(),
            upper: try node.optional("upperPerSecond")?.double(),
            conditional: try node.optional("conditionalPerSecond")?.double(),
            width: try node.double("width"),
            trial: try node.nanoseconds("trialNs"),
            sum: try node.nanoseconds("sumNs"),
            exceed: try node.double("exceedRatio"),
            required: try node.optional("requiredPerSecond")?.double(),
            finding: try node.optional("finding").map(ResultsReader.finding),
            isUnclear: try node.flag("unclear")
        )
        goal.estimate = try node.optional("estimate").map { (node) throws(ResultsError) in
            CapacityEstimate(
                rate: try node.double("perSecond"),
                lower: try node.double("lowerPerSecond"),
                upper: try node.double("upperPerSecond"),
                lateness: try node.optional("latenessPerSecond")?.double() ?? 0,
                trials: try node.count("trials")
            )
        }
        return goal
    }

    private static func trial(_ node: ResultsNode) throws(ResultsError) -> CapacityTrialResult {
        var trial = CapacityTrialResult(
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
        trial.lateness = try node.optional("latenessNs")?.whole()
        trial.scrape = try node.optional("scrape").map(LoadReader.scrape)
        return trial
    }

    private static func bounds(_ node: ResultsNode) throws(ResultsError) -> CapacityTrialResult.Bounds {
        CapacityTrialResult.Bounds(
            lower: try node.optional("lowerPerSecond")?.double(),
            upper: try node.optional("upperPerSecond")?.double()
        )
    }
}
