import Measurement
package import Results

/// What a trial that came to its end says of the rate at which goals stop holding, beside its verdicts.
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

    /// How many responses took longer than `limit`; `nil` where the generator's lateness has a noticeable part in it.
    func trial(beyond limit: UInt64) -> CapacityEstimate.Trial? {
        let beyond = times.count(above: limit)
        let doubtful = beyond - min(beyond, times.count(above: limit.addingSaturated(late)))
        guard doubtful <= max(2, beyond / Self.noticeable) else { return nil }
        return CapacityEstimate.Trial(rate: rate, responses: times.total, beyond: beyond)
    }

    /// One in so many: less of the count moves an estimate by less than its interval is wide.
    private static let noticeable: UInt64 = 10
}

extension Capacity {
    /// The rate at which a goal stops holding by all `observations` near `near`: that of its percentile which stops first. `nil` where
    /// another objective may stop before them (failures, a maximum, a mean), or the trials don't say.
    func estimate(_ goal: Goal, _ observations: [CapacityObservation], near: Double) -> CapacityEstimate? {
        let failing = observations.contains { $0.failed > goal.failures && $0.rate <= near * 1.1 }
        guard !failing, !goal.latency.isEmpty else { return nil }
        var estimates: [CapacityEstimate] = []
        for text in goal.latency {
            guard case .percentile(let percent)? = TimeLimit(text.name, text.limit)?.measure,
                let estimate = CapacityEstimate(
                    observations.compactMap { $0.trial(beyond: text.limit) },
                    share: (100 - percent) / 100,
                    near: near
                )
            else { return nil }
            estimates.append(estimate)
        }
        return estimates.min { $0.rate < $1.rate }
    }
}
