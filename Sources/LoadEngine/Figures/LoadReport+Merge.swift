import HTTP
import Measurement

extension LoadReport {
    /// What all threads measured together.
    init(_ outcomes: [WorkerOutcome]) {
        let intervals = Self.merge(outcomes.flatMap(\.intervals))
        let failures = FailureLog.merged(outcomes.map { ($0.failures, $0.otherFailures) })
        let begin = outcomes.first?.begin ?? 0
        let lastEnd = outcomes.reduce(0) { max($0, $1.lastEnd) }
        self.init(
            counts: outcomes.reduce(into: LoadCounts()) { $0.add($1.figures.counts) },
            statuses: outcomes.reduce(into: [:]) { $0.merge($1.statuses, uniquingKeysWith: +) },
            deviations: outcomes.reduce(into: [:]) { $0.merge($1.deviations, uniquingKeysWith: +) },
            begin: begin,
            duration: lastEnd - min(lastEnd, begin),
            series: Self.merge(outcomes.flatMap(\.series)),
            flows: FlowFigures.merged(outcomes.flatMap(\.flows)),
            intervals: intervals,
            undelayed: Self.merge(outcomes.map(\.undelayed)),
            overdue: LatencyRecorder.merged(outcomes.map(\.overdue)).packed,
            slip: LatencyRecorder.merged(outcomes.map(\.slip)).packed,
            ownSlip: LatencyRecorder.merged(outcomes.map(\.ownSlip)).packed,
            loopLag: LatencyRecorder.merged(outcomes.map(\.loopLag)).packed,
            threads: outcomes.map(\.figures),
            failures: failures.kinds,
            otherFailures: failures.others,
            wasStopped: outcomes.contains { $0.wasStopped },
            elapsed: outcomes.reduce(0) { max($0, $1.elapsed) },
            lonelyUsers: outcomes.reduce(0) { $0 + $1.lonelyUsers },
            responses: outcomes.flatMap(\.responses).sorted { $0.index < $1.index }
        )
    }

    private static func merge(_ intervals: [IntervalFigures]) -> [IntervalFigures] {
        Dictionary(grouping: intervals, by: \.second).sorted { $0.key < $1.key }.map { second, parts in
            IntervalFigures(
                second: second,
                length: parts.reduce(0) { max($0, $1.length) },
                counts: parts.reduce(into: LoadCounts()) { $0.add($1.counts) },
                inFlight: parts.reduce(0) { $0 + $1.inFlight },
                series: merge(parts.flatMap(\.series))
            )
        }
    }

    /// Each endpoint's of all threads.
    private static func merge(_ parts: [[PackedLatencies]]) -> [PackedLatencies] {
        (0..<(parts.first?.count ?? 0)).map { place in LatencyRecorder.merged(parts.map { $0[place] }).packed }
    }

    private static func merge(_ series: [SeriesFigures]) -> [SeriesFigures] {
        var sum = RunningSeries()
        sum.add(series)
        return sum.total
    }
}
