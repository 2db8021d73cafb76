import Glibc
import Testing

@testable import Measurement

@Suite struct QuantileComparisonTests {
    /// Exponential times around `scale` nanoseconds, so many in each of so many intervals.
    private func intervals(_ count: Int, _ each: Int, scale: Double, seed: UInt64) -> [HdrCounts] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in
            var counts = HdrCounts()
            for _ in 0..<each { counts.record(UInt64(-log(1 - random.unit()) * scale) + 1) }
            return counts
        }
    }

    @Test func aRunIsTheSameAsItself() throws {
        let run = intervals(30, 200, scale: 1e6, seed: 1)
        for found in QuantileComparison.comparisons(of: [50, 90, 99], base: run, new: run) {
            let found = try #require(found)
            #expect(found.difference == 0 && found.base == found.new)
            #expect(found.interval.contains(0))
            #expect(abs(found.interval.lowerBound + found.interval.upperBound) < 1e-9)
        }
    }

    /// What both have in common cancels out: a run beside itself has no scatter at all, nor one that is three times as
    /// slow.
    @Test func pairsHaveOnlyTheScatterOfTheirRatio() throws {
        let run = intervals(30, 200, scale: 1e6, seed: 1)
        for found in QuantileComparison.paired(of: [50, 90], base: run, new: run) {
            let found = try #require(found)
            #expect(found.difference == 0 && found.interval == 0...0)
        }
        var random = SplitMix64(seed: 1)
        let slower = (0..<30).map { _ in
            var counts = HdrCounts()
            for _ in 0..<200 { counts.record(UInt64(-log(1 - random.unit()) * 3e6) + 1) }
            return counts
        }
        for found in QuantileComparison.paired(of: [50, 90], base: run, new: slower) {
            let interval = try #require(found).interval
            #expect(interval.lowerBound > 1.08 && interval.upperBound < 1.12, "log 3 is 1.0986: \(interval)")
        }
    }

    @Test func whatHasNoPairsIsNotCompared() {
        let run = intervals(30, 200, scale: 1e6, seed: 1)
        #expect(QuantileComparison.paired(of: [50], base: run, new: Array(run.dropLast())) == [nil])
        #expect(QuantileComparison.paired(of: [50], base: Array(run.prefix(2)), new: Array(run.prefix(2))) == [nil])
    }

    /// A wave that goes on and on asks for longer blocks than the series can be divided into.
    @Test(arguments: [(30, 0.37, 10), (40, 0.34, 14), (60, 0.31, 20)])
    func noBlockIsLongerThanAThird(_ count: Int, _ step: Double, _ length: Int) {
        #expect(BlockLength.circular((0..<count).map { sin(Double($0) * step) }) == length)
    }

    @Test func aLargeShiftIsFound() throws {
        let comparisons = QuantileComparison.comparisons(
            of: [50, 90],
            base: intervals(40, 300, scale: 1e6, seed: 1),
            new: intervals(40, 300, scale: 1.5e6, seed: 2)
        )
        for found in comparisons {
            let found = try #require(found)
            #expect(abs(found.difference - log(1.5)) < 0.1, "\(found)")
            #expect(ComparisonVerdict(found.interval, tolerance: 0.05) == .worse)
        }
    }

    @Test func tooLittleGivesNothing() {
        let short = intervals(QuantileComparison.fewestIntervals - 1, 100, scale: 1e6, seed: 1)
        #expect(QuantileComparison.comparisons(of: [50], base: short, new: short) == [nil])
        let thin = intervals(20, 4, scale: 1e6, seed: 1)
        let found = QuantileComparison.comparisons(of: [50, 99], base: thin, new: thin)
        #expect(found[0] != nil && found[1] == nil)
    }

    @Test(arguments: [
        (0.06, 0.2, ComparisonVerdict.worse), (0.01, 0.2, .worse), (-0.2, -0.01, .better), (-0.02, 0.03, .same),
        (0.01, 0.02, .same), (-0.1, 0.1, .unknown), (-0.01, 0.2, .unknown),
    ])
    func anIntervalSaysOneOfFour(lower: Double, upper: Double, verdict: ComparisonVerdict) {
        #expect(ComparisonVerdict(lower...upper, tolerance: 0.05) == verdict)
    }

    @Test func blocksAreAsLongAsTheMemory() {
        var random = SplitMix64(seed: 3)
        let noise = (0..<200).map { _ in random.unit() - 0.5 }
        var walk: [Double] = [0]
        for value in noise { walk.append(0.9 * (walk.last ?? 0) + value) }
        #expect(BlockLength.circular(noise) <= 6)
        #expect(BlockLength.circular(walk) > 6)
        #expect(BlockLength.circular([Double](repeating: 1, count: 50)) == 1)
        #expect(BlockLength.circular([1, 2, 3]) == 1)
    }

    /// y = a·y + sin(i²): the lengths by a transcription of the two papers into Python.
    @Test(
        arguments: [
            (9, 0.99, 1), (10, 0.9, 1), (12, 0.99, 2), (30, 0.9, 3), (30, 0.99, 6), (100, 0.6, 6), (100, 0.9, 16),
            (100, 0.99, 16), (400, 0.3, 5), (400, 0.6, 11), (400, 0.9, 24), (400, 0.99, 33),
        ] as [(Int, Double, Int)]
    )
    func blocksAreAsLongAsElsewhere(count: Int, memory: Double, expected: Int) {
        var value = 0.0
        let series = (0..<count).map { index in
            value = memory * value + sin(Double(index * index))
            return value
        }
        #expect(BlockLength.circular(series) == expected)
    }

    @Test func failuresThatComeAreWorse() throws {
        let none = (0..<30).map { _ in (failed: 0, ended: 100) }
        let some = (0..<30).map { number in (failed: 2 + number % 3, ended: 100) }
        let worse = try #require(ShareComparison(base: none, new: some))
        #expect(worse.verdict == .worse && abs(worse.new - 0.03) < 1e-9)
        #expect(try #require(ShareComparison(base: some, new: none)).verdict == .better)
        #expect(try #require(ShareComparison(base: none, new: none)).verdict == .same)
        #expect(ShareComparison(base: Array(none.prefix(5)), new: none) == nil)
        // As many fail on both sides, but not in every interval: the difference is none, and nobody knows how exactly.
        let odd = (0..<30).map { (failed: $0 % 2, ended: 20) }
        let even = (0..<30).map { (failed: ($0 + 1) % 2, ended: 20) }
        #expect(try #require(ShareComparison(base: odd, new: even)).verdict == .unknown)
    }

    /// The same numbers on every machine: `count` intervals of fifty whole nanoseconds, with a level that changes every
    /// `every` intervals.
    private func steady(
        _ low: UInt64,
        _ step: UInt64,
        _ drift: UInt64,
        _ width: UInt64,
        every: UInt64,
        by level: UInt64
    )
        -> [HdrCounts]
    {
        (0..<24 as Range<UInt64>).map { number in
            var counts = HdrCounts()
            for index in 0..<50 as Range<UInt64> {
                counts.record(low + (index * step + number * drift) % width + (number / every % 2) * level)
            }
            return counts
        }
    }

    /// The intervals by a transcription into Python of the papers, of this generator of random numbers and of Swift's
    /// bounded ones, with SciPy's `t.ppf`: resampled alone, and in pairs.
    @Test func intervalsAreAsWideAsElsewhere() throws {
        let base = steady(1000, 37, 11, 400, every: 3, by: 60)
        let new = steady(1100, 41, 17, 420, every: 4, by: 80)
        let alone = [
            (0.07890922995, 0.10254019428, [6, 8]), (0.08491692522, 0.09282475132, [6, 8]),
            (0.08760492197, 0.09673599763, [8, 1]),
        ]
        let found = QuantileComparison.comparisons(of: [50, 90, 99], base: base, new: new)
        for (found, expected) in zip(found, alone) {
            let found = try #require(found)
            #expect(abs(found.interval.lowerBound - expected.0) < 1e-9)
            #expect(abs(found.interval.upperBound - expected.1) < 1e-9)
            #expect(found.blocks == expected.2)
        }
        let pairs = [(0.06552717938, 0.11592224485), (0.07444050683, 0.10330116974)]
        for (found, expected) in zip(QuantileComparison.paired(of: [50, 90], base: base, new: new), pairs) {
            let interval = try #require(found).interval
            #expect(abs(interval.lowerBound - expected.0) < 1e-9 && abs(interval.upperBound - expected.1) < 1e-9)
        }
    }

    /// A hundred responses stand behind the 99th percentile, and two resamples have a scatter; one has none.
    @Test func justEnoughIsEnough() throws {
        let run = (0..<20 as Range<UInt64>).map { number in
            var counts = HdrCounts()
            for index in 0..<5 as Range<UInt64> { counts.record(1000 + number * 7 % 50 + index * 20) }
            return counts
        }
        let found = try #require(QuantileComparison.comparisons(of: [99], base: run, new: run)[0])
        #expect(found.base == 1128 && abs(found.interval.upperBound - 0.01291532193) < 1e-9)
        var resampled = BlockResampling(run)
        var random = SplitMix64(seed: 1)
        #expect(resampled.estimates([50], 2, &random)[0] != nil)
        #expect(resampled.estimates([50], 1, &random)[0] == nil)
    }

    /// Ten values are enough for a memory; and the last correlation that is looked at counts, by the transcription
    /// named above.
    @Test(
        arguments: [
            ([1, -1, 1, -1, 1, -1, 1, -1, 1, -1], 4),
            ([0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 1, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 0, 0, 0], 5),
            ([0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 1, 1, 0, 0, 0], 7),
        ] as [([Double], Int)]
    )
    func shortSeriesHaveAMemoryToo(_ series: [Double], _ length: Int) {
        #expect(BlockLength.circular(series) == length)
    }

    /// Shares that come and go in waves, by the transcription named above.
    @Test func theIntervalOfAShareIsAsWideAsElsewhere() throws {
        let base = (0..<24).map { (failed: ($0 * 7) % 5, ended: 100 + $0 % 3) }
        let new = (0..<26).map { (failed: 3 + ($0 / 3) % 4, ended: 90 + $0 % 7) }
        let found = try #require(ShareComparison(base: base, new: new))
        #expect(abs(found.base - 0.01938943894) < 1e-9 && abs(found.new - 0.04724409449) < 1e-9)
        #expect(abs(found.interval.lowerBound - 0.01840232504) < 1e-9)
        #expect(abs(found.interval.upperBound - 0.03730698605) < 1e-9)
        let back = try #require(ShareComparison(base: new, new: base))
        #expect(abs(back.interval.lowerBound + 0.03730698605) < 1e-9)
        #expect(abs(back.interval.upperBound + 0.01840232504) < 1e-9)
        #expect(found.verdict == .worse && back.verdict == .better)
    }
}
