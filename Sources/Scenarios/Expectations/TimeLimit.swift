import Measurement
package import Results

/// An upper limit of times that were measured of many requests.
package struct TimeLimit: Sendable, Hashable {
    /// Of what it is the limit.
    package enum Measure: Sendable, Hashable {
        case percentile(Double)
        case maximum
        case mean
    }

    package var measure: Measure
    /// In nanoseconds.
    package var limit: UInt64

    /// The limit of a measure.
    package init(_ measure: Measure, _ limit: UInt64) {
        self.measure = measure
        self.limit = limit
    }

    /// The limit that a file calls `name`: `p99`, `max`, `mean`.
    init?(_ name: String, _ limit: UInt64) {
        switch name {
        case "max": measure = .maximum
        case "mean": measure = .mean
        default:
            guard name.hasPrefix("p"), let percent = Double(name.dropFirst()) else { return nil }
            measure = .percentile(percent)
        }
        self.limit = limit
    }

    /// What can be said of it.
    ///
    /// It holds when the times as measured hold, and would with every undecided request above it. It is broken when it
    /// is broken by what remains of the times without the generator's lateness, and would be with every undecided
    /// request below it. Of the lateness in sending each request's is known. That in reading is known as a distribution
    /// alone: where one in a hundred looks of the loop was more than 5 ms late, one in a hundred times may be too long
    /// by more than 5 ms, and the others by 5 ms, as often as one of them waits for a look. Each such pair is an upper
    /// bound of what it explains (Fréchet's, for a sum whose parts may depend on each other in any way); the limit is
    /// broken when one of them doesn't explain it.
    package func certainty(_ times: LoadTimes, _ lateness: GeneratorLateness, _ undecided: Undecided) -> Certainty {
        let measured = times.measured.counts
        guard !measured.isEmpty else { return .doubtful }
        if passes(times.measured, measured, undecided) { return .passes }
        return isBroken(times, lateness, undecided) ? .broken : .doubtful
    }

    /// What was measured; `nil` when too few times stand behind it.
    package func value(of times: LoadTimes) -> UInt64? {
        guard times.measured.count > 0 else { return nil }
        switch measure {
        case .maximum: return times.measured.max
        case .mean: return UInt64(LatencyRecorder(times.measured).mean)
        case .percentile(let percent): return times.measured.summary([percent]).value(at: percent)
        }
    }

    private func passes(_ packed: PackedLatencies, _ measured: HdrCounts, _ undecided: Undecided) -> Bool {
        guard case .some(let unknown) = undecided else { return false }
        switch measure {
        case .maximum: return unknown == 0 && measured.max <= limit
        case .mean: return unknown == 0 && UInt64(LatencyRecorder(packed).mean) <= limit
        case .percentile(let percent):
            let all = measured.total.addingSaturated(unknown)
            guard Self.isEnough(all, for: percent) else { return unknown == 0 && measured.max <= limit }
            let rank = HdrCounts.rank(of: percent, among: all)
            return rank <= measured.total && measured.value(atRank: rank) <= limit
        }
    }

    private func isBroken(_ times: LoadTimes, _ lateness: GeneratorLateness, _ undecided: Undecided) -> Bool {
        switch measure {
        case .maximum: return exceeds(allowed: 0, times, lateness)
        case .mean: return meanExceeds(times, lateness, undecided)
        case .percentile(let percent):
            guard case .some(let unknown) = undecided else { return false }
            let all = UInt64(times.undelayed.count).addingSaturated(unknown)
            let allowed = all - HdrCounts.rank(of: percent, among: all)
            // Of too few the largest alone may be the one that the percentile leaves out.
            return exceeds(allowed: Self.isEnough(all, for: percent) ? allowed : max(1, allowed), times, lateness)
        }
    }

    /// Whether more than `allowed` of the times are above the limit, whatever part of them is lateness in reading.
    private func exceeds(allowed: UInt64, _ times: LoadTimes, _ lateness: GeneratorLateness) -> Bool {
        LatenessBounds(lateness, requests: times.requests).exceeding(limit, times.undelayed.counts) > allowed
    }

    private func meanExceeds(_ times: LoadTimes, _ lateness: GeneratorLateness, _ undecided: Undecided) -> Bool {
        guard case .some(let unknown) = undecided, times.undelayed.count > 0 else { return false }
        let late = LatenessBounds.mean(lateness, requests: times.requests)
        let certain = max(0, LatencyRecorder(times.undelayed).mean - late) * Double(times.undelayed.count)
        return certain / (Double(times.undelayed.count) + Double(unknown)) > Double(limit)
    }

    private static func isEnough(_ count: UInt64, for percent: Double) -> Bool {
        count >= UInt64(LatencySummary.samplesNeeded(for: percent))
    }
}
