import Glibc

/// The Universal Scalability Law fitted to measured throughputs: X(N) = λN / (1 + σ(N - 1) + κN(N - 1)).
///
/// λ is what one unit (user, thread, instance) does alone, σ the share of contention, κ that of coherency, which makes
/// throughput fall beyond a peak (Gunther: Guerrilla Capacity Planning, 2007, chapter 4). Fitted by least squares in X,
/// with all three at least 0, by Levenberg and Marquardt's method (Marquardt, SIAM J. 11, 1963). Standard errors are
/// the usual ones of non-linear regression, from (JᵀJ)⁻¹ at the minimum; a coefficient that its bound holds has none.
package struct ScalabilityFit: Sendable, Hashable {
    /// A coefficient with how far it may be off.
    package struct Coefficient: Sendable, Hashable {
        package var value: Double
        /// One standard error; `nil` where the bound 0 holds the coefficient, or the data leave no degree of freedom.
        package var standardError: Double?
    }

    /// Contention.
    package var sigma: Coefficient
    /// Coherency.
    package var kappa: Coefficient
    /// The throughput of one.
    package var lambda: Coefficient
    /// The root of the residuals' mean square, in units of the throughput; `nil` without a degree of freedom.
    package var residualError: Double?
    /// 1 - (sum of squares of the residuals) / (sum of squares about the mean).
    package var determination: Double
    /// Whether κ was held at 0: Amdahl's law.
    package let isAmdahl: Bool
    /// How many points it was fitted to.
    package let count: Int
    /// How λ, σ and κ vary together, by rows; 0 where one is held.
    private let covariance: [[Double]]
    /// Akaike's information criterion, corrected for few points (Hurvich and Tsai, Biometrika 76, 1989): the smaller,
    /// the better the law is worth its coefficients; infinite where there are too few points to tell.
    package let criterion: Double

    /// The load of the highest throughput, √((1 - σ)/κ); `nil` when throughput never falls, as κ is 0.
    package var peakLoad: Double? {
        kappa.value > 0 && sigma.value < 1 ? ((1 - sigma.value) / kappa.value).squareRoot() : nil
    }

    /// What throughput tends to while κ is 0 and there is contention, λ/σ; `nil` otherwise.
    package var limit: Double? { sigma.value > 0 ? lambda.value / sigma.value : nil }

    /// The fitted throughput at `load`.
    package func throughput(at load: Double) -> Double {
        Model(lambda: lambda.value, sigma: sigma.value, kappa: kappa.value).value(at: load)
    }

    /// Between what the throughput at `load` is expected on average, with a confidence of 95%, by the delta method;
    /// `nil` without a degree of freedom.
    package func interval(at load: Double) -> (lower: Double, upper: Double)? {
        let model = Model(lambda: lambda.value, sigma: sigma.value, kappa: kappa.value)
        let degrees = count - model.free.count(where: { $0 })
        guard residualError != nil, degrees > 0 else { return nil }
        let gradient = model.gradient(at: load)
        var variance = 0.0
        for row in 0..<3 {
            for column in 0..<3 { variance += gradient[row] * covariance[row][column] * gradient[column] }
        }
        let half = StudentDistribution.quantile(within: 0.95, degrees: degrees) * max(0, variance).squareRoot()
        let middle = model.value(at: load)
        return (max(0, middle - half), middle + half)
    }

    /// The law that `points` are worth: the universal one, or Amdahl's where coherency explains no more than its
    /// coefficient costs, which takes six points at least to tell.
    package static func best(of points: [(load: Double, throughput: Double)]) -> ScalabilityFit? {
        guard let universal = ScalabilityFit(points), let amdahl = ScalabilityFit(points, isAmdahl: true) else {
            return nil
        }
        return universal.criterion.isFinite && amdahl.criterion < universal.criterion ? amdahl : universal
    }

    /// The fit to `points`; `nil` with fewer than three different loads, or with one that isn't above 0.
    ///
    /// - Parameter isAmdahl: Whether κ is held at 0, which makes Amdahl's law of it (Gunther, chapter 4.2).
    package init?(_ points: [(load: Double, throughput: Double)], isAmdahl: Bool = false) {
        guard Set(points.map(\.load)).count >= 3, points.allSatisfy({ $0.load > 0 && $0.throughput > 0 }) else {
            return nil
        }
        var search = Search(points, isAmdahl: isAmdahl)
        search.run()
        self.isAmdahl = isAmdahl
        count = points.count
        let free = search.model.free
        let degrees = points.count - free.count(where: { $0 })
        let squares = search.squares
        let variance = degrees > 0 ? squares / Double(degrees) : nil
        let covariance = search.covariance(variance: variance ?? 0)
        self.covariance = covariance
        criterion = InformationCriterion.value(
            squares: squares,
            count: points.count,
            // A coefficient that its bound holds was looked for all the same.
            coefficients: isAmdahl ? 2 : 3,
            scale: points.map(\.throughput).max() ?? 1
        )
        let errors = (0..<3).map { index in
            free[index] && variance != nil && covariance[index][index] >= 0
                ? covariance[index][index].squareRoot() : nil
        }
        lambda = Coefficient(value: search.model.lambda, standardError: errors[0])
        sigma = Coefficient(value: search.model.sigma, standardError: errors[1])
        kappa = Coefficient(value: search.model.kappa, standardError: errors[2])
        residualError = variance.map { $0.squareRoot() }
        let mean = points.reduce(0) { $0 + $1.throughput } / Double(points.count)
        let about = points.reduce(0) { $0 + pow($1.throughput - mean, 2) }
        determination = about > 0 ? 1 - squares / about : 1
    }
}

