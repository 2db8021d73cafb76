import Glibc
import Measurement
import Results

/// The figures of runs that took place one beside the other, pair by pair: a run of a load, burst or search is one
/// value of each.
///
/// In blocks A B B A each side comes first in half of the pairs, so that what drifts is for the one as often as for the
/// other.
struct PairedRuns {
    /// Within which times are the same, as a share.
    let tolerance: Double

    /// A row for each of `percents` that every run has, for bursts one for the last answer, and one for the share of
    /// requests that failed.
    func rows(_ percents: [Double], _ base: [LoadResult], _ new: [LoadResult]) -> [RunComparison.Row] {
        let times = percents.compactMap { percent in
            row("p\(PercentileText.text(percent))", base, new) { $0.responseTime.value(at: percent) }
        }
        let isBurst = (base + new).allSatisfy { $0.kind == .burst }
        let last = row("max", base, new) { isBurst && $0.responseTime.count > 0 ? $0.responseTime.max : nil }
        return times + [last].compactMap(\.self) + failures(base, new)
    }

    /// A row of times; `nil` where a run has none.
    private func row(
        _ name: String,
        _ base: [LoadResult],
        _ new: [LoadResult],
        _ time: (LoadResult) -> UInt64?
    ) -> RunComparison.Row? {
        let sides = [base, new].map { $0.compactMap { time($0).map { Double($0) } } }
        guard sides[0].count == base.count, sides[1].count == new.count, let test = Self.test(sides[0], sides[1])
        else { return nil }
        return row(name, sides, test, .slower) { .nanoseconds(UInt64(saturating: $0)) }
    }

    /// A row of rates of which the higher is the better, each known but for `coarseness`, a share of it; `nil` where
    /// there are none.
    func rates(_ name: String, _ base: [Double], _ new: [Double], coarseness: Double) -> RunComparison.Row? {
        guard var test = Self.test(base, new) else { return nil }
        // Whatever the runs agree in, a search tells no difference that is finer than its bounds.
        let reach = -log1p(-min(coarseness, 0.99))
        test.interval = test.interval.map { ($0.lowerBound - reach)...($0.upperBound + reach) }
        return row(name, [base, new], test, .faster) { .rate($0) }
    }

    private static func test(_ base: [Double], _ new: [Double]) -> SignedRankTest? {
        guard base.count == new.count else { return nil }
        return SignedRankTest(zip(base, new).map { log(max(1e-9, $1)) - log(max(1e-9, $0)) })
    }

    /// What a higher value is.
    private enum Meaning { case slower, faster }

    private func row(
        _ name: String,
        _ sides: [[Double]],
        _ test: SignedRankTest,
        _ meaning: Meaning,
        _ figure: (Double) -> RunComparison.Figure
    ) -> RunComparison.Row {
        let middle = sides.map { figure(Quantile.median($0) ?? 0) }
        let judged = test.interval.map { interval in
            switch meaning {
            case .slower: interval
            case .faster: -interval.upperBound ... -interval.lowerBound
            }
        }
        return RunComparison.Row(
            name: name,
            base: middle[0],
            new: middle[1],
            verdict: judged.map { ComparisonVerdict($0, tolerance: tolerance) } ?? .unknown,
            difference: expm1(test.shift),
            interval: test.interval.map { expm1($0.lowerBound)...expm1($0.upperBound) }
        )
    }

    private func failures(_ base: [LoadResult], _ new: [LoadResult]) -> [RunComparison.Row] {
        let sides = [base, new].map { $0.map(\.failedShare) }
        guard base.count == new.count, let test = SignedRankTest(zip(sides[0], sides[1]).map { $1 - $0 }) else {
            return []
        }
        return [.failures(medians: sides, test.shift, test.interval)]
    }
}

extension RunComparison.Row {
    /// The share of requests that failed, of each side, and by how much it differs.
    static func failures(
        _ base: Double,
        _ new: Double,
        _ difference: Double,
        _ interval: ClosedRange<Double>?
    ) -> RunComparison.Row {
        RunComparison.Row(
            name: "failures",
            base: .share(base),
            new: .share(new),
            verdict: interval.map { ShareComparison.verdict(of: $0) } ?? .unknown,
            difference: difference,
            interval: interval
        )
    }

    /// The same of several runs a side, by their medians.
    static func failures(
        medians sides: [[Double]],
        _ difference: Double,
        _ interval: ClosedRange<Double>?
    ) -> RunComparison.Row {
        let medians = sides.map { Quantile.median($0) ?? 0 }
        return failures(medians[0], medians[1], difference, interval)
    }
}

extension LoadResult {
    /// The share of its requests that failed or broke an expectation.
    var failedShare: Double {
        let expected = expectedFailures.values.reduce(0) { $0.addingSaturated($1) }
        let failed = failures.values.reduce(inAll(broken, ofSample: misjudged)) { $0.addingSaturated($1) } - expected
        return sent > 0 ? Double(max(0, failed)) / Double(sent) : 0
    }
}
