import Testing

@testable import Measurement

struct PackedLatenciesTests {
    /// Taken out in pieces and merged, the figures are those of a recorder that had all.
    @Test func piecesMergeToTheWhole() {
        var random = SplitMix64(seed: 5)
        var pieces = LatencyRecorder()
        var whole = LatencyRecorder()
        var parts: [PackedLatencies] = []
        for round in 0..<50_000 {
            let value = random.next() >> (18 + random.next() % 46)
            pieces.record(value)
            whole.record(value)
            if round % 7000 == 0 { parts.append(pieces.take()) }
        }
        parts.append(pieces.take())
        #expect(pieces.take() == PackedLatencies())
        let merged = LatencyRecorder.merged(parts)
        #expect(merged.counts == whole.counts)
        #expect(merged.counts.beyond > 0)
        #expect(abs(merged.mean / whole.mean - 1) < 1e-12)
        #expect(merged.packed.counts == whole.counts)
        #expect(merged.packed.summary() == merged.summary())
    }

    @Test func nothingIsTheEmptySummary() {
        #expect(PackedLatencies().summary() == .empty)
        #expect(PackedLatencies().isEmpty && PackedLatencies().size == 0)
        #expect(LatencyRecorder.merged([]).summary() == .empty)
        #expect(LatencyRecorder(PackedLatencies()).counts == HdrCounts())
    }

    @Test func theExtremesStayExact() {
        var recorder = LatencyRecorder()
        recorder.record(1_000_003)
        recorder.record(7)
        let packed = recorder.packed
        #expect(packed.min == 7 && packed.max == 1_000_003 && packed.count == 2)
        #expect(packed.size == 5)
    }

    /// Batches of packed seconds give the intervals that batches of histograms do.
    @Test func batchesOfPackedSeconds() {
        var random = SplitMix64(seed: 8)
        var (plain, packed, total) = (HdrBatches(), HdrBatches(), LatencyRecorder())
        for second in 1...130 as ClosedRange<UInt64> {
            var recorder = LatencyRecorder()
            for _ in 0..<200 { recorder.record(random.next() % (second * 1_000_000)) }
            plain.append(recorder.counts)
            packed.append(recorder.packed)
            total.merge(recorder)
        }
        let interval = plain.interval(of: 90, in: total.counts)
        #expect(interval != nil)
        #expect(packed.interval(of: 90, in: total.counts) == interval)
    }

    @Test func packing() {
        let pairs: [(Int, UInt64)] = [(0, 1), (1, 127), (128, 128), (129, 16384), (33_000, 1 << 40)]
        var packer = CountsPacker(count: 2)
        for pair in pairs { packer.append(pair.0, pair.1) }
        var seen: [(Int, UInt64)] = []
        CountsPacker.unpack(packer.bytes) { seen.append(($0, $1)) }
        #expect(seen.map(\.0) == pairs.map(\.0))
        #expect(seen.map(\.1) == pairs.map(\.1))
    }
}
