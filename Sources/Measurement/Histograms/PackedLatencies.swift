/// What a `LatencyRecorder` recorded, in few bytes and for keeping: the buckets that hold something, about two bytes each. A
/// second of 2,000 responses takes 2 to 3 KB where the recorder takes 264.
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
        var used = 0
        counts.forEachIndex { _, _ in used += 1 }
        var packer = CountsPacker(count: used)
        counts.forEachIndex { packer.append($0, $1) }
        bytes = packer.bytes
        total = counts.total
        beyond = counts.beyond
        min = counts.min
        max = counts.max
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
