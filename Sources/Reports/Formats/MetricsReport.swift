import Measurement
import Quantities
package import Results

/// `metrics.txt`: the figures of a run as OpenMetrics 1.0 text, which GitLab compares with those of the target branch.
package enum MetricsReport {
    /// The figures of `run`.
    package static func text(_ run: RunResult) -> String {
        var families = [
            Family(
                "muster_partial",
                "Why this isn't one whole run: shards that are missing or don't belong together.",
                run.partial.map { Sample([("reason", $0)], 1) }
            ),
            Family(
                "muster_left_out",
                "Cases that were left out by choice: what is here is of the others alone.",
                (run.part?.suites ?? []).map { Sample([("suite", $0.name)], Double($0.cases - $0.chosen)) }
            ),
            Family(
                "muster_cases",
                "Cases by verdict.",
                Verdict.allCases.map { Sample([("verdict", $0.rawValue)], Double(run.count($0))) }
            ),
            Family("muster_run_seconds", "How long the run took.", [Sample([], Double(run.duration) / 1e9)]),
        ]
        families.append(Family("muster_requirements", "Requirements by state.", requirements(run)))
        let loads = run.suites.flatMap { suite in suite.cases.flatMap { result in Self.loads(result, suite) } }
        families.append(
            Family(
                "muster_load_response_seconds",
                "Response times of loads by quantile.",
                loads.flatMap { named in
                    named.load.responseTime.percentiles.map { percentile in
                        Sample(
                            named.labels + [("quantile", "\(percentile.percent / 100)")],
                            Double(percentile.value) / 1e9
                        )
                    }
                }
            )
        )
        families.append(
            Family("muster_load_goodput", "Right answers a second.", loads.map { Sample($0.labels, $0.load.goodput) })
        )
        families.append(
            Family(
                "muster_load_failed",
                "Requests that failed or whose answers were wrong.",
                loads.map { named in Sample(named.labels, Double(named.load.failedOrBroken)) }
            )
        )
        families.append(
            Family(
                "muster_load_suspect",
                "1 where the load's generator was late, whether that decided something or nothing.",
                loads.map { Sample($0.labels, LoadSuspicion.sentence($0.load) == nil ? 0 : 1) }
            )
        )
        families.append(
            Family(
                "muster_load_doubtful",
                "Expectations of the load that its generator may have decided.",
                loads.map { Sample($0.labels, Double($0.load.doubtful.count)) }
            )
        )
        return families.map(\.text).joined() + OpenMetrics.end
    }

    /// A value and what it is of.
    private struct Sample {
        let labels: OpenMetrics.Labels
        let value: Double

        init(_ labels: OpenMetrics.Labels, _ value: Double) {
            self.labels = labels
            self.value = value
        }
    }

    /// A gauge and its samples.
    private struct Family {
        let name: String
        let help: String
        let samples: [Sample]

        init(_ name: String, _ help: String, _ samples: [Sample]) {
            self.name = name
            self.help = help
            self.samples = samples
        }

        var text: String {
            guard !samples.isEmpty else { return "" }
            return OpenMetrics.head("gauge", name, help)
                + samples.map { OpenMetrics.sample(name, $0.labels, "\($0.value)") }.joined()
        }
    }

    private static func requirements(_ run: RunResult) -> [Sample] {
        let rows = run.suites.flatMap { RequirementTable($0).rows }
        guard !rows.isEmpty else { return [] }
        return RequirementTable.State.allCases.map { state in
            Sample([("state", state.rawValue)], Double(rows.count { $0.state == state }))
        }
    }

    private static func loads(_ result: CaseResult, _ suite: SuiteResult) -> [(
        labels: OpenMetrics.Labels, load: LoadResult
    )] {
        result.steps.compactMap { step in
            step.load.map { load in
                var labels: OpenMetrics.Labels = [("suite", suite.name), ("case", result.name)]
                if !step.name.isEmpty { labels.append(("step", step.name)) }
                return (labels, load)
            }
        }
    }
}