extension ScalabilityFit {
    private struct Model {
        var lambda: Double
        var sigma: Double
        var kappa: Double

        /// Which coefficients are above their bound.
        var free: [Bool] { [true, sigma > 0, kappa > 0] }

        func value(at load: Double) -> Double { lambda * load / denominator(load) }

        /// The derivatives by λ, σ and κ.
        func gradient(at load: Double) -> [Double] {
            let whole = denominator(load)
            let slope = -lambda * load / (whole * whole)
            return [load / whole, slope * (load - 1), slope * load * (load - 1)]
        }

        func moved(by step: [Double]) -> Model {
            Model(lambda: max(0, lambda + step[0]), sigma: max(0, sigma + step[1]), kappa: max(0, kappa + step[2]))
        }

        private func denominator(_ load: Double) -> Double { 1 + sigma * (load - 1) + kappa * load * (load - 1) }
    }

    private struct Search {
        let points: [(load: Double, throughput: Double)]
        let isAmdahl: Bool
        var model: Model
        var squares: Double
        /// What the normal equations are damped with.
        private var damping = 1e-3

        init(_ points: [(load: Double, throughput: Double)], isAmdahl: Bool) {
            self.points = points
            self.isAmdahl = isAmdahl
            let lambda = points.map { $0.throughput / $0.load }.max() ?? 0
            model = Model(lambda: lambda, sigma: 0.01, kappa: isAmdahl ? 0 : 1e-4)
            squares = 0
            squares = sum(of: model)
        }

        private func sum(of model: Model) -> Double {
            points.reduce(0) { $0 + pow($1.throughput - model.value(at: $1.load), 2) }
        }

        /// Until no step makes it better; 1,000 are far more than it takes.
        mutating func run() {
            for _ in 0..<1_000 where !step() { return }
        }

        /// `false` when this is the minimum.
        private mutating func step() -> Bool {
            let (matrix, slope) = normalEquations()
            // A coefficient at its bound that wants to go below stays there.
            var held = zip(model.free, slope).map { !$0 && $1 < 0 }
            if isAmdahl { held[2] = true }
            while damping < 1e16 {
                var damped = matrix
                for index in 0..<3 { damped[index][index] *= 1 + damping }
                let next = model.moved(by: LinearEquations.solve(damped, slope, without: held))
                let sum = sum(of: next)
                if sum < squares {
                    let gain = (squares - sum) / squares
                    (model, squares, damping) = (next, sum, max(1e-12, damping / 10))
                    return gain > 1e-15
                }
                damping *= 10
            }
            return false
        }

