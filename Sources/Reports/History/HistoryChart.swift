import Measurement

/// A figure of a load over the runs, with its levels, the changes between them, and a trend where there is one.
struct HistoryChart {
    let track: RunHistory.Track

    /// The names of more changes than these have no room in a chart; the page's table lists all.
    private static let mostMarks = 10

    var chart: Chart {
        let values = track.values.map { (Double($0.run + 1), $0.value) }
        var lines = [Chart.Line(name: track.figure.rawValue, points: values, style: 1, isMarked: true)]
        lines += levels
        if let line = track.trendLine, let trend = track.trend {
            lines.append(Chart.Line(name: trend, points: line.map { (Double($0.run + 1), $0.value) }, style: 3))
        }
        let most = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        let ceiling: Double
        let unit: ChartUnit
        switch track.figure {
        case .p50, .p90, .p99: (unit, ceiling) = (.time, ChartScale.ceiling(most))
        case .goodput: (unit, ceiling) = (.rate, ChartScale.ceiling(most))
        // Of no failures at all an axis up to 100% would tell of many.
        case .failures: (unit, ceiling) = (.share, ChartScale.ceiling(max(most, 0.01)))
        }
        return Chart(
            title: "\(track.load): \(track.figure.rawValue)",
            x: Chart.Axis(name: "run", scale: .linear(to: values.last?.0 ?? 1), unit: .number),
            y: Chart.Axis(name: track.figure.rawValue, scale: .linear(to: ceiling), unit: unit),
            lines: lines,
            // Names stand below each other: of many changes the latest.
            marks: track.points.suffix(Self.mostMarks).map { point in
                let run = track.values[point.index].run + 1
                return Chart.Mark(name: "changed with run \(run)", value: Double(run))
            }
        )
    }

    /// The levels between the changes, each a line of its own; none of a figure that never changed.
    private var levels: [Chart.Line] {
        guard let first = track.points.first else { return [] }
        let starts = [0] + track.points.map(\.index)
        let ends = track.points.map(\.index) + [track.values.count]
        return zip(starts, ends).enumerated().map { number, range in
            let level = number == 0 ? first.before : track.points[number - 1].after
            let runs = [range.0, range.1 - 1].map { Double(track.values[$0].run + 1) }
            return Chart.Line(
                name: "level from run \(track.values[range.0].run + 1) on: \(track.figure.text(level))",
                points: runs.map { ($0, level) },
                style: 2
            )
        }
    }
}
