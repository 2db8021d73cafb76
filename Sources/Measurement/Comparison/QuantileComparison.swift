import Glibc

/// What is said of a figure of two sides.
package enum ComparisonVerdict: String, Sendable, Hashable, CaseIterable {
    /// The new one is higher, by more than could be chance.
    case worse
    /// The new one is lower, by more than could be chance.
    case better
    /// Whatever the difference is, it is within the tolerance.
    case same
    /// The figures allow all of it.
    case unknown = "can't tell"

    /// What an interval of the natural logarithm of new by base says, with a tolerance such as 0.05 for 5%.
    package init(_ interval: ClosedRange<Double>, tolerance: Double) {
        let bound = log1p(tolerance)
        if interval.lowerBound >= -bound, interval.upperBound <= bound {
            self = .same
        } else if interval.lowerBound > 0 {
            self = .worse
        } else {
            self = interval.upperBound < 0 ? .better : .unknown
        }
    }
}

/// How much a percentile of one run differs from that of another: the natural logarithm of their ratio, with an
/// interval.
///
/// Responses of a queue depend on those before them, so single responses are never tested. Each run is resampled in
/// blocks of its intervals, one following the other round a circle (Politis and Romano: A circular block-resampling
/// procedure for stationary data, 1992), as long as its own memory asks for (``BlockLength``, of how many responses of
/// each interval are above the percentile). The scatter of the logarithm over the resamples, with Student's t for as
/// many degrees as there are blocks, gives the interval. It was held against equal runs of M/M/1
/// (Benchmarks/compare.py), and is widened by ``widening``, which a finite number of blocks asks for.
package struct QuantileComparison: Sendable, Hashable {
    /// With fewer intervals than these a side there is no comparison.
    package static let fewestIntervals = 20
    /// How often each side is resampled.
    package static let resamples = 500
    /// The factor by which intervals are widened so that false alarms are at most what they say.
    static let widening = 1.15

    /// The values of both sides.
    package var base: UInt64
    package var new: UInt64
    /// The logarithm of new by base.
    package var difference: Double
    /// Where the true one lies, with 95% confidence.
    package var interval: ClosedRange<Double>
    /// The lengths of the blocks, in intervals.
    package var blocks: [Int]

    /// The comparisons of `percents`, in their order; `nil` where either side has too few intervals, or too few
    /// responses behind a percentile.
    package static func comparisons(
        of percents: [Double],
        base: [HdrCounts],
        new: [HdrCounts],
        seed: UInt64 = 1
    ) -> [QuantileComparison?] {
        guard min(base.count, new.count) >= fewestIntervals else { return percents.map { _ in nil } }
        var random = SplitMix64(seed: seed)
        var one = BlockResampling(base)
        var other = BlockResampling(new)
        let sides = [one.estimates(percents, resamples, &random), other.estimates(percents, resamples, &random)]
        return percents.indices.map { place in
            guard let first = sides[0][place], let second = sides[1][place] else { return nil }
            return QuantileComparison(first, second, (base.count, new.count))
        }
    }

    /// The same of runs that took place at the same time, `base` and `new` interval by interval: what disturbed one
    /// disturbed the other, so that both are resampled in the same blocks, and what they have in common cancels out.
    package static func paired(
        of percents: [Double],
        base: [HdrCounts],
        new: [HdrCounts],
        seed: UInt64 = 1
    ) -> [QuantileComparison?] {
        guard base.count == new.count, base.count >= fewestIntervals else { return percents.map { _ in nil } }
        var random = SplitMix64(seed: seed)
        var sides = (BlockResampling(base), BlockResampling(new))
        let found = (sides.0.whole(percents), sides.1.whole(percents))
        return percents.indices.map { place in
            guard let one = found.0[place], let other = found.1[place] else { return nil }
            let length = max(one.block, other.block)
            var ratios: [Double] = []
            for _ in 0..<resamples {
                let taken = sides.0.multiplicities(length, &random)
                guard let first = sides.0.value(percents[place], taken),
                    let second = sides.1.value(percents[place], taken)
                else { continue }
                ratios.append(log(Double(second)) - log(Double(first)))
            }
            guard ratios.count > 1 else { return nil }
            let mean = ratios.reduce(0, +) / Double(ratios.count)
            let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(ratios.count - 1)
            // All of the scatter is that of the ratio: none is left for either side.
            return QuantileComparison(
                BlockResampling.Estimate(value: one.value, variance: variance, block: length),
                BlockResampling.Estimate(value: other.value, variance: 0, block: length),
                degrees: base.count / length - 1
            )
        }
    }

    private init(_ first: BlockResampling.Estimate, _ second: BlockResampling.Estimate, _ counts: (Int, Int)) {
        self.init(first, second, degrees: counts.0 / first.block + counts.1 / second.block - 2)
    }

    private init(_ first: BlockResampling.Estimate, _ second: BlockResampling.Estimate, degrees: Int) {
        base = first.value
        new = second.value
        difference = log(Double(second.value)) - log(Double(first.value))
        blocks = [first.block, second.block]
        let error = (first.variance + second.variance).squareRoot()
        let reach = StudentDistribution.quantile(within: 0.95, degrees: max(1, degrees)) * error * Self.widening
        interval = (difference - reach)...(difference + reach)
    }
}

/// A run that is put together anew from blocks of its intervals.
struct BlockResampling {
    /// A percentile of the run itself, and how it scatters.
    struct Estimate {
        /// The value, at least 1.
        var value: UInt64
        /// The variance of its logarithm.
        var variance: Double
        /// How many intervals a block has.
        var block: Int
    }