        private func normalEquations() -> (matrix: [[Double]], slope: [Double]) {
            var matrix = [[Double]](repeating: [0, 0, 0], count: 3)
            var slope = [0.0, 0.0, 0.0]
            for point in points {
                let gradient = model.gradient(at: point.load)
                let residual = point.throughput - model.value(at: point.load)
                for row in 0..<3 {
                    slope[row] += gradient[row] * residual
                    for column in 0..<3 { matrix[row][column] += gradient[row] * gradient[column] }
                }
            }
            return (matrix, slope)
        }

        /// (JᵀJ)⁻¹ times `variance`, with 0 for the coefficients that are held.
        func covariance(variance: Double) -> [[Double]] {
            let matrix = normalEquations().matrix
            let held = model.free.map { !$0 }
            // By columns, which for a symmetric matrix are its rows.
            return (0..<3).map { index in
                guard !held[index] else { return [0, 0, 0] }
                let unit = (0..<3).map { $0 == index ? 1.0 : 0 }
                return LinearEquations.solve(matrix, unit, without: held).map { $0 * variance }
            }
        }
    }
}

/// What tells whether a model's further coefficients are worth it.
enum InformationCriterion {
    /// AICc of a least-squares fit: n ln(S/n) + 2k + 2k(k + 1)/(n - k - 1), where k counts the coefficients and the
    /// variance (Hurvich and Tsai: Regression and time series model selection in small samples, Biometrika 76, 1989).
    ///
    /// - Parameter scale: How large the values are: residuals of less than a millionth of it are none.
    static func value(squares: Double, count: Int, coefficients: Int, scale: Double = 1) -> Double {
        let (points, unknown) = (Double(count), Double(coefficients + 1))
        guard points > unknown + 1 else { return .infinity }
        let correction = 2 * unknown * (unknown + 1) / (points - unknown - 1)
        return plain(squares: squares, count: count, coefficients: coefficients, scale: scale) + correction
    }

    /// AIC, without the correction for few points.
    static func plain(squares: Double, count: Int, coefficients: Int, scale: Double = 1) -> Double {
        // Of what fits to the last digit the further digits are rounding, which tells nothing of models.
        let mean = max(squares / Double(count), scale * scale * 1e-12)
        return Double(count) * log(mean) + 2 * Double(coefficients + 1)
    }
}

/// Small systems of linear equations.
enum LinearEquations {
    /// x with `matrix`·x = `right` by Gauss's elimination with pivots, x = 0 for those of `without`.
    static func solve(_ matrix: [[Double]], _ right: [Double], without held: [Bool]) -> [Double] {
        let kept = held.indices.filter { !held[$0] }
        // Scaled by the diagonal: coefficients of very different sizes lose no digits.
        let scale = kept.map { matrix[$0][$0] > 0 ? 1 / matrix[$0][$0].squareRoot() : 1 }
        var rows = kept.indices.map { row in
            kept.indices.map { matrix[kept[row]][kept[$0]] * scale[row] * scale[$0] } + [right[kept[row]] * scale[row]]
        }
        for pivot in rows.indices {
            let best = rows.indices[pivot...].max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
            rows.swapAt(pivot, best)
            guard rows[pivot][pivot] != 0 else { continue }
            for row in rows.indices where row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot]
                for column in pivot..<rows[row].count { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        var solution = [Double](repeating: 0, count: held.count)
        for (index, place) in kept.enumerated() where rows[index][index] != 0 {
            solution[place] = rows[index][kept.count] / rows[index][index] * scale[index]
        }
        return solution
    }
}
