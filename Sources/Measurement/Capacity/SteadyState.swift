/// Where a series leaves its beginning behind: MSER-5 (White, Cobb and Spratt: A comparison of five steady-state truncation
/// heuristics for simulation, WSC 2000).
package enum SteadyState {
    /// How many values are averaged.
    private static let batch = 5
    /// With fewer batches than these nothing is said.
    private static let fewest = 10

    /// How many of `values`, taken at equal distances, belong to the beginning: where the marginal standard error of the rest,
    /// (sum of squares about its mean) / (its number)², is least. `nil` when that place is in the second half, so that the
    /// series may not have settled yet, or there are too few values.
    package static func beginning(of values: [Double]) -> Int? {
        let means = stride(from: 0, to: values.count - values.count % batch, by: batch).map { start in
            values[start..<(start + batch)].reduce(0, +) / Double(batch)
        }
        guard means.count >= fewest else { return nil }
        var best: (place: Int, error: Double)?
        // The last few say nothing: the error of one value is 0.
        for place in 0..<(means.count - batch) {
            let rest = means[place...]
            let mean = rest.reduce(0, +) / Double(rest.count)
            let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let error = squares / Double(rest.count * rest.count)
            if error < best?.error ?? .infinity { best = (place, error) }
        }
        guard let best, best.place <= means.count / 2 else { return nil }
        return best.place * batch
    }
}
