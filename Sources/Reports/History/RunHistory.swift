import Measurement
import Quantities
import Results

/// What many runs tell together: which cases are flaky, and where figures changed their level.
package struct RunHistory {
    /// A run, as far as a history names it.
    package struct Run {
        var startedAt: Int64
        var label: String?
        var commit: String?
        var exitCode: Int
        /// Which cases were chosen, where others were left out: the verdict is of these alone.
        var part: String?

        /// What was said of the endpoint.
        enum Verdict: String {
            case accepted
            case refused = "not accepted"
            case unknown = "no verdict"

            func paint(_ style: Style) -> (String) -> String {
                switch self {
                case .accepted: style.green
                case .refused: style.red
                case .unknown: style.yellow
                }
            }
        }

        var verdict: Verdict { exitCode == 0 ? .accepted : exitCode == 1 ? .refused : .unknown }

        /// What it is called: its label, or when it was.
        var name: String {
            let name = label ?? HTMLModel.time(startedAt)
            return commit.map { "\(name) (\($0))" } ?? name
        }
    }

    /// A figure of a load.
    package enum Figure: String, CaseIterable {
        case p50, p90, p99, failures, goodput

        func text(_ value: Double) -> String {
            switch self {
            case .p50, .p90, .p99: Quantity.describe(nanoseconds: UInt64(saturating: value))
            case .failures: Quantity.describe(share: value)
            case .goodput: Quantity.describe(rate: value)
            }
        }
    }

    struct CaseKey: Hashable {
        var suite: String
        var name: String
    }

    /// A load that is asked for otherwise is another series.
    struct SeriesKey: Hashable {
        var load: String
        var model: String
        var figure: Figure
    }

    /// The runs, the oldest first.
    package internal(set) var runs: [Run] = []
    var cases: [CaseKey: [(run: Int, verdict: Verdict, sources: String)]] = [:]
    var series: [SeriesKey: [(run: Int, value: Double)]] = [:]

    /// A case that changes its verdict though nothing that it rests on has changed.
    struct Flaky {
        var name: String
        var runs: Int
        var failed: Int
        /// How often the verdict changed from one run to the next with the same files.
        var flips: Int
    }

    /// A figure's values and where their level changed.
    struct Track {
        var load: String
        var model: String
        var figure: Figure
        var values: [(run: Int, value: Double)]
        var points: [ChangePoints.Point]

        /// So many of the latest runs are looked at for a trend, as many as for a change of level.
        private static let window = 50
        /// With fewer runs there is none to be seen.
        private static let fewest = 8
        /// A trend that chance would show more often is none. There are three percentiles of each load.
        private static let probability = 0.01

        /// The values that a trend is sought in: the latest since the level changed last; none of other figures than
        /// percentiles, and of too few runs.
        private var latest: ArraySlice<(run: Int, value: Double)> {
            switch figure {
            case .failures, .goodput: return []
            case .p50, .p90, .p99: break
            }
            let latest = values[(points.last?.index ?? 0)...].suffix(Self.window)
            return latest.count >= Self.fewest ? latest : []
        }

        /// What a percentile gains from run to run, where that isn't chance (Mann and Kendall's test, Sen's slope).
        private var slope: Double? {
            guard let trend = Trend(latest.map(\.value)) else { return nil }
            return trend.probability < Self.probability && trend.slope != 0 ? trend.slope : nil
        }

        /// Whether a percentile rises or falls from run to run since its level changed last, in words; `nil` for other
        /// figures and for few runs.
        var trend: String? {
            guard !latest.isEmpty else { return nil }
            guard let slope else { return "no trend" }
            return "\(slope > 0 ? "rises" : "falls") by \(figure.text(abs(slope))) a run"
        }

        /// The trend as a line: where it begins and ends; `nil` where there is none.
        var trendLine: [(run: Int, value: Double)]? {
            guard let slope, let first = latest.first, let last = latest.last else { return nil }
            // Sen's line goes through the median of what the slope leaves.
            let rests = latest.enumerated().map { $0.element.value - slope * Double($0.offset) }
            let start = Quantile.median(rests) ?? first.value
            return [(first.run, start), (last.run, start + slope * Double(latest.count - 1))]
        }
    }

    /// The flaky cases, the worst first.
    var flaky: [Flaky] {
        cases.compactMap { key, rows -> Flaky? in
            let judged = rows.sorted { $0.run < $1.run }.filter { Self.isBroken($0.verdict) != nil }
            let flips = zip(judged, judged.dropFirst()).count { one, other in
                one.sources == other.sources && Self.isBroken(one.verdict) != Self.isBroken(other.verdict)
            }
            guard flips > 0 else { return nil }
            return Flaky(
                name: "\(key.suite): \(key.name)",
                runs: judged.count,
                failed: judged.count { Self.isBroken($0.verdict) == true },
                flips: flips
            )
        }.sorted { $0.flips == $1.flips ? $0.name < $1.name : $0.flips > $1.flips }
    }

    /// Whether a case failed; `nil` when that wasn't judged.
    private static func isBroken(_ verdict: Verdict) -> Bool? {
        switch verdict {
        case .failed, .waived: true
        case .passed: false
        case .error, .skipped, .answered: nil
        }
    }

    /// The figures by load, with their changes (E-divisive means, window 50, p 0.001).
    var tracks: [Track] {
        series.map { key, rows in
            let values = rows.sorted { $0.run < $1.run }
            return Track(
                load: key.load,
                model: key.model,
                figure: key.figure,
                values: values,
                points: ChangePoints(values.map(\.value)).points
            )
        }.sorted { one, other in
            if one.load != other.load { return one.load < other.load }
            if one.model != other.model { return one.model < other.model }
            return (Figure.allCases.firstIndex(of: one.figure) ?? 0)
                < (Figure.allCases.firstIndex(of: other.figure) ?? 0)
        }
    }

    /// How a level changed, in words: `1.2 ms → 1.4 ms (+17%)`.
    static func description(of point: ChangePoints.Point, _ figure: Figure) -> String {
        let levels = "\(figure.text(point.before)) → \(figure.text(point.after))"
        guard point.before > 0, figure != .failures else { return levels }
        let share = (point.after - point.before) / point.before
        return "\(levels) (\(share < 0 ? "-" : "+")\(SVGText.number((abs(share) * 1000).rounded() / 10))%)"
    }
}
