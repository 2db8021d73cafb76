import Measurement
import Quantities
import Results

/// Whether a long load's figures drifted: what a soak test is for, and what no percentile of the whole run shows.
///
/// The intervals of the load are taken together to at least ``fewest`` windows of 5 s or more, since seconds that
/// follow each other depend on each other; of each measure the windows' values are tested for a trend (Mann and
/// Kendall) and its slope is Sen's (``Trend``). A measure that moves with the offered rate, as in a ramp, is no drift.
struct LoadDrift {
    /// What moved.
    struct Finding {
        /// `p99`, `failures`.
        var name: String
        /// The change from the first window to the last, in the measure's unit: nanoseconds, or a share.
        var change: Double
    }

    /// The fewest windows in which a trend is looked for, and the most.
    private static let fewest = 20
    private static let most = 40
    /// The shortest window, in nanoseconds.
    private static let shortest: UInt64 = 5_000_000_000
    /// Less than this is taken for chance: there are four measures, and windows aren't quite independent.
    private static let probability = 0.001
    /// The offered rate is steady when it changes by no more than this share.
    private static let steady = 0.1

    let windows: Int
    /// Nanoseconds of each.
    let length: UInt64
    let findings: [Finding]

    /// The drift of `load`; `nil` when it was too short for it, or its rate wasn't steady.
    init?(_ load: LoadResult) {
        guard load.kind == .load, let interval = load.intervals.first?.length, interval > 0 else { return nil }
        // The last interval is cut short by the end.
        let whole = load.intervals.dropLast()
        let together = max(
            Int(clamping: (Self.shortest + interval - 1) / interval),
            (whole.count + Self.most - 1) / Self.most,
            1
        )
        windows = whole.count / together
        length = interval.multipliedSaturated(by: UInt64(together))
        guard windows >= Self.fewest else { return nil }
        let groups = (0..<windows).map { whole[($0 * together)..<(($0 + 1) * together)] }
        let offered = groups.map { $0.reduce(0.0) { $0 + Double($1.offered) } }
        guard let rate = Trend(offered), let typical = Quantile.median(offered), typical > 0 else { return nil }
        let moved = rate.slope * Double(windows - 1) / typical
        var findings: [Finding] = []
        for (name, values) in Self.measures(groups) {
            guard let trend = Trend(values), trend.probability < Self.probability else { continue }
            // The rate explains what moves with it.
            if abs(moved) > Self.steady, moved.sign == trend.slope.sign { continue }
            let change = trend.slope * Double(windows - 1)
            guard change != 0 else { continue }
            findings.append(Finding(name: name, change: change))
        }
        self.findings = findings
    }

    /// The measures of which every window has a value.
    private static func measures(_ groups: [ArraySlice<IntervalSummary>]) -> [(name: String, values: [Double])] {
        let times = [50.0, 90, 99].compactMap { percent -> (String, [Double])? in
            let values = groups.compactMap { group in
                Quantile.median(group.compactMap { $0.responseTime.value(at: percent).map { Double($0) } })
            }
            return values.count == groups.count ? ("p\(PercentileText.text(percent))", values) : nil
        }
        let failures = groups.map { group in
            let failed = group.reduce(0.0) { $0 + Double($1.failed) }
            let all = group.reduce(0.0) { $0 + Double($1.completed) }
            return failed + all > 0 ? failed / (failed + all) : 0
        }
        return times + [("failures", failures)]
    }

    /// All of it in a line.
    var description: String {
        let extent = "\(windows) windows of \(Quantity.describe(nanoseconds: length))"
        guard !findings.isEmpty else { return "none of p50, p90, p99 and failures in \(extent)" }
        let parts = findings.map { finding in
            let way = finding.change > 0 ? "rose" : "fell"
            let size = abs(finding.change)
            let amount =
                finding.name == "failures"
                ? Quantity.describe(share: size) : Quantity.describe(nanoseconds: UInt64(saturating: size))
            return "\(finding.name) \(way) by \(amount)"
        }
        return "\(parts.joined(separator: ", ")), in \(extent) (Mann-Kendall, p < 0.001; Sen's slope)"
    }
}
