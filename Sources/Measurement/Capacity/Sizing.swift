/// How many instances a load needs, from what some numbers of them were measured to take.
///
/// Each measurement is a bracket: the rate holds at its lower end and doesn't at its upper one. With three numbers of
/// instances or more the Universal Scalability Law is fitted to either end (``ScalabilityFit``), and the standard
/// errors of its contention and coherency widen the range; with fewer, instances are taken to add up, which is the best
/// that can be.
package struct Sizing: Sendable, Hashable {
    /// What so many instances were measured to take together, a second.
    package struct Measurement: Sendable, Hashable {
        package var instances: Int
        package var lower: Double
        package var upper: Double

        package init(instances: Int, lower: Double, upper: Double) {
            self.instances = instances
            self.lower = lower
            self.upper = upper
        }
    }

    /// How instances add up.
    package enum Model: Sendable, Hashable {
        /// So many times what one takes.
        case linear(each: Double)
        /// The law, with its coefficients made worse or better by two standard errors.
        case law(lambda: Double, sigma: Double, kappa: Double)

        /// What `instances` take together.
        package func capacity(of instances: Int) -> Double {
            let number = Double(instances)
            switch self {
            case .linear(let each): return each * number
            case .law(let lambda, let sigma, let kappa):
                return lambda * number / (1 + sigma * (number - 1) + kappa * number * (number - 1))
            }
        }
    }

    /// By the lower ends: what is proven, and at worst.
    package var worst: Model
    /// By the upper ends, and at best.
    package var best: Model
    /// The fit to the lower ends; `nil` where there were too few numbers for one.
    package var fit: ScalabilityFit?
    /// The most instances that were measured.
    package var mostMeasured: Int

    /// More instances than these nobody has.
    package static let mostInstances = 100_000
    /// A fit that explains less of the variation says little.
    package static let leastDetermination = 0.95

    /// From `measurements`; `nil` without one, or with one of nothing.
    package init?(_ measurements: [Measurement]) {
        guard let most = measurements.map(\.instances).max(),
            measurements.allSatisfy({ $0.instances > 0 && $0.lower > 0 })
        else { return nil }
        mostMeasured = most
        let fits = [\Measurement.lower, \.upper].map { end in
            ScalabilityFit(measurements.map { (load: Double($0.instances), throughput: $0[keyPath: end]) })
        }
        if let lower = fits[0], let upper = fits[1] {
            fit = lower
            worst = Self.law(lower, by: 2)
            best = Self.law(upper, by: -2)
        } else {
            worst = .linear(each: measurements.map { $0.lower / Double($0.instances) }.min() ?? 0)
            best = .linear(each: measurements.map { $0.upper / Double($0.instances) }.max() ?? 0)
        }
    }

    private static func law(_ fit: ScalabilityFit, by errors: Double) -> Model {
        func moved(_ coefficient: ScalabilityFit.Coefficient) -> Double {
            max(0, coefficient.value + errors * (coefficient.standardError ?? 0))
        }
        return .law(lambda: fit.lambda.value, sigma: moved(fit.sigma), kappa: moved(fit.kappa))
    }

    /// The fewest instances that take `load` when `lost` of them are gone; `nil` where no number does.
    package static func instances(_ model: Model, for load: Double, lost: Int) -> Int? {
        var number = 1
        var highest = 0.0
        while number <= mostInstances {
            let capacity = model.capacity(of: number)
            if capacity >= load { return number + lost }
            // Beyond its peak the law only falls.
            if capacity < highest { return nil }
            highest = capacity
            number += 1
        }
        return nil
    }
}