    /// The highest value of each bucket that any interval uses, ascending.
    private let values: [UInt64]
    /// Of each interval, the buckets it uses, by their places among ``values``, and how many are in them.
    private let intervals: [[(place: Int, count: Double)]]
    private let total: Double
    private var sums: [Double]

    init(_ counts: [HdrCounts]) {
        let buckets = counts.map { Array($0.buckets) }
        values = Set(buckets.joined().map(\.highest)).sorted()
        let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($0.element, $0.offset) })
        intervals = buckets.map { $0.map { (places[$0.highest] ?? 0, Double($0.count)) } }
        total = intervals.joined().reduce(0) { $0 + $1.count }
        sums = [Double](repeating: 0, count: values.count)
    }

    /// An estimate for each of `percents`; `nil` where too few responses stand behind it.
    mutating func estimates(_ percents: [Double], _ resamples: Int, _ random: inout SplitMix64) -> [Estimate?] {
        add(Array(repeating: 1, count: intervals.count))
        let found = percents.map { value(at: $0, of: total) }
        let lengths = zip(percents, found).map { percent, place -> Int? in
            guard let place, total >= Double(LatencySummary.samplesNeeded(for: percent)) else { return nil }
            return BlockLength.circular(above(place, percent))
        }
        var logarithms = [[Double]](repeating: [], count: percents.count)
        for length in Set(lengths.compactMap(\.self)).sorted() {
            for _ in 0..<resamples {
                let size = add(multiplicities(length, &random))
                for place in percents.indices where lengths[place] == length {
                    guard let value = value(at: percents[place], of: size) else { continue }
                    logarithms[place].append(log(Double(max(1, values[value]))))
                }
            }
        }
        return percents.indices.map { place in
            guard let length = lengths[place], let value = found[place], logarithms[place].count > 1 else { return nil }
            let mean = logarithms[place].reduce(0, +) / Double(logarithms[place].count)
            let squares = logarithms[place].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return Estimate(
                value: max(1, values[value]),
                variance: squares / Double(logarithms[place].count - 1),
                block: length
            )
        }
    }

    /// The percentiles of the run itself with the lengths of their blocks, and nothing of how they scatter.
    mutating func whole(_ percents: [Double]) -> [Estimate?] {
        add(Array(repeating: 1, count: intervals.count))
        return percents.map { percent in
            guard total >= Double(LatencySummary.samplesNeeded(for: percent)), let place = value(at: percent, of: total)
            else { return nil }
            return Estimate(
                value: max(1, values[place]),
                variance: 0,
                block: BlockLength.circular(above(place, percent))
            )
        }
    }

    /// A percentile of the run put together anew, at least 1.
    mutating func value(_ percent: Double, _ multiplicities: [Double]) -> UInt64? {
        let size = add(multiplicities)
        return value(at: percent, of: size).map { max(1, values[$0]) }
    }

    /// How much more responses of each interval are above the bucket than there should be.
    private func above(_ bucket: Int, _ percent: Double) -> [Double] {
        let all = intervals.joined().reduce(0) { $1.place > bucket ? $0 + $1.count : $0 } / total
        return intervals.map { interval in
            interval.reduce(0) { $0 + ($1.place > bucket ? $1.count : 0) - all * $1.count }
        }
    }

    /// How often each interval is taken: blocks that begin anywhere and go on round the circle, until there are as many
    /// as there were.
    func multiplicities(_ length: Int, _ random: inout SplitMix64) -> [Double] {
        var taken = [Double](repeating: 0, count: intervals.count)
        var left = intervals.count
        while left > 0 {
            let start = Int(random.next(upperBound: UInt64(intervals.count)))
            for step in 0..<min(length, left) { taken[(start + step) % intervals.count] += 1 }
            left -= length
        }
        return taken
    }

    /// Puts the run together, and tells how many responses it has then.
    @discardableResult
    private mutating func add(_ multiplicities: [Double]) -> Double {
        var size = 0.0
        sums.withUnsafeMutableBufferPointer { sums in
            for place in sums.indices { sums[place] = 0 }
            for (interval, times) in zip(intervals, multiplicities) where times > 0 {
                for (place, count) in interval {
                    sums[place] += times * count
                    size += times * count
                }
            }
        }
        return size
    }

    /// The place of the bucket that holds the percentile, of so many responses.
    private func value(at percent: Double, of size: Double) -> Int? {
        guard size > 0 else { return nil }
        let rank = percent / 100 * size * (1 - 0x1p-51)
        return sums.withUnsafeBufferPointer { sums in
            var seen = 0.0
            for place in sums.indices {
                seen += sums[place]
                if seen >= rank { return place }
            }
            return sums.isEmpty ? nil : sums.count - 1
        }
    }
}

/// How long the blocks of a circular block bootstrap are to be, read off the series itself: the rule of Politis and
/// White (Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23, 2004) with the
/// correction of Patton, Politis and White (Econometric Reviews 28, 2009).
///
/// The lag beyond which correlations don't count is the first that as many insignificant ones follow as the rule asks
/// for; with the flat-top window up to twice that lag, b = (2G² / D)^(1/3) · n^(1/3), where G sums |k|·R(k) and D is
/// 4/3 of the square of the spectrum at 0.
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

    /// The lag before the first of `run` correlations in a row that say nothing; where there are none, the last that
    /// says something.
    private static func memory(_ correlations: [Double], _ run: Int, _ threshold: Double) -> Int {
        let most = correlations.count - 1
        for lag in 1...max(1, most - run + 1) {
            if correlations[lag..<min(lag + run, most + 1)].allSatisfy({ abs($0) < threshold }) { return lag - 1 }
        }
        return correlations.indices.dropFirst().last { abs(correlations[$0]) >= threshold } ?? 0
    }
}
