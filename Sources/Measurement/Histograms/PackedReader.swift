/// Reads what ``PackedLatencies/encode(to:)`` and ``LEB128`` wrote from bytes that somebody may have changed: what
/// isn't sound is `nil`, and nothing that is read can end the program.
package struct PackedReader {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// A reader of `bytes` in `range`.
    package init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    /// Whether everything was read.
    package var isAtEnd: Bool { position >= end }

    /// The next number; `nil` where there is none of 64 bits.
    package mutating func number() -> UInt64? {
        bytes.withUnsafeBufferPointer { Self.number($0, &position, end) }
    }

    /// The next number, when it is a count of no more than `most`.
    package mutating func count(_ most: Int = .max) -> Int? {
        guard let number = number(), number <= UInt64(most) else { return nil }
        return Int(number)
    }

    /// The next latencies.
    package mutating func latencies() -> PackedLatencies? {
        guard let total = number(), let beyond = number(), let min = number(), let max = number(), let sum = number(),
            let length = count(end - position)
        else { return nil }
        let packed = Array(bytes[position..<position + length])
        position += length
        guard Self.isSound(packed, total: total, beyond: beyond, min: min, max: max) else { return nil }
        return PackedLatencies(packed, total: total, beyond: beyond, min: min, max: max, sum: sum)
    }

    /// Whether pairs of an index and a count are those of a histogram of `total` values from `min` to `max`.
    private static func isSound(_ packed: [UInt8], total: UInt64, beyond: UInt64, min: UInt64, max: UInt64) -> Bool {
        guard total > 0 else { return packed.isEmpty && beyond == 0 && min == 0 && max == 0 }
        guard min <= max, beyond <= total else { return false }
        let layout = HdrLayout.latency
        return packed.withUnsafeBufferPointer { packed in
            var (position, index, first, sum) = (0, 0, -1, UInt64(0))
            while position < packed.count {
                // What CountsPacker wrote in most cases; the sum of so few doesn't overflow.
                if let pair = CountsPacker.smallPair(packed, position), sum < 1 << 62 {
                    guard pair.count > 0, pair.step > 0 || first < 0 else { return false }
                    position &+= pair.length
                    index &+= pair.step
                    sum &+= pair.count
                    guard index < layout.length else { return false }
                    if first < 0 { first = index }
                    continue
                }
                guard let step = number(packed, &position, packed.count), step < UInt64(layout.length),
                    let count = number(packed, &position, packed.count), count > 0, step > 0 || first < 0
                else { return false }
                index += Int(step)
                let (more, overflows) = sum.addingReportingOverflow(count)
                guard index < layout.length, !overflows else { return false }
                if first < 0 { first = index }
                sum = more
            }
            let last = layout.length - 1
            return sum == total && first == Swift.min(layout.index(of: min), last)
                && index == Swift.min(layout.index(of: max), last)
        }
    }

    @inline(__always)
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ end: Int) -> UInt64? {
        // Most distances and counts are small.
        if position < end, bytes[position] < 0x80 {
            defer { position &+= 1 }
            return UInt64(bytes[position])
        }
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end {
            let byte = bytes[position]
            position += 1
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
