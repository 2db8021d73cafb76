import Glibc

/// A queue fitted to mean response times at several rates: which queue a target behaves like, and the rate at which it
/// is full.
///
/// Two families are tried: M/M/c with up to ``mostServers`` equal servers (``MarkovQueue``), and M/G/1, one server
/// whose service times have any variation (``GeneralServiceQueue``). The logarithms of the response times are fitted by
/// least squares, as they scatter by a share of themselves; the one with the least information criterion is taken,
/// M/M/1 counting as the simplest. Standard errors are those of non-linear regression, by derivatives taken as
/// differences; what chance has in the number of servers isn't in them.
package struct QueueFit: Sendable, Hashable {
    /// Which queue. Times are in seconds, rates a second.
    package enum Model: Sendable, Hashable {
        /// M/M/c.
        case markov(servers: Int, serviceRate: Double)
        /// M/G/1, with the coefficient of variation of its service times.
        case general(meanService: Double, variation: Double)

        /// The rate at which the queue is full.
        package var limit: Double {
            switch self {
            case .markov(let servers, let serviceRate): Double(servers) * serviceRate
            case .general(let meanService, _): 1 / meanService
            }
        }

        /// The mean response time at `rate`; `nil` at the limit and above.
        package func response(at rate: Double) -> Double? {
            switch self {
            case .markov(let servers, let serviceRate):
                MarkovQueue(arrivalRate: rate, serviceRate: serviceRate, servers: servers)?.meanResponse
            case .general(let meanService, let variation):
                GeneralServiceQueue(arrivalRate: rate, meanService: meanService, variation: variation)?.meanResponse
            }
        }

        /// The logarithms of what is fitted.
        fileprivate var unknowns: [Double] {
            switch self {
            case .markov(_, let serviceRate): [log(serviceRate)]
            case .general(let meanService, let variation): [log(meanService), log(Self.weight(variation))]
            }
        }

        /// The same queue with other ``unknowns``.
        fileprivate func with(_ unknowns: [Double]) -> Model {
            switch self {
            case .markov(let servers, _): .markov(servers: servers, serviceRate: exp(unknowns[0]))
            case .general:
                .general(
                    meanService: exp(unknowns[0]),
                    variation: max(0, 2 * exp(unknowns[1]) - 1).squareRoot()
                )
            }
        }

        /// (1 + c²) / 2, by which the mean wait is that of M/M/1.
        private static func weight(_ variation: Double) -> Double { (1 + variation * variation) / 2 }
    }

    package let model: Model
    /// The root of the mean square by which responses are off, as a logarithm: 0.05 is about 5%; `nil` without a degree
    /// of freedom.
    package let residualError: Double?
    /// 1 - (sum of squares of the residuals) / (sum of squares about the mean), of logarithms.
    package let determination: Double
    private let count: Int
    /// How the ``Model/unknowns`` vary together, by rows.
    private let covariance: [[Double]]

    /// More servers than these look like this many.
    package static let mostServers = 32
    /// With fewer rates than these every queue fits.
    package static let fewestRates = 4

    /// The queue that fits `points` best, rates a second and mean response times in seconds; `nil` with fewer than
    /// ``fewestRates`` different rates, or where one of them isn't above 0.
    package init?(_ points: [(rate: Double, response: Double)]) {
        guard Set(points.map(\.rate)).count >= Self.fewestRates,
            points.allSatisfy({ $0.rate > 0 && $0.response > 0 && $0.rate.isFinite && $0.response.isFinite })
        else { return nil }
        let search = Search(points)
        guard let best = search.best else { return nil }
        model = best.model
        count = points.count
        let degrees = points.count - best.model.unknowns.count
        let variance = degrees > 0 ? best.squares / Double(degrees) : nil
        residualError = variance.map { $0.squareRoot() }
        let mean = points.reduce(0) { $0 + log($1.response) } / Double(points.count)
        let about = points.reduce(0) { $0 + (log($1.response) - mean) * (log($1.response) - mean) }
        determination = about > 0 ? 1 - best.squares / about : 1
        covariance = Self.covariance(best.model, points.map(\.rate), variance ?? 0)
    }

    /// The rate at which the queue is full, with one standard error; no error where there is no degree of freedom.
    package var limit: (value: Double, standardError: Double?) {
        // Of a logarithm the error is a share.
        let share = residualError.map { _ in max(0, covariance[0][0]).squareRoot() }
        return (model.limit, share.map { $0 * model.limit })
    }

    /// The mean response time at `rate` in seconds, and between what it is expected with a confidence of 95%; `nil` at
    /// the limit and above.
    package func response(at rate: Double) -> (value: Double, interval: (lower: Double, upper: Double)?)? {
        guard let value = model.response(at: rate) else { return nil }
        let degrees = count - model.unknowns.count
        guard residualError != nil, degrees > 0, let gradient = Self.gradient(model, rate) else { return (value, nil) }
        var variance = 0.0
        for row in gradient.indices {
            for column in gradient.indices { variance += gradient[row] * covariance[row][column] * gradient[column] }
        }
        let half = StudentDistribution.quantile(within: 0.95, degrees: degrees) * max(0, variance).squareRoot()
        return (value, (value * exp(-half), value * exp(half)))
    }

    /// The derivatives of the logarithm of the response time by the unknowns; `nil` where there is no response time.
    private static func gradient(_ model: Model, _ rate: Double) -> [Double]? {
        let unknowns = model.unknowns
        var gradient: [Double] = []
        for index in unknowns.indices {
            let step = 1e-6
            let ends = [-step, step].map { change -> Double? in
                var moved = unknowns
                moved[index] += change
                return model.with(moved).response(at: rate).map { log($0) }
            }
            guard let low = ends[0], let high = ends[1] else { return nil }
            gradient.append((high - low) / (2 * step))
        }
        return gradient
    }

    private static func covariance(_ model: Model, _ rates: [Double], _ variance: Double) -> [[Double]] {
        let size = model.unknowns.count
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
        for gradient in rates.compactMap({ gradient(model, $0) }) {
            for row in 0..<size {
                for column in 0..<size { matrix[row][column] += gradient[row] * gradient[column] }
            }
        }
        let held = [Bool](repeating: false, count: size)
        return (0..<size).map { index in
            let unit = (0..<size).map { $0 == index ? 1.0 : 0 }
            return LinearEquations.solve(matrix, unit, without: held).map { $0 * variance }
        }
    }
}

