import Glibc

/// The Universal Scalability Law fitted to measured throughputs: X(N) = λN / (1 + σ(N - 1) + κN(N - 1)).
///
/// λ is what one unit (user, thread, instance) does alone, σ the share of contention, κ that of coherency, which makes
/// throughput fall beyond a peak (Gunther: Guerrilla Capacity Planning, 2007, chapter 4). Fitted by least squares in X, with all
/// three at least 0, by Levenberg and Marquardt's method (Marquardt, SIAM J. 11, 1963). Standard errors are the usual ones of
/// non-linear regression, from (JᵀJ)⁻¹ at the minimum; a coefficient that its bound holds has none.
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

    /// The fit to `points`; `nil` with fewer than three different loads, or with one that isn't above 0.
    package init?(_ points: [(load: Double, throughput: Double)]) {
        guard Set(points.map(\.load)).count >= 3, points.allSatisfy({ $0.load > 0 && $0.throughput > 0 }) else {
            return nil
        }
        var search = Search(points)
        search.run()
        let free = search.model.free
        let degrees = points.count - free.count(where: { $0 })
        let squares = search.squares
        let variance = degrees > 0 ? squares / Double(degrees) : nil
        let errors = search.errors(variance: variance)
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
        var model: Model
        var squares: Double
        /// What the normal equations are damped with.
        private var damping = 1e-3

        init(_ points: [(load: Double, throughput: Double)]) {
            self.points = points
            let lambda = points.map { $0.throughput / $0.load }.max() ?? 0
            model = Model(lambda: lambda, sigma: 0.01, kappa: 1e-4)
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
            let held = zip(model.free, slope).map { !$0 && $1 < 0 }
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

        func errors(variance: Double?) -> [Double?] {
            guard let variance else { return [nil, nil, nil] }
            let matrix = normalEquations().matrix
            let held = model.free.map { !$0 }
            return (0..<3).map { index in
                guard !held[index] else { return nil }
                let unit = (0..<3).map { $0 == index ? 1.0 : 0 }
                let inverse = LinearEquations.solve(matrix, unit, without: held)[index]
                return inverse >= 0 ? (variance * inverse).squareRoot() : nil
            }
        }
    }
}

/// Small systems of linear equations.
private enum LinearEquations {
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
