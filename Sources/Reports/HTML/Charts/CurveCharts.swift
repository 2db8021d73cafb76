import Measurement
import Results

/// The charts of a curve: throughput and response time by load, with the fitted model, its band, the knee and where
/// saturation begins.
struct CurveCharts {
    private let curve: CapacityCurve
    private let points: [CapacityCurvePoint]
    private let most: Double

    init(_ curve: CapacityCurve) {
        self.curve = curve
        points = curve.points
        most = points.map(\.load).max() ?? 1
    }

    var all: [Chart] { points.count < 2 ? [] : [throughput, latency] }

    /// Between two points a model is drawn at so many places.
    private static let places = 60

    private var loads: Chart.Axis {
        Chart.Axis(
            name: curve.axis == .rate ? "requests a second that were asked for" : "users",
            scale: .linear(to: ChartScale.ceiling(most)),
            unit: .number
        )
    }

    /// The knee, and where saturation begins.
    private var marks: [Chart.Mark] {
        [("knee", curve.shape.knee), ("saturation", curve.shape.saturation)].compactMap { name, place in
            guard case .at(let load) = place else { return nil }
            return Chart.Mark(name: "\(name) at \(CurveText.load(load, curve.axis))", value: load)
        }
    }

    /// The loads from the lightest to the heaviest, at equal distances.
    private var steps: [Double] {
        let least = points.map(\.load).min() ?? 0
        return (0...Self.places).map { least + (most - least) * Double($0) / Double(Self.places) }
    }

    private var throughput: Chart {
        var lines = [
            Chart.Line(
                name: "answered as expected",
                points: points.map { ($0.load, $0.goodput) },
                style: 1,
                isMarked: true
            )
        ]
        var bands: [Chart.Band] = []
        if let law = curve.shape.scalability {
            let name = law.isAmdahl ? "Amdahl's law" : "Universal Scalability Law"
            lines.append(Chart.Line(name: name, points: steps.map { ($0, law.throughput(at: $0)) }, style: 2))
            let band = steps.compactMap { load in law.interval(at: load).map { (load, $0.lower, $0.upper) } }
            if !band.isEmpty { bands.append(Chart.Band(name: "its 95% band", points: band, style: 2)) }
        } else {
            lines.append(Chart.Line(name: "asked for", points: points.map { ($0.load, $0.load) }, style: 3))
        }
        // A band of a poor fit may be far wider than what was measured.
        let top = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        for index in bands.indices {
            bands[index].points = bands[index].points.map { ($0.x, $0.lower, min($0.upper, top * 1.25)) }
        }
        let highest = bands.flatMap { $0.points.map(\.upper) }.max() ?? top
        return Chart(
            title: "Throughput by load",
            x: loads,
            y: Chart.Axis(
                name: "answers a second",
                scale: .linear(to: ChartScale.ceiling(max(top, highest))),
                unit: .number
            ),
            lines: lines,
            bands: bands,
            marks: marks
        )
    }

    private var latency: Chart {
        let answered = points.filter { $0.responseTime.count > 0 }
        var lines = [
            Chart.Line(
                name: "mean",
                points: answered.map { ($0.load, $0.responseTime.mean) },
                style: 1,
                isMarked: true
            )
        ]
        let high = answered.compactMap { point in point.responseTime.value(at: 99).map { (point.load, Double($0)) } }
        if !high.isEmpty { lines.append(Chart.Line(name: "p99", points: high, style: 4, isMarked: true)) }
        let longest = lines.flatMap { $0.points.map(\.y) }.max() ?? 1
        var bands: [Chart.Band] = []
        if let queue = curve.shape.queue {
            // Near its limit a queue's time grows beyond everything that was measured.
            let model = steps.compactMap { load in queue.response(at: load).map { (load, $0) } }
                .filter { $0.1.value * 1e9 <= longest }
            let band = model.compactMap { load, response in
                response.interval.map { (load, $0.lower * 1e9, min($0.upper * 1e9, longest)) }
            }
            if model.count > 1 {
                lines.append(
                    Chart.Line(
                        name: "mean of the queue that fits",
                        points: model.map { ($0.0, $0.1.value * 1e9) },
                        style: 2
                    )
                )
                if !band.isEmpty { bands.append(Chart.Band(name: "its 95% band", points: band, style: 2)) }
            }
        }
        let values = lines.flatMap { $0.points.map(\.y) }.filter { $0 > 0 }
        return Chart(
            title: "Response time by load",
            x: loads,
            y: Chart.Axis(
                name: "response time",
                scale: .times(from: values.min() ?? 0, to: values.max() ?? 1),
                unit: .time
            ),
            lines: lines,
            bands: bands,
            marks: marks
        )
    }
}
