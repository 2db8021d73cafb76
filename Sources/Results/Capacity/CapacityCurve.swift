package import Measurement

/// What a sweep measured at one load after the other.
package struct CapacityCurve: Sendable, Hashable {
    /// What was raised.
    package let axis: LoadCurve.Axis
    /// What users wait between an answer and their next request, in nanoseconds.
    package let think: UInt64
    /// The loads, from light to heavy.
    package let points: [CapacityCurvePoint]
    /// What the points that count show.
    package let shape: LoadCurve

    /// A curve of its points.
    package init(axis: LoadCurve.Axis, think: UInt64 = 0, points: [CapacityCurvePoint]) {
        self.axis = axis
        self.think = think
        self.points = points
        let counting = points.filter { !$0.isDoubtful }
        let shortest = counting.filter { !$0.isOverloaded }.map(\.duration).min() ?? 0
        shape = LoadCurve(
            axis,
            counting.map { Self.point($0, axis, shortest) },
            think: Double(think) / 1e9
        )
    }

    /// A point of a curve whose shortest load took so many nanoseconds.
    ///
    /// Random arrivals are some more or fewer than the rate says, and the last answers come after the last requests: of
    /// a rate it counts what was asked for, and how much of that was answered. All loads of a sweep are as long, so
    /// that one which took a tenth longer than the shortest had to wait for its answers.
    private static func point(
        _ point: CapacityCurvePoint,
        _ axis: LoadCurve.Axis,
        _ shortest: UInt64
    ) -> LoadCurve.Point {
        var load = point.load
        var throughput = point.goodput
        if axis == .rate, shortest > 0, !point.isOverloaded {
            load = Double(point.offered) * 1e9 / Double(shortest)
            if Double(point.duration) <= 1.1 * Double(shortest) {
                throughput *= Double(point.duration) / Double(shortest)
            }
        }
        return LoadCurve.Point(
            load: load,
            throughput: throughput,
            response: point.responseTime.mean / 1e9,
            isOverloaded: point.isOverloaded
        )
    }
}

/// What was measured at one load.
package struct CapacityCurvePoint: Sendable, Hashable {
    /// Requests a second that were asked for, or users.
    package var load: Double
    /// How long it was, in nanoseconds, its warm-up excluded.
    package var duration: UInt64
    /// Requests that were asked for.
    package var offered: Int
    /// Complete responses.
    package var completed: Int
    /// Failures and broken expectations.
    package var failed: Int
    /// Answers as expected, a second.
    package var goodput: Double
    /// The response times, from when a request was due.
    package var responseTime: LatencySummary
    /// The mean service time, from when a request was sent, in nanoseconds.
    package var meanService: Double
    /// Requests in flight, on average over looks 40 times a second; `nil` without a look.
    package var inFlight: Double?
    /// Whether the target was over its limit: the queue grew all the time, or too much failed.
    package var isOverloaded: Bool
    /// Whether the generator may have shaped the figures: they are shown, and nothing is made of them.
    package var isDoubtful: Bool
    /// Why it was ended early or is in doubt; `nil` for a load that came to its end and counts.
    package var note: String?
    /// What the target told of itself meanwhile; `nil` when nobody asked.
    package var scrape: LoadScrape?

    /// A point of its parts.
    package init(
        load: Double,
        duration: UInt64,
        offered: Int,
        completed: Int,
        failed: Int,
        goodput: Double,
        responseTime: LatencySummary,
        meanService: Double,
        inFlight: Double?,
        isOverloaded: Bool = false,
        isDoubtful: Bool = false,
        note: String? = nil
    ) {
        self.load = load
        self.duration = duration
        self.offered = offered
        self.completed = completed
        self.failed = failed
        self.goodput = goodput
        self.responseTime = responseTime
        self.meanService = meanService
        self.inFlight = inFlight
        self.isOverloaded = isOverloaded
        self.isDoubtful = isDoubtful
        self.note = note
    }

    /// Complete responses a second.
    package var throughput: Double { duration == 0 ? 0 : Double(completed) * 1e9 / Double(duration) }

    /// By which share the requests in flight differ from throughput times mean service time, which Little's law has
    /// them equal (Little, Operations Research 9, 1961); `nil` where one of them isn't known, or the load was ended
    /// early.
    package var littleDifference: Double? {
        guard let inFlight, inFlight > 0, !isOverloaded, throughput > 0, meanService > 0 else { return nil }
        return throughput * meanService / 1e9 / inFlight - 1
    }
}