extension QueueFit {
    /// Looks for the queue with the least sum of squares in each family, and for the best family.
    private struct Search {
        let points: [(rate: Double, response: Double)]
        private let highest: Double
        private let quickest: Double

        typealias Found = (model: Model, squares: Double)

        init(_ points: [(rate: Double, response: Double)]) {
            self.points = points
            highest = points.map(\.rate).max() ?? 1
            quickest = points.map(\.response).min() ?? 1
        }

        var best: Found? {
            // Where each number of servers fits roughly, and of those that fit best exactly.
            let rough = (1...QueueFit.mostServers).map { ($0, markov($0, exactly: false)?.squares ?? .infinity) }
            let near = rough.sorted { $0.1 < $1.1 }.prefix(3).map(\.0)
            var best: (found: Found, criterion: Double)?
            for servers in Set(near + [1]).sorted() {
                // Of M/M/1 nothing but the rate is looked for.
                consider(markov(servers, exactly: true), coefficients: servers == 1 ? 1 : 2, &best)
            }
            consider(general, coefficients: 2, &best)
            return best?.found
        }

        private func consider(_ found: Found?, coefficients: Int, _ best: inout (found: Found, criterion: Double)?) {
            guard let found else { return }
            let (squares, count) = (found.squares, points.count)
            var criterion = InformationCriterion.value(squares: squares, count: count, coefficients: coefficients)
            // With very few points there is no correction: the plain criterion tells what it can.
            if points.count <= 4 {
                criterion = InformationCriterion.plain(squares: squares, count: count, coefficients: coefficients)
            }
            if criterion < best?.criterion ?? .infinity { best = (found, criterion) }
        }

        private func squares(_ model: Model) -> Double? {
            var sum = 0.0
            for point in points {
                guard let response = model.response(at: point.rate) else { return nil }
                let residual = log(point.response) - log(response)
                sum += residual * residual
            }
            return sum
        }

        /// The service rate lies above what was carried, and no server is much quicker than the quickest response.
        private func markov(_ servers: Int, exactly: Bool) -> Found? {
            let least = highest / Double(servers)
            let most = max(least * 1.001, 20 / quickest)
            return Self.least(from: log(least * (1 + 1e-9)), to: log(most), within: exactly ? 1e-9 : nil) { logarithm in
                let model = Model.markov(servers: servers, serviceRate: exp(logarithm))
                return squares(model).map { (model, $0) }
            }
        }

        private var general: Found? {
            let longest = 1 / highest
            let shortest = min(quickest / 20, longest / 2)
            return Self.least(from: log(shortest), to: log(longest * (1 - 1e-9)), within: 1e-9) { logarithm in
                let meanService = exp(logarithm)
                // c from 0 to about 30: (1 + c²) / 2 from 0.5.
                return Self.least(from: log(0.5), to: log(500), steps: 20, within: 1e-8) { weight in
                    let variation = max(0, 2 * exp(weight) - 1).squareRoot()
                    let model = Model.general(meanService: meanService, variation: variation)
                    return squares(model).map { (model, $0) }
                }
            }
        }

        /// The least of a function of one number: on a grid first, as it may have several valleys, then by golden
        /// sections, unless the grid is enough.
        private static func least(
            from low: Double,
            to high: Double,
            steps: Int = 40,
            within tolerance: Double?,
            _ value: (Double) -> Found?
        ) -> Found? {
            guard low < high else { return nil }
            let width = (high - low) / Double(steps)
            var best: (place: Int, found: Found)?
            for place in 0...steps {
                guard let found = value(low + Double(place) * width) else { continue }
                if found.squares < best?.found.squares ?? .infinity { best = (place, found) }
            }
            guard let best else { return nil }
            guard let tolerance else { return best.found }
            var result = best.found
            func squares(at place: Double) -> Double {
                guard let found = value(place) else { return .infinity }
                if found.squares < result.squares { result = found }
                return found.squares
            }
            var left = low + Double(max(0, best.place - 1)) * width
            var right = low + Double(min(steps, best.place + 1)) * width
            let ratio = (5.0.squareRoot() - 1) / 2
            var (one, other) = (right - ratio * (right - left), left + ratio * (right - left))
            var (first, second) = (squares(at: one), squares(at: other))
            while right - left > tolerance {
                if first < second {
                    (right, other, second) = (other, one, first)
                    one = right - ratio * (right - left)
                    first = squares(at: one)
                } else {
                    (left, one, first) = (one, other, second)
                    other = left + ratio * (right - left)
                    second = squares(at: other)
                }
            }
            return result
        }
    }
}
