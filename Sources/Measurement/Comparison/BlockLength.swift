import Glibc

/// How long the blocks of a circular block bootstrap are to be, read off the series itself: the rule of Politis and White
/// (Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23, 2004) with the correction of Patton,
/// Politis and White (Econometric Reviews 28, 2009).
///
/// The lag beyond which correlations don't count is the first that as many insignificant ones follow as the rule asks for; with
/// the flat-top window up to twice that lag, b = (2G² / D)^(1/3) · n^(1/3), where G sums |k|·R(k) and D is 4/3 of the square of
/// the spectrum at 0.
enum BlockLength {
    /// The length for `series`, from 1 to a third of it.
    static func circular(_ series: [Double]) -> Int {
        let count = series.count
        guard count >= 10 else { return 1 }
        let size = Double(count)
        let bound = min(3 * size.squareRoot(), size / 3).rounded(.up)
        let run = max(5, Int(log10(size).squareRoot().rounded(.up)))
        let most = min(Int(size.squareRoot().rounded(.up)) + run, count - 1)
        let correlations = correlations(series, most)
        guard correlations.count == most + 1 else { return 1 }
        let threshold = 2 * (log10(size) / size).squareRoot()
        let memory = memory(correlations, run, threshold)
        let reach = min(max(2 * memory, 1), most)
        var slope = 0.0
        var spectrum = correlations[0]
        for lag in 1...reach {
            let share = Double(lag) / Double(reach)
            let weight = share <= 0.5 ? 1 : 2 * (1 - share)
            slope += 2 * weight * Double(lag) * correlations[lag]
            spectrum += 2 * weight * correlations[lag]
        }
        let scale = 4.0 / 3 * spectrum * spectrum
        guard scale > 0 else { return 1 }
        let length = cbrt(2 * slope * slope / scale) * cbrt(size)
        return Int(min(max(1, length.rounded(.up)), bound))
    }

    /// The correlations of `series` with itself from lag 0 to `most`; none of a series that never changes.
    private static func correlations(_ series: [Double], _ most: Int) -> [Double] {
        let mean = series.reduce(0, +) / Double(series.count)
        let values = series.map { $0 - mean }
        let variance = values.reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { return [] }
        return (0...most).map { lag in
            zip(values, values.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / variance
        }
    }

    /// The lag before the first of `run` correlations in a row that say nothing; where there are none, the last that says
    /// something.
    private static func memory(_ correlations: [Double], _ run: Int, _ threshold: Double) -> Int {
        let most = correlations.count - 1
        for lag in 1...max(1, most - run + 1) {
            if correlations[lag..<min(lag + run, most + 1)].allSatisfy({ abs($0) < threshold }) { return lag - 1 }
        }
        return correlations.indices.dropFirst().last { abs(correlations[$0]) >= threshold } ?? 0
    }
}
