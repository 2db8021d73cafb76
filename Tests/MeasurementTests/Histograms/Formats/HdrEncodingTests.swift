import Foundation
import Testing

@testable import Measurement

@Suite struct HdrEncodingTests {
    private func encodedAgain(_ counts: HdrCounts) throws -> HdrCounts { try HdrCounts(encoded: counts.encoded()) }

    @Test func allCountsComeBack() throws {
        let cubes = try encodedAgain(HdrCountsTests.cubes)
        #expect(cubes.slots == HdrCountsTests.cubes.slots)
        #expect(cubes.total == 10_000)
        #expect(cubes.layout == .latency)
        // The encoding has no extremes: they come back as the ends of their buckets.
        #expect(cubes.min == 1)
        #expect(cubes.max == 1_000_190_509_055)
    }

    @Test func extremesComeBack() throws {
        var counts = HdrCounts()
        #expect(try encodedAgain(counts).isEmpty)
        counts.record(0, count: 7)
        counts.record((1 << 42) - 1, count: 1 << 61)
        let again = try encodedAgain(counts)
        #expect(again.buckets.map(\.count) == [7, 1 << 61])
        #expect(again.min == 0 && again.max == (1 << 42) - 1)
    }

    @Test func otherLayoutsComeBack() throws {
        let layout = try #require(
            HdrLayout(lowestDiscernible: 20_000, highestTrackable: 1 << 60, significantDigits: 5)
        )
        var counts = HdrCounts(layout)
        for power in 10..<60 { counts.record(1 << power, count: UInt64(power)) }
        let again = try encodedAgain(counts)
        #expect(again.layout == layout)
        #expect(again.slots == counts.slots)
    }

    @Test func randomHistogramsComeBack() throws {
        var random = SplitMix64(seed: 4)
        for _ in 0..<20 {
            var counts = HdrCounts()
            for _ in 0..<random.next() % 2_000 {
                counts.record(
                    random.next() >> (22 + random.next() % 42),
                    count: random.next() >> (40 + random.next() % 24)
                )
            }
            #expect(try encodedAgain(counts).slots == (counts.isEmpty ? [] : counts.slots))
        }
    }

    /// What the Python package `hdrhistogram` 0.10.8 writes:
    /// ```
    /// h = HdrHistogram(1, 3600000000000, 3)
    /// for i in range(20): h.record_value(i * i * i + 1)
    /// h.record_value(3599182594048, 1000); print(h.encode())
    /// ```
    @Test func theEncodingOfAnotherLibraryIsRead() throws {
        let text =
            "HISTFAAAAFx4nJNpmSzMwMBgxQABzFCaEch0M9ixgMH+A1SAiYmbSZnJnamcaTMj029GpvNMTOuZmWazME1mZZrOxjSRjWk+C9NXFqazrExTmZlOMjP9Z2Zaf575Aj8As3ISbA=="
        let counts = try HdrCounts(encoded: [UInt8](try #require(Data(base64Encoded: text))))
        var expected = HdrCounts()
        for number in 0..<20 as Range<UInt64> { expected.record(number * number * number + 1) }
        expected.record(3_599_182_594_048, count: 1_000)
        #expect(counts.slots == expected.slots)
    }

    @Test func damageIsTold() throws {
        let good = HdrCountsTests.cubes.encoded()
        #expect(problem([]) == .length)
        #expect(problem(Array(good.dropLast())) == .length)
        #expect(problem(good + [0]) == .length)
        #expect(problem([0x1C, 0x84, 0x93, 0x02] + good.dropFirst(4)) == .cookie)
        var changed = good
        changed[good.count / 2] ^= 0x55
        #expect(problem(changed) == .compression)
    }

    @Test func whatIsInsideIsCheckedToo() {
        let header: [UInt8] = [0x1C, 0x84, 0x93, 0x13]
        let layout: [UInt8] =
            [0, 0, 0, 3] + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0x10, 0] + Array(repeating: 0, count: 8)
        let length = { (count: UInt8) -> [UInt8] in [0, 0, 0, count] }
        #expect(problem(compressed(header + length(0) + length(0) + layout)) == nil)
        #expect(problem(compressed(header + length(1) + length(0) + layout + [2])) == nil)
        #expect(problem(compressed(header + length(2) + length(0) + layout + [2])) == .length)
        #expect(problem(compressed(header + length(1) + length(9) + layout + [2])) == .layout)
        #expect(problem(compressed(header + length(0) + length(0) + [0, 0, 0, 9] + layout.dropFirst(4))) == .layout)
        #expect(problem(compressed(header + length(1) + length(0) + layout + [0x80])) == .counts)
        // Two billion zeros, the lowest number of all, and a zero beyond the last bucket.
        let zeros: [[UInt8]] = [[255, 255, 255, 255, 15], Array(repeating: 255, count: 9), [255, 63, 2, 2]]
        for payload in zeros {
            #expect(
                problem(compressed(header + length(UInt8(payload.count)) + length(0) + layout + payload)) == .counts
            )
        }
        #expect(problem(compressed([0x1C, 0x84, 0x93, 0x08] + length(0) + length(0) + layout)) == .cookie)
        #expect(problem(compressed(header)) == .length)
    }

    /// Whatever the bytes are, they are read or refused, and what was read can be asked.
    @Test func randomDamageNeverStopsTheProgram() {
        var random = SplitMix64(seed: 5)
        let layout: [UInt8] = [0, 0, 0, 2] + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0x10, 0]
        var read = 0
        for _ in 0..<3_000 {
            let payload = (0..<random.next() % 40).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            var plain: [UInt8] = [0x1C, 0x84, 0x93, 0x13, 0, 0, 0, UInt8(payload.count), 0, 0, 0, 0]
            plain += layout + Array(repeating: 0, count: 8) + payload
            if random.next() % 4 == 0 { plain[Int(random.next() % 40)] = UInt8(truncatingIfNeeded: random.next()) }
            guard let counts = try? HdrCounts(encoded: compressed(plain)) else { continue }
            read += 1
            _ = counts.values(at: [0, 50, 100])
            _ = counts.percentileDistribution()
            _ = (counts.mean, counts.standardDeviation, counts.interval(of: 50))
        }
        #expect(read > 50)
    }

    @Test func aBombIsNotUnpacked() {
        #expect(problem(compressed(Array(repeating: 0, count: 40 << 20))) == .compression)
    }

    private func compressed(_ plain: [UInt8]) -> [UInt8] {
        let bytes = Zlib.compress(plain)
        return [0x1C, 0x84, 0x93, 0x14] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bytes.count >> $0) } + bytes
    }

    private func problem(_ bytes: [UInt8]) -> HdrFormatError.Problem? {
        do {
            _ = try HdrCounts(encoded: bytes)
            return nil
        } catch {
            return error.problem
        }
    }
}

