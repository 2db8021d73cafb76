import Glibc

/// Counts of latencies in the layout of an HdrHistogram from 1 ns to an hour with three significant digits, in memory that
/// the hot loop writes without a check, and that knows which part of it is in use.
///
/// The layout is that of HdrHistogram's `AbstractHistogram.countsArrayIndex` for a unit magnitude of 0: values below 2048
/// have a counter each; above, each doubling has 1024 counters. It is a plain value over memory that its owner frees.
struct LatencyHistogram {
    static let longest: UInt64 = 3_600_000_000_000
    /// One counter more than the index of the longest.
    static let size = index(longest) + 1

    private(set) var counts: UnsafeMutablePointer<UInt32>
    private(set) var low = Self.size
    private(set) var high = -1
    private(set) var count: UInt64 = 0
    private(set) var sum: UInt64 = 0
    private(set) var min = UInt64.max
    private(set) var max: UInt64 = 0

    init() {
        counts = .allocate(capacity: Self.size)
        counts.initialize(repeating: 0, count: Self.size)
    }

    func free() { counts.deallocate() }

    @inline(__always)
    mutating func record(_ value: UInt64) {
        let index = Self.index(Swift.min(value, Self.longest))
        counts[index] &+= 1
        if index < low { low = index }
        if index > high { high = index }
        count &+= 1
        sum &+= value
        if value < min { min = value }
        if value > max { max = value }
    }

    /// Takes what was counted out.
    mutating func take() -> LatencyCounts {
        guard count > 0 else { return LatencyCounts() }
        var packer = CountsPacker()
        for index in low...high where counts[index] > 0 { packer.append(index, UInt64(counts[index])) }
        memset(counts + low, 0, (high - low + 1) * MemoryLayout<UInt32>.stride)
        defer {
            low = Self.size
            high = -1
            count = 0
            sum = 0
            min = .max
            max = 0
        }
        return LatencyCounts(packed: packer.bytes, count: count, min: min, max: max, sum: Double(sum))
    }

    @inline(__always)
    static func index(_ value: UInt64) -> Int {
        let bucket = 53 - (value | 2047).leadingZeroBitCount
        return bucket << 10 + Int(truncatingIfNeeded: value >> UInt64(truncatingIfNeeded: bucket))
    }

    /// The largest value that is counted at `index`.
    static func highest(_ index: Int) -> UInt64 {
        guard index >= 2048 else { return UInt64(index) }
        let bucket = index >> 10 - 1
        let part = UInt64(index - bucket << 10)
        return (part + 1) << UInt64(bucket) - 1
    }
}
