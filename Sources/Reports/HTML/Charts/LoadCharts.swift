import Measurement
import Quantities
import Results

/// The charts of a load.
struct LoadCharts {
    private let load: LoadResult

    init(_ load: LoadResult) {
        self.load = load
    }

    var all: [Chart] {
        [percentiles, latencies, heat, rates, statuses, failures].compactMap(\.self) + scraped
    }

    /// Of fewer responses the table says more than a line.
    private static let fewest = 20

    /// Latency by percentile, response and service time together.
    private var percentiles: Chart? {
        let series = [
            ("response time, from when it was due", load.responseTime),
            ("service time, from when it was sent", load.serviceTime),
        ]
        let lines = series.enumerated().compactMap { number, named -> Chart.Line? in
            let points = Self.points(named.1)
            return points.count > 1
                ? Chart.Line(name: named.0, points: points, style: number + 1, isMarked: true) : nil
        }
        guard !lines.isEmpty else { return nil }
        let values = lines.flatMap { $0.points.map(\.y) } + limits.map(\.value)
        let end = lines.flatMap { $0.points.map(\.x) }.max() ?? 99
        return Chart(
            title: "Latency by percentile",
            x: Chart.Axis(
                name: "share of the responses, each nine as far from the last",
                scale: .percentile(to: end),
                unit: .percent
            ),
            y: Chart.Axis(name: "latency", scale: .times(from: values.min() ?? 0, to: values.max() ?? 1), unit: .time),
            lines: lines,
            limits: limits
        )
    }

    /// The limits that were set, as lines.
    private var limits: [Chart.Limit] {
        load.objectives.map { objective in
            let most = Quantity.describe(nanoseconds: objective.limit)
            return Chart.Limit(name: "\(objective.name) at most \(most)", value: Double(objective.limit))
        }
    }

    /// The smallest value, the percentiles, and the largest where it stands among so many.
    private static func points(_ summary: LatencySummary) -> [(x: Double, y: Double)] {
        guard summary.count >= fewest else { return [] }
        let last = 100 * (1 - 1 / Double(summary.count + 1))
        let inner = summary.percentiles.map { ($0.percent, Double($0.value)) }.filter { $0.0 < last }
        return [(0, Double(summary.min))] + inner + [(last, Double(summary.max))]
    }

    /// Latency over time: percentiles of each interval.
    private var latencies: Chart? {
        let series: [(String, (LatencySummary) -> UInt64?)] = [
            ("p50", { $0.value(at: 50) }), ("p90", { $0.value(at: 90) }), ("p99", { $0.value(at: 99) }),
            ("max", { $0.count > 0 ? $0.max : nil }),
        ]
        let lines = series.enumerated().compactMap { number, named -> Chart.Line? in
            let points = load.intervals.compactMap { row in
                named.1(row.responseTime).map { (Self.seconds(row), Double($0)) }
            }
            return points.isEmpty ? nil : Chart.Line(name: named.0, points: points, style: number + 1)
        }
        guard load.intervals.count > 1, !lines.isEmpty else { return nil }
        let values = lines.flatMap { $0.points.map(\.y) } + limits.map(\.value)
        return Chart(
            title: "Response time over time",
            x: time,
            y: Chart.Axis(
                name: "response time",
                scale: .times(from: values.min() ?? 0, to: values.max() ?? 1),
                unit: .time
            ),
            lines: lines,
            limits: limits
        )
    }

    /// How response times are spread over time.
    private var heat: Chart? {
        guard let heat = load.heat, load.intervals.count > 1, heat.counts.count == load.intervals.count,
            let first = heat.edges.first, let last = heat.edges.last
        else { return nil }
        // The first row begins where the one below it would end.
        let floors = [Double(first) / 1.5] + heat.edges.dropLast().map { Double($0) }
        var cells: [Chart.Cell] = []
        for (row, counts) in zip(load.intervals, heat.counts) {
            let total = counts.reduce(0) { $0.addingSaturated($1) }
            for (index, count) in counts.enumerated() where count > 0 {
                cells.append(
                    Chart.Cell(
                        x: Self.seconds(row)...(Self.seconds(row) + Double(row.length) / 1e9),
                        y: floors[index]...max(floors[index], Double(heat.edges[index])),
                        level: Chart.level(of: Double(count) / Double(total))
                    )
                )
            }
        }
        let end = load.intervals.map { Self.seconds($0) + Double($0.length) / 1e9 }.max() ?? 1
        return Chart(
            title: "How response times are spread over time",
            x: Chart.Axis(name: "seconds since the load began", scale: .linear(to: end), unit: .seconds),
            y: Chart.Axis(
                name: "response time",
                scale: .logarithmic(from: max(1, floors[0]), to: max(Double(last), floors[0] * 2)),
                unit: .time
            ),
            lines: [],
            limits: limits.filter { $0.value >= floors[0] && $0.value <= Double(last) },
            cells: cells
        )
    }

