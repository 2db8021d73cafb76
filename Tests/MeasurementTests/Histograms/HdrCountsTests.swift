import Testing

@testable import Measurement

@Suite struct HdrCountsTests {
    /// i³ + 1 for i in 0..<10000.
    static let cubes: HdrCounts = {
        var counts = HdrCounts()
        for number in 0..<10_000 as Range<UInt64> { counts.record(number * number * number + 1) }
        return counts
    }()

    /// The numbers of the Python package `hdrhistogram` 0.10.8 for the same values, where `get_value_at_percentile` of
    /// 100 gives the end of the bucket and ours the exact maximum.
    @Test func figuresAreThoseOfHdrHistogram() {
        let counts = Self.cubes
        #expect(counts.total == 10_000)
        #expect(counts.min == 1)
        #expect(counts.max == 999_700_030_000)
        #expect(abs(counts.mean / 249_949_695_703.2052 - 1) < 1e-12)
        #expect(abs(counts.standardDeviation / 283_428_615_051.29987 - 1) < 1e-9)
        let expected: [UInt64] = [
            970_751, 997_195_775, 124_956_704_767, 421_712_101_375, 729_070_698_495, 857_382_846_463,
            970_125_737_983, 996_969_283_583, 999_653_638_143,
        ]
        #expect(counts.values(at: [1, 10, 50, 75, 90, 95, 99, 99.9, 99.99]) == expected)
        #expect(counts.values(at: [100]) == [999_700_030_000])
    }

    @Test func oneValueIsFoundAtEveryPercentile() {
        var counts = HdrCounts()
        counts.record(1_234_567)
        #expect(counts.values(at: [0, 50, 99.999, 100]) == [1_234_567, 1_234_567, 1_234_567, 1_234_567])
        #expect(counts.count(above: 1_000_000) == 1)
        #expect(counts.count(above: 1_234_567) == 0)
    }

    @Test func nothingRecordedHasNoFigures() {
        let counts = HdrCounts()
        #expect(
            counts.isEmpty && counts.min == 0 && counts.max == 0 && counts.mean == 0 && counts.standardDeviation == 0
        )
        #expect(counts.values(at: [50, 100]) == [0, 0])
        #expect(counts.buckets(atRanks: [1]).isEmpty)
        #expect(Array(counts.buckets).isEmpty)
        #expect(counts.count(above: 0) == 0)
    }

    /// The rank is ⌈p · n⌉, without the errors of doubles: 99.9 / 100 · 1000 is above 999 in them.
    @Test(arguments: [
        (1_000, 99.9, 999), (1_000, 99.91, 1_000), (1_000, 0, 1), (3, 50, 2), (4, 50, 2), (1_000_000, 99.999, 999_990),
        (1_000_000_000, 99.9999, 999_999_000), (7, 100, 7),
    ])
    func ranksAreExact(total: UInt64, percent: Double, rank: UInt64) {
        var counts = HdrCounts()
        counts.record(5, count: total)
        #expect(counts.rank(of: percent) == rank)
    }

    @Test func manyRanksAreReadInOnePass() {
        var counts = HdrCounts()
        for value in [10, 20, 20, 30] as [UInt64] { counts.record(value) }
        #expect(counts.buckets(atRanks: [1, 2, 3, 3, 4, 9]).map(\.lowest) == [10, 20, 20, 20, 30, 30])
    }

    @Test func valuesBeyondTheLastBucketAreCountedNotDropped() {
        var counts = HdrCounts()
        counts.record(5)
        counts.record(1 << 42)
        counts.record(.max)
        #expect(counts.total == 3)
        #expect(counts.beyond == 2)
        #expect(counts.max == .max)
        #expect(counts.values(at: [100]) == [.max])
        #expect(counts.count(above: 5) == 2)
        #expect(counts.buckets.map(\.count) == [1, 2])
    }

    @Test func onlyValuesBeyondTheLastBucketAreStillAHistogram() {
        var counts = HdrCounts()
        counts.record(1 << 50)
        #expect(counts.buckets.map(\.count) == [1])
        #expect(counts.values(at: [50]) == [1 << 50])
        counts.reset()
        #expect(counts.isEmpty && counts.beyond == 0 && Array(counts.buckets).isEmpty)
    }

    @Test func resetForgetsEverything() {
        var counts = Self.cubes
        counts.reset()
        #expect(counts.isEmpty && counts.max == 0)
        #expect(counts.slots.allSatisfy { $0 == 0 })
        counts.record(77)
        #expect(counts.buckets.map(\.lowest) == [77])
        #expect(counts.min == 77)
    }

    @Test func mergedPartsAreTheWhole() {
        var parts = [HdrCounts(), HdrCounts(), HdrCounts()]
        for number in 0..<10_000 { parts[number % 3].record(UInt64(number * number * number) + 1) }
        var whole = HdrCounts()
        for part in parts { whole.merge(part) }
        whole.merge(HdrCounts())
        #expect(whole.slots == Self.cubes.slots)
        #expect(whole.total == 10_000 && whole.min == 1 && whole.max == Self.cubes.max)
    }

    @Test func anotherLayoutIsMergedByItsBuckets() throws {
        let layout = try #require(HdrLayout(lowestDiscernible: 1, highestTrackable: 1 << 50, significantDigits: 1))
        var coarse = HdrCounts(layout)
        coarse.record(1_000_003, count: 4)
        coarse.record(1 << 49)
        var counts = HdrCounts()
        counts.merge(coarse)
        #expect(counts.total == 5 && counts.beyond == 1)
        #expect(counts.min == 1_000_003 && counts.max == 1 << 49)
    }

    @Test func countsAboveAreToTheResolution() {
        var counts = HdrCounts()
        for value in [100, 200, 3_000_000, 3_000_001, 9_000_000] as [UInt64] { counts.record(value) }
        #expect([0, 99, 100, 199, 200, 3_000_000, 9_000_000].map(counts.count) == [5, 5, 4, 4, 3, 1, 0])
        #expect(counts.count(above: .max) == 0)
    }

    /// Random values against a sorted list: every percentile is the list's or up to a thousandth above it.
    @Test func percentilesAreWithinAThousandthOfTheSortedList() {
        var random = SplitMix64(seed: 99)
        var counts = HdrCounts()
        var values: [UInt64] = []
        for _ in 0..<20_000 {
            let value = random.next() >> (22 + random.next() % 40)
            values.append(value)
            counts.record(value)
        }
        values.sort()
        let percents = stride(from: 0.0, through: 100, by: 0.37).map { $0 }
        for (percent, value) in zip(percents, counts.values(at: percents)) {
            let exact = values[Int(counts.rank(of: percent)) - 1]
            #expect(value >= exact && Double(value) <= Double(exact) * 1.001)
        }
    }
}
