import Testing

@testable import Measurement

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
