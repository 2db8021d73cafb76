/// What a `LatencyRecorder` recorded, in few bytes and for keeping: the buckets that hold something, about two bytes
/// each. A second of 2,000 responses takes 2 to 3 KB where the recorder takes 264.
public struct PackedLatencies: Sendable, Hashable {
    /// Index and count in pairs, as `CountsPacker` writes them.
    let bytes: [UInt8]
    let total: UInt64
    let beyond: UInt64
    /// The smallest latency in nanoseconds, exact; 0 when there is none.
    public let min: UInt64
    /// The largest, exact; 0 when there is none.
    public let max: UInt64
    let sum: UInt64

    /// No latencies.
    public init() { self.init(HdrCounts(.latency), sum: 0) }

    init(_ counts: HdrCounts, sum: UInt64) {
        var packer = CountsPacker(count: counts.usedCount)
        counts.forEachIndex { packer.append($0, $1) }
        bytes = packer.bytes
        total = counts.total
        beyond = counts.beyond
        min = counts.min
        max = counts.max
        self.sum = sum
    }

    /// Buckets that are known to be sound.
    init(_ bytes: [UInt8], total: UInt64, beyond: UInt64, min: UInt64, max: UInt64, sum: UInt64) {
        self.bytes = bytes
        self.total = total
        self.beyond = beyond
        self.min = min
        self.max = max
        self.sum = sum
    }

    /// What ``encode(to:)`` wrote at `position`, which goes behind it.
    public init(decoding encoded: [UInt8], _ position: inout Int) {
        total = LEB128.read(encoded, &position)
        beyond = LEB128.read(encoded, &position)
        min = LEB128.read(encoded, &position)
        max = LEB128.read(encoded, &position)
        sum = LEB128.read(encoded, &position)
        let count = Int(LEB128.read(encoded, &position))
        bytes = Array(encoded[position..<position + count])
        position += count
    }

    /// Writes all of it at the end of `encoded`.
    public func encode(to encoded: inout [UInt8]) {
        for value in [total, beyond, min, max, sum, UInt64(bytes.count)] { LEB128.append(value, to: &encoded) }
        encoded += bytes
    }

    /// How many latencies there are.
    public var count: Int { Int(clamping: total) }
    /// Whether there are none.
    public var isEmpty: Bool { total == 0 }
    /// How many bytes the buckets take.
    public var size: Int { bytes.count }

    /// As the histogram that it was.
    public var counts: HdrCounts { LatencyRecorder(self).counts }

    /// The figures, with those of `percents` (ascending) that enough values stand behind.
    public func summary(_ percents: [Double] = LatencySummary.reported) -> LatencySummary {
        LatencyRecorder(self).summary(percents)
    }
}

/// Writes pairs of an index and a count in few bytes: the distance to the index before, and the count, each as
/// ``LEB128``.
struct CountsPacker {
    private(set) var bytes: [UInt8] = []
    private var last = 0

    /// A packer with room for `count` pairs, in most cases, in whole kilobytes: a load packs every second, and pieces
    /// of memory of many sizes would leave gaps behind.
    init(count: Int) {
        if count > 0 { bytes.reserveCapacity((2 * count + 300 + 1023) / 1024 * 1024) }
    }

    mutating func append(_ index: Int, _ count: UInt64) {
        LEB128.append(UInt64(index - last), to: &bytes)
        LEB128.append(count, to: &bytes)
        last = index
    }

    /// The pair at `position`, and how many bytes it has, where it is one of a small distance and a small count, as
    /// most are; `nil` for any other, and at the end.
    @inline(__always)
    static func smallPair(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> (
        step: Int, count: UInt64, length: Int
    )? {
        guard position &+ 3 <= bytes.count else { return nil }
        let (first, second, third) = (bytes[position], bytes[position &+ 1], bytes[position &+ 2])
        if first | second < 0x80 { return (Int(first), UInt64(second), 2) }
        guard first >= 0x80, second | third < 0x80 else { return nil }
        return (Int(first & 0x7F) | Int(second) &<< 7, UInt64(third), 3)
    }

    /// Calls `body` with each pair of `bytes`. It is inlined: a merge of shards unpacks a hundred million of them.
    @inline(__always)
    static func unpack(_ bytes: [UInt8], _ body: (_ index: Int, _ count: UInt64) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var position = 0
            var index = 0
            while position < bytes.count {
                if let pair = smallPair(bytes, position) {
                    position &+= pair.length
                    index &+= pair.step
                    body(index, pair.count)
                    continue
                }
                index &+= Int(truncatingIfNeeded: LEB128.read(bytes, &position))
                body(index, LEB128.read(bytes, &position))
            }
        }
    }
}

/// Whole numbers in few bytes: seven bits a byte, low ones first, the high bit set on all but the last (DWARF 5,
/// section 7.6).
public enum LEB128 {
    /// Writes `value` at the end of `bytes`.
    public static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(value))
    }

    /// Reads the number at `position`, which goes behind it, or what there is of it. The bytes are those that
    /// ``append(_:to:)`` wrote.
    @inline(__always)
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position &+= 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift &+= 7
        }
        return value
    }

    /// Reads the number at `position`, which goes behind it. The bytes are those that ``append(_:to:)`` wrote.
    public static func read(_ bytes: [UInt8], _ position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
}
