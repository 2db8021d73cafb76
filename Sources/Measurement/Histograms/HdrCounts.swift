/// A histogram of values with the layout of HdrHistogram: constant work for each value recorded, constant memory.
///
/// Recording allocates nothing once the memory is there, which `reserve()` takes in advance and `reset()` keeps; all that
/// runs over the buckets runs from the smallest to the largest value recorded only. The extremes are exact.
///
/// It is written for the engine's loop. Beside it, at the layout of `latency` and 9,600 buckets in use, hdrhistogram-swift
/// 0.2.0 was measured: a record takes 5 ns here and 4 there, but a reset 3 us against 430, a merge 1 against 6 and a pass
/// over the buckets 19 against 140 to 620, and those happen every second for every endpoint, between two requests.
///
/// What records is inlined into other modules and works in place: no allocation, no reference count
/// is changed, though Swift asks whether the memory is shared (3 ns).
/// `PackedLatencies` keeps the same in few bytes.
public struct HdrCounts: Sendable, Hashable {
    /// How values are divided.
    public let layout: HdrLayout
    /// How many values were recorded.
    public var total: UInt64 { recorded }
    /// How many of them were beyond the last bucket: they are counted in it.
    public private(set) var beyond: UInt64 = 0
    @usableFromInline var recorded: UInt64 = 0
    @usableFromInline var smallest = UInt64.max
    @usableFromInline var largest: UInt64 = 0
    /// A count for each bucket; none before the first value.
    @usableFromInline var slots: [UInt64] = []

    /// Nothing recorded yet.
    public init(_ layout: HdrLayout = .latency) { self.layout = layout }

    /// Whether nothing was recorded.
    public var isEmpty: Bool { total == 0 }
    /// The smallest value, exact; 0 when there is none.
    public var min: UInt64 { isEmpty ? 0 : smallest }
    /// The largest value, exact; 0 when there is none.
    public var max: UInt64 { largest }

    /// Takes the memory for the buckets, which the first value would take otherwise.
    public mutating func reserve() {
        if slots.isEmpty { slots = [UInt64](repeating: 0, count: layout.length) }
    }

    /// Records one value.
    @inlinable @inline(__always) public mutating func record(_ value: UInt64) { add(value, 1) }

    /// Records `count` values that are all `value`.
    public mutating func record(_ value: UInt64, count: UInt64) {
        if count > 0 { add(value, count) }
    }

    @inlinable @inline(__always) mutating func add(_ value: UInt64, _ count: UInt64) {
        let index = layout.index(of: value)
        if index < slots.count {
            slots[index] &+= count
        } else {
            recordOutside(index, count)
        }
        recorded &+= count
        if value < smallest { smallest = value }
        if value > largest { largest = value }
    }

    /// The first value of all, or one beyond the last bucket.
    @usableFromInline @inline(never)
    mutating func recordOutside(_ index: Int, _ count: UInt64) {
        reserve()
        if index >= slots.count { beyond &+= count }
        slots[Swift.min(index, slots.count - 1)] &+= count
    }

    /// Forgets all values and keeps the memory.
    public mutating func reset() {
        for index in used { slots[index] = 0 }
        recorded = 0
        beyond = 0
        smallest = .max
        largest = 0
    }

    /// Adds what `other` recorded. Of another layout, each bucket's values count as the lowest of them.
    public mutating func merge(_ other: HdrCounts) {
        guard !other.isEmpty else { return }
        guard other.layout == layout else { return mergeBuckets(of: other) }
        reserve()
        for index in other.used { slots[index] &+= other.slots[index] }
        recorded &+= other.total
        beyond &+= other.beyond
        smallest = Swift.min(smallest, other.smallest)
        largest = Swift.max(largest, other.largest)
    }

    private mutating func mergeBuckets(of other: HdrCounts) {
        for bucket in other.buckets { record(Swift.max(bucket.lowest, other.smallest), count: bucket.count) }
        largest = Swift.max(largest, other.largest)
    }

    /// Adds what was packed, of the same layout.
    mutating func merge(_ packed: PackedLatencies) {
        guard !packed.isEmpty else { return }
        reserve()
        CountsPacker.unpack(packed.bytes) { index, count in slots[index] &+= count }
        recorded &+= packed.total
        beyond &+= packed.beyond
        smallest = Swift.min(smallest, packed.min)
        largest = Swift.max(largest, packed.max)
    }

    /// Makes `value` the smallest, when it lies in the bucket of the smallest or below: a decoder knows no better.
    mutating func widen(to value: UInt64) { smallest = Swift.min(smallest, value) }

    /// The indices from the smallest to the largest value's bucket.
    var used: Range<Int> {
        let last = layout.length - 1
        return isEmpty
            ? 0..<0 : Swift.min(layout.index(of: smallest), last)..<Swift.min(layout.index(of: largest), last) + 1
    }
}
