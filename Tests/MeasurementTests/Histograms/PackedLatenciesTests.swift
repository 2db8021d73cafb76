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

/// What somebody may have changed is read, or refused, and ends nothing.
@Suite struct PackedReaderTests {
    private static func read(
        _ total: UInt64,
        beyond: UInt64 = 0,
        _ range: (min: UInt64, max: UInt64),
        _ pairs: [(step: UInt64, count: UInt64)]
    ) -> PackedLatencies? {
        var packed: [UInt8] = []
        for (step, count) in pairs {
            LEB128.append(step, to: &packed)
            LEB128.append(count, to: &packed)
        }
        var bytes: [UInt8] = []
        for number in [total, beyond, range.min, range.max, 0, UInt64(packed.count)] {
            LEB128.append(number, to: &bytes)
        }
        bytes += packed
        var reader = PackedReader(bytes, 0..<bytes.count)
        let found = reader.latencies()
        #expect(found == nil || reader.isAtEnd)
        return found
    }

    @Test func whatWasWrittenIsRead() throws {
        var recorder = LatencyRecorder()
        for value in [0, 0, 1, 700, 1 << 50] as [UInt64] { recorder.record(value) }
        for latencies in [recorder.packed, PackedLatencies()] {
            var bytes: [UInt8] = [9]
            latencies.encode(to: &bytes)
            var reader = PackedReader(bytes, 1..<bytes.count)
            #expect(reader.latencies() == latencies && reader.isAtEnd)
        }
    }

    @Test func nothingHasNoFigures() {
        #expect(Self.read(0, (0, 0), []) == PackedLatencies())
        #expect(Self.read(0, beyond: 1, (0, 0), []) == nil)
        #expect(Self.read(0, (1, 0), []) == nil)
        #expect(Self.read(0, (0, 1), []) == nil)
        #expect(Self.read(0, (0, 0), [(0, 1)]) == nil)
    }

    @Test func countsAreThoseOfTheirFigures() {
        #expect(Self.read(3, (0, 2), [(0, 1), (2, 2)])?.count == 3)
        #expect(Self.read(4, (0, 2), [(0, 1), (2, 2)]) == nil, "another sum")
        #expect(Self.read(3, (1, 2), [(0, 1), (2, 2)]) == nil, "another least value")
        #expect(Self.read(3, (0, 3), [(0, 1), (2, 2)]) == nil, "another greatest value")
        #expect(Self.read(3, (2, 0), [(0, 1), (2, 2)]) == nil, "from high to low")
        #expect(Self.read(3, beyond: 4, (0, 2), [(0, 1), (2, 2)]) == nil, "more beyond the end than there are")
        #expect(Self.read(2, (0, 0), [(0, 1), (0, 1)]) == nil, "one bucket twice")
        #expect(Self.read(2, (1, 1), [(1, 1), (0, 1)]) == nil, "one bucket twice")
        #expect(Self.read(1, (0, 1), [(0, 1), (1, 0)]) == nil, "a bucket of nothing")
        #expect(Self.read(1, (0, 0), [(33_792, 1)]) == nil, "beyond the last bucket")
        #expect(Self.read(1, (0, 0), [(0, .max), (1, 2)]) == nil, "more than there are numbers")
    }

    @Test func nothingIsReadBeyondTheEnd() {
        var reader = PackedReader([0x80, 0x01], 0..<1)
        #expect(reader.number() == nil)
        reader = PackedReader([0x80, 0x01], 0..<2)
        #expect(reader.number() == 128 && reader.isAtEnd)
        reader = PackedReader([UInt8](repeating: 0x80, count: 9) + [0x02], 0..<10)
        #expect(reader.number() == nil, "more than 64 bits")
        reader = PackedReader([UInt8](repeating: 0xFF, count: 9) + [0x01], 0..<10)
        #expect(reader.number() == .max)
    }
}