@Suite struct ZigZagTests {
    /// The first four are those of HdrHistogram's ZigZagEncodingTest; the rest follow from the definition.
    @Test(
        arguments: [
            (56, [112]), (456, [144, 7]), (-456, [143, 7]), (1 << 50, [128, 128, 128, 128, 128, 128, 128, 4]), (0, [0]),
            (-1, [1]), (63, [126]), (64, [128, 1]), (-64, [127]), (-65, [129, 1]),
            (.max, [254, 255, 255, 255, 255, 255, 255, 255, 255]),
            (.min, [255, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] as [(Int64, [UInt8])]
    )
    func numbersAreWrittenAndRead(number: Int64, bytes: [UInt8]) {
        var written: [UInt8] = []
        ZigZag.write(number, to: &written)
        #expect(written == bytes)
        var rest = (bytes + [42])[...]
        #expect(ZigZag.read(&rest) == number)
        #expect(rest == [42])
    }

    @Test func everyLengthComesBack() {
        var bytes: [UInt8] = []
        let numbers = (0..<63).flatMap { [Int64(1) << $0, -(Int64(1) << $0), (Int64(1) << $0) - 1] }
        for number in numbers { ZigZag.write(number, to: &bytes) }
        var rest = bytes[...]
        #expect(numbers == numbers.map { _ in ZigZag.read(&rest) })
        #expect(rest.isEmpty)
    }

    @Test func aNumberThatEndsEarlyIsRefused() {
        var cut: ArraySlice<UInt8> = [128, 128]
        #expect(ZigZag.read(&cut) == nil)
    }
}
