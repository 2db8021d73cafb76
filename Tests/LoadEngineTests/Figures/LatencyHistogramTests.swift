import Measurement
import Testing

@testable import LoadEngine

struct LatencyHistogramTests {
    /// The index and the highest equivalent value of HdrHistogram's own layout, worked out by hand.
    @Test func layout() {
        let rows: [(value: UInt64, index: Int, highest: UInt64)] = [
            (0, 0, 0), (1, 1, 1), (2047, 2047, 2047), (2048, 2048, 2049), (2049, 2048, 2049), (2050, 2049, 2051),
            (4095, 3071, 4095), (4096, 3072, 4099), (1_000_000, 11_169, 1_000_447),
        ]
        for row in rows {
            #expect(LatencyHistogram.index(row.value) == row.index)
            #expect(LatencyHistogram.highest(row.index) == row.highest)
        }
        #expect(LatencyHistogram.index(LatencyHistogram.longest) < LatencyHistogram.size)
    }

    @Test func everyIndexIsTheOneOfItsValue() {
        for index in 0..<LatencyHistogram.size {
            #expect(LatencyHistogram.index(LatencyHistogram.highest(index)) == index)
            #expect(index == 0 || LatencyHistogram.index(LatencyHistogram.highest(index - 1) + 1) == index)
        }
    }

    /// Taken out in pieces and merged, the figures are those of the recorder that the rest of the program uses.
    @Test func agreesWithTheRecorder() {
        var random = SplitMix64(seed: 5)
        var histogram = LatencyHistogram()
        defer { histogram.free() }
        var recorder = LatencyRecorder()
        var parts: [LatencyCounts] = []
        for round in 0..<50_000 {
            let value = min(random.next() >> (20 + random.next() % 44), LatencyHistogram.longest)
            histogram.record(value)
            recorder.record(value)
            if round % 7000 == 0 { parts.append(histogram.take()) }
        }
        parts.append(histogram.take())
        #expect(histogram.take() == LatencyCounts())
        let merged = LatencyCounts.merged(parts)
        let (mine, theirs) = (merged.summary(), recorder.summary())
        #expect(mine.percentiles == theirs.percentiles)
        #expect(mine.count == theirs.count && mine.min == theirs.min && mine.max == theirs.max)
        #expect(abs(mine.mean / theirs.mean - 1) < 1e-9)
        #expect(LatencyCounts.merged([]).summary() == .empty)
    }

    @Test func packing() {
        let pairs: [(Int, UInt64)] = [(0, 1), (1, 127), (128, 128), (129, 16384), (33_000, 1 << 40)]
        var packer = CountsPacker()
        for pair in pairs { packer.append(pair.0, pair.1) }
        var seen: [(Int, UInt64)] = []
        CountsPacker.unpack(packer.bytes) { seen.append(($0, $1)) }
        #expect(seen.map(\.0) == pairs.map(\.0))
        #expect(seen.map(\.1) == pairs.map(\.1))
    }

    @Test func timers() {
        var random = SplitMix64(seed: 9)
        var heap = TimerHeap(capacity: 1000)
        defer { heap.free() }
        var expected: [UInt64] = []
        for slot in 0..<1000 {
            let instant = random.next() % 500
            heap.insert(slot, at: instant)
            expected.append(instant)
        }
        var seen: [UInt64] = []
        var slots: Set<Int> = []
        while heap.count > 0 {
            let (slot, instant) = heap.removeFirst()
            #expect(expected[slot] == instant)
            seen.append(instant)
            slots.insert(slot)
        }
        #expect(seen == expected.sorted())
        #expect(slots.count == 1000)
        #expect(heap.first == .max)
    }
}
