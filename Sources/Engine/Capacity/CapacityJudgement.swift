import LoadEngine
import Measurement
import Quantities
import Results
import Scenarios

extension CapacityRunner {
    /// Whether the trial counts: it is the target's doing, and came to its end or had to fail.
    func add(
        _ trial: Trial,
        _ gone: String?,
        _ rate: Double,
        _ duration: UInt64,
        to search: inout CapacitySearch,
        _ result: inout CapacityResult
    ) -> Bool {
        let figures = trial.figures
        let (verdicts, note, isConclusive) = judge(trial, gone, at: rate)
        // A trial that Ctrl-C ended says nothing, nor does one without all of its parts.
        let counts = trial.faults.isEmpty && (figures.stop == nil || trial.reason != nil)
        let failed = figures.failedOrBroken
        if counts {
            search.add(
                load: rate,
                duration: Double(duration) / 1e9,
                verdicts,
                lossRatio: Double(failed) / Double(max(1, figures.offered)),
                isConclusive: isConclusive
            )
        }
        var shown = CapacityTrialResult(
            rate: rate,
            duration: figures.duration,
            warmUp: trial.warmUp,
            offered: figures.offered,
            completed: figures.completed,
            failed: failed,
            responseTime: figures.responseTime,
            verdicts: verdicts.map { verdict in
                switch verdict {
                case .good: .holds
                case .bad: .broken
                case .invalid: .invalid
                }
            },
            note: note,
            bounds: (0..<capacity.goalCount).map { goal in
                let (lower, upper) = search.bracket(of: goal)
                return CapacityTrialResult.Bounds(lower: lower, upper: upper)
            }
        )
        shown.scrape = trial.scrape
        if figures.sent > 0 { shown.lateness = figures.lateness.value(at: 99) }
        result.trials.append(shown)
        return counts && !verdicts.contains(.invalid)
    }

    /// What a trial says to each goal, and whether it was ended as nothing could make it good any more.
    private func judge(
        _ trial: Trial,
        _ gone: String?,
        at rate: Double
    ) -> (verdicts: [CapacitySearch.Verdict], note: String?, isConclusive: Bool) {
        let figures = trial.figures
        let all = { (verdict: CapacitySearch.Verdict) in
            [CapacitySearch.Verdict](repeating: verdict, count: capacity.goalCount)
        }
        if let gone {
            return (
                all(.invalid), ([trial.reason?.description].compactMap(\.self) + [gone]).joined(separator: "; "), false
            )
        }
        guard trial.faults.isEmpty else { return (all(.invalid), TrialLeader.list(trial.faults), false) }
        guard let reason = trial.reason else {
            guard figures.stop == nil else { return (all(.invalid), "stopped", false) }
            if let nothing = Unmeasured.reason(figures) { return (all(.invalid), nothing.text, false) }
            let judged = capacity.judge(figures)
            let doubt = judged.first { $0.verdict == .invalid }?.reason
            return (judged.map(\.verdict), doubt, false)
        }
        // A queue of the generator's own looks like one of the target's, and what it sent together may have been
        // refused for that.
        var doubts = figures.audit?.doubts ?? []
        if case .failures(let count) = reason {
            let own = rate / Double(traffic.options.load.share.count)
            guard let doubt = Self.doubt(count, figures, own) else { return (all(.bad), reason.description, true) }
            doubts = [doubt]
        }
        guard doubts.isEmpty else {
            return (all(.invalid), ([reason.description] + doubts).joined(separator: "; "), false)
        }
        return (all(.bad), reason.description, true)
    }

    /// Why so many failures, those of the warm-up among them, may be the generator's own doing; `nil` when they can't
    /// be. As many requests were sent together as were due while its loops stood still; of several generators each
    /// sends `rate` a second.
    private static func doubt(_ failures: Int, _ figures: LoadResult, _ rate: Double) -> String? {
        let limit = LoadResult.latenessThatBunches(apart: 1e9 / max(rate, 1e-9))
        let still = figures.lateness.looks.counts.buckets.reduce(0.0) { still, bucket in
            bucket.lowest > limit ? still + Double(bucket.lowest) * Double(bucket.count) : still
        }
        guard Double(failures) <= still / 1e9 * rate else { return nil }
        return "the generator stood still for \(Quantity.describe(nanoseconds: UInt64(saturating: still))) in all"
    }
}