    /// The rate that was asked for and the one that was answered.
    private var rates: Chart? {
        guard load.intervals.count > 1 else { return nil }
        // What came in when no more was asked for has no rate of its own.
        let asked = load.intervals.prefix((load.intervals.lastIndex { $0.offered > 0 } ?? 0) + 1)
        let lines = [
            Chart.Line(name: "asked for", points: asked.map { (Self.seconds($0), $0.offeredRate) }, style: 1),
            Chart.Line(
                name: "answered as expected",
                points: asked.map { (Self.seconds($0), $0.goodput) },
                style: 2
            ),
        ]
        return Chart(
            title: "Rate asked for and answered",
            x: time,
            y: count("requests a second", lines),
            lines: lines
        )
    }

    /// Which classes of status there are, and when; none where all answers are of one.
    private var statuses: Chart? {
        let classes = load.statusClasses
        guard load.intervals.count > 1, classes.count > 1 else { return nil }
        let lines = classes.enumerated().map { number, statusClass in
            Chart.Line(
                name: "\(statusClass)xx",
                points: load.intervals.map { (Self.seconds($0), Double($0.statusClasses[statusClass] ?? 0)) },
                style: number % 4 + 1
            )
        }
        return Chart(
            title: "Answers by the class of their status",
            x: time,
            y: count("answers in each interval", lines),
            lines: lines
        )
    }

    /// What failed, and what was under way.
    private var failures: Chart? {
        guard load.intervals.count > 1 else { return nil }
        var lines = [
            Chart.Line(name: "failed", points: load.intervals.map { (Self.seconds($0), Double($0.failed)) }, style: 2)
        ]
        lines.append(
            Chart.Line(
                name: "in flight at the end of it",
                points: load.intervals.map { (Self.seconds($0), Double($0.inFlight)) },
                style: 3
            )
        )
        return Chart(
            title: "Failures and requests in flight",
            x: time,
            y: count("requests in each interval", lines),
            lines: lines
        )
    }

    /// What the target told of itself, a chart a series: each has a unit of its own.
    private var scraped: [Chart] {
        (load.scrape?.series ?? []).compactMap { series in
            guard series.points.count > 1, series.points.allSatisfy({ $0.value >= 0 }) else { return nil }
            let points = series.points.map { (Double($0.time) / 1e9, $0.value) }
            let name = ScrapeText.name(series)
            return Chart(
                title: "The target's \(name)",
                x: Chart.Axis(
                    name: "seconds since the load began",
                    scale: .linear(to: max(points.map(\.0).max() ?? 1, load.intervals.map(Self.seconds).max() ?? 1)),
                    unit: .seconds
                ),
                y: Chart.Axis(
                    name: name,
                    scale: .linear(to: ChartScale.ceiling(points.map(\.1).max() ?? 1)),
                    unit: series.name.prefix { $0 != "{" }.hasSuffix("_bytes") && !series.isRate ? .bytes : .number
                ),
                lines: [Chart.Line(name: name, points: points, style: 3)]
            )
        }
    }

    private var time: Chart.Axis {
        let end = load.intervals.map(Self.seconds).max() ?? 1
        return Chart.Axis(
            name: "seconds since the load began",
            scale: .linear(to: end),
            unit: .seconds
        )
    }

    private func count(_ name: String, _ lines: [Chart.Line]) -> Chart.Axis {
        let most = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        return Chart.Axis(name: name, scale: .linear(to: ChartScale.ceiling(most)), unit: .number)
    }

    private static func seconds(_ row: IntervalSummary) -> Double { Double(row.start) / 1e9 }
}

extension LoadResult {
    /// The classes of status that its intervals tell apart, in ascending order.
    var statusClasses: [Int] { Set(intervals.flatMap(\.statusClasses.keys)).sorted() }
}
