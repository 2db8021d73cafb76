/// What throughputs and response times at several loads show: the knee, where saturation begins, and which model they
/// follow.
///
/// - The **knee** is the load of the highest power, throughput over mean response time (Kleinrock: Power and
///   deterministic rules of thumb for probabilistic problems in computer communications, ICC 1979): beyond it, more
///   load is paid with more time than it is worth. For M/M/1 that is half of what it can take.
/// - **Saturation** of rates begins at the first rate of which less than 99% is answered as expected; of users at N* =
///   (R + Z) · X, where the asymptotic bounds of throughput cross, with R the response time of the fewest users, Z the
///   think time and X the highest throughput (Denning and Buzen: The operational analysis of queueing network models,
///   Computing Surveys 10, 1978).
package struct LoadCurve: Sendable, Hashable {
    /// What is raised from point to point.
    package enum Axis: String, Sendable, Hashable, CaseIterable {
        /// Requests a second that are asked for.
        case rate
        /// Users, who wait for their answers.
        case users
    }

    /// What was measured at one load.
    package struct Point: Sendable, Hashable {
        /// Requests a second, or users.
        package var load: Double
        /// Answers as expected, a second.
        package var throughput: Double
        /// The mean response time in seconds; 0 when there was no answer.
        package var response: Double
        /// Whether the queue grew without an end, or the target failed: it is over its limit.
        package var isOverloaded: Bool

        package init(load: Double, throughput: Double, response: Double, isOverloaded: Bool = false) {
            self.load = load
            self.throughput = throughput
            self.response = response
            self.isOverloaded = isOverloaded
        }
    }

    /// A place on the curve.
    package enum Place: Sendable, Hashable {
        /// At this load.
        case at(Double)
        /// At the largest load or beyond: the curve doesn't reach it.
        case beyond(Double)
        /// At the smallest load or below.
        case below(Double)
        /// Nothing can be said.
        case unknown
    }

    package let knee: Place
    package let saturation: Place
    /// The point of the highest throughput; `nil` without a point.
    package let peak: Point?
    /// Users by the Universal Scalability Law or Amdahl's; `nil` for rates, and with too few points.
    package let scalability: ScalabilityFit?
    /// Rates by a queue; `nil` for users, and with too few points.
    package let queue: QueueFit?

    /// The share of a rate that has to be answered as expected.
    package static let fullShare = 0.99
    /// Saturation of users is seen when it lies below this share of the most users.
    private static let clearShare = 0.9

    /// The curve through `points`, of which each counts.
    ///
    /// - Parameter think: What users wait between an answer and their next request, in seconds.
    package init(_ axis: Axis, _ points: [Point], think: Double = 0) {
        let points = points.sorted { $0.load < $1.load }
        let steady = points.filter { !$0.isOverloaded && $0.throughput > 0 && $0.response > 0 }
        knee = Self.knee(steady, points)
        peak = points.max { $0.throughput < $1.throughput }
        switch axis {
        case .rate:
            saturation = Self.saturation(ofRates: points)
            let full = steady.filter { $0.throughput >= Self.fullShare * $0.load }
            queue = QueueFit(full.map { ($0.throughput, $0.response) })
            scalability = nil
        case .users:
            saturation = Self.saturation(ofUsers: steady, think)
            scalability = ScalabilityFit.best(of: steady.map { ($0.load, $0.throughput) })
            queue = nil
        }
    }

    private static func knee(_ steady: [Point], _ points: [Point]) -> Place {
        guard steady.count >= 3,
            let best = steady.indices.max(by: { power(steady[$0]) < power(steady[$1]) })
        else { return .unknown }
        // Beyond the last steady point there may be one that is over its limit: then the curve has turned.
        if steady[best].load == points.last?.load { return .beyond(steady[best].load) }
        return best == 0 ? .below(steady[0].load) : .at(steady[best].load)
    }

    private static func power(_ point: Point) -> Double { point.throughput / point.response }

    private static func saturation(ofRates points: [Point]) -> Place {
        guard let first = points.first, let last = points.last else { return .unknown }
        guard let full = points.first(where: { $0.isOverloaded || $0.throughput < fullShare * $0.load }) else {
            return .beyond(last.load)
        }
        return full == first ? .below(full.load) : .at(full.load)
    }

    private static func saturation(ofUsers points: [Point], _ think: Double) -> Place {
        guard points.count >= 3, let first = points.first, let last = points.last,
            let most = points.map(\.throughput).max()
        else { return .unknown }
        let users = (first.response + think) * most
        return users <= clearShare * last.load ? .at(users) : .beyond(last.load)
    }
}
