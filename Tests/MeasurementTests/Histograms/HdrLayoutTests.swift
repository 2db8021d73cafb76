import Testing

@testable import Measurement

/// The expected numbers are those of the Python package `hdrhistogram` 0.10.8: for `h = HdrHistogram(low, high,
/// digits)`, `h.counts_len`, `h._counts_index_for(v)`, `h.get_lowest_equivalent_value(v)`,
/// `h.get_highest_equivalent_value(v)`.
@Suite struct HdrLayoutTests {
    private static let buckets: [(value: UInt64, index: Int, lowest: UInt64, highest: UInt64)] = [
        (0, 0, 0, 0), (1, 1, 1, 1), (2_047, 2_047, 2_047, 2_047), (2_048, 2_048, 2_048, 2_049),
        (2_049, 2_048, 2_048, 2_049), (4_095, 3_071, 4_094, 4_095), (4_096, 3_072, 4_096, 4_099),
        (123_456_789, 18_267, 123_404_288, 123_469_823),
        (3_600_000_000_000, 33_420, 3_599_182_594_048, 3_601_330_077_695),
        (4_398_046_511_103, 33_791, 4_395_899_027_456, 4_398_046_511_103),
    ]

    @Test(arguments: buckets)
    func latenciesLieInTheBucketsOfHdrHistogram(
        _ example: (value: UInt64, index: Int, lowest: UInt64, highest: UInt64)
    ) {
        let layout = HdrLayout.latency
        #expect(layout.index(of: example.value) == example.index)
        #expect(layout.lowest(at: example.index) == example.lowest)
        #expect(layout.highest(at: example.index) == example.highest)
    }

    @Test func theLatencyLayoutIsThatOfItsLimits() {
        let layout = HdrLayout(lowestDiscernible: 1, highestTrackable: 3_600_000_000_000, significantDigits: 3)
        #expect(layout == .latency)
        #expect(layout?.length == 33_792)
        #expect(layout?.bucketCount == 32)
        #expect(HdrLayout.latency.index(of: 1 << 42) == 33_792)
    }

    @Test func otherLayoutsAreTheSameToo() throws {
        let coarse = try #require(HdrLayout(lowestDiscernible: 1, highestTrackable: 100_000, significantDigits: 2))
        #expect(coarse.length == 1_408)
        #expect([5, 33_333, 100_000].map(coarse.index) == [5, 1_154, 1_347])
        #expect([5, 1_154, 1_347].map(coarse.highest) == [5, 33_535, 100_351])
        let units = try #require(
            HdrLayout(lowestDiscernible: 1_000, highestTrackable: 3_600_000_000, significantDigits: 3)
        )
        #expect(units.length == 14_336)
        #expect([5_000, 1_200_000_000, 3_600_000_000].map(units.index) == [9, 12_408, 14_004])
        #expect([9, 12_408, 14_004].map(units.highest) == [5_119, 1_200_619_519, 3_600_809_983])
    }

    @Test(arguments: [(1, 2, 0), (1, 1 << 62, 5), (7, 1_000_000, 1), (1, (1 << 63) - 1, 3), (1 << 40, 1 << 60, 4)])
    func bucketsCoverEveryValueOnce(lowest: UInt64, highest: UInt64, digits: Int) throws {
        let layout = try #require(
            HdrLayout(lowestDiscernible: lowest, highestTrackable: highest, significantDigits: digits)
        )
        var next: UInt64 = 0
        var wrong = 0
        for index in 0..<layout.length {
            let range = (layout.lowest(at: index), layout.highest(at: index))
            if range.0 != next || layout.index(of: range.0) != index || layout.index(of: range.1) != index {
                wrong += 1
            }
            next = range.1 + 1
        }
        #expect(wrong == 0)
        #expect(next > highest)
        #expect(layout.index(of: next) == layout.length)
    }

    @Test(arguments: [(0, 10, 3), (1, 1, 3), (1, 10, 6), (1, 10, -1), (1, 1 << 63, 3), (1 << 60, 1 << 62, 5)])
    func impossibleLayoutsAreRefused(lowest: UInt64, highest: UInt64, digits: Int) {
        #expect(HdrLayout(lowestDiscernible: lowest, highestTrackable: highest, significantDigits: digits) == nil)
    }
}
