import Measurement
package import Results

/// What a trial says of the rate at which goals stop holding, beside its verdicts: as far as it went, where it was
/// ended as overloaded.
package struct CapacityObservation: Sendable {
    /// Requests a second that were offered.
    let rate: Double
    /// The share of its requests that failed.
    let failed: Double
    /// The response times.
    let times: HdrCounts
    /// What the generator's lateness may have added to one of them, at the 99th percentile, in nanoseconds.
    let late: UInt64

    /// `nil` for a trial without response times.
    package init?(_ load: LoadResult, rate: Double) {
        guard load.times.measured.count > 0 else { return nil }
        self.rate = rate
        failed = Double(load.failedOrBroken) / Double(max(1, load.offered))
        times = load.times.measured.counts
        late = load.lateness.value(at: 99).multipliedSaturated(by: 2)
    }

    /// How many responses took longer than `limit`.
    func trial(beyond limit: UInt64) -> CapacityEstimate.Trial {
        CapacityEstimate.Trial(rate: rate, responses: times.total, beyond: times.count(above: limit))
    }

    /// How many did whatever the generator's lateness added.
    func trialWithoutLateness(beyond limit: UInt64) -> CapacityEstimate.Trial {
        trial(beyond: limit.addingSaturated(late))
    }
}

extension Capacity {
    /// The rate at which a goal stops holding by all `observations` near `near`: that of its percentile which stops
    /// first. `nil` where another objective may stop before them (failures, a maximum, a mean), or the trials don't
    /// say. Trials at `upper` broke an objective, and may have been ended too early to be observations.
    ///
    /// The rate is that of the times as they were measured; the interval reaches to where it would be without the
    /// generator's lateness.
    func estimate(
        _ goal: Goal,
        _ observations: [CapacityObservation],
        near: Double,
        upper: Double?
    ) -> CapacityEstimate? {
        let failing = observations.contains { $0.failed > goal.failures && $0.rate <= near * 1.1 }
        guard !failing, !goal.latency.isEmpty else { return nil }
        var estimates: [CapacityEstimate] = []
        for text in goal.latency {
            guard case .percentile(let percent)? = TimeLimit(text.name, text.limit)?.measure else { return nil }
            guard
                let estimate = CapacityEstimate(
                    observations.map { $0.trial(beyond: text.limit) },
                    undelayed: observations.map { $0.trialWithoutLateness(beyond: text.limit) },
                    share: (100 - percent) / 100,
                    near: near,
                    tried: upper
                )
            else { return nil }
            estimates.append(estimate)
        }
        return estimates.min { $0.rate < $1.rate }
    }
}
