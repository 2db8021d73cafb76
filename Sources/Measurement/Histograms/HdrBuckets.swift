/// The buckets of a histogram that hold something, from the smallest value up.
public struct HdrBuckets: Sequence, IteratorProtocol, Sendable {
    private let layout: HdrLayout
    private let slots: [UInt64]
    private var index: Int
    private let end: Int

    init(_ counts: HdrCounts) {
        layout = counts.layout
        slots = counts.slots
        index = counts.used.lowerBound
        end = counts.used.upperBound
    }

    /// The next bucket that isn't empty.
    public mutating func next() -> HdrBucket? {
        guard let index = nextIndex() else { return nil }
        let range = layout.range(at: index)
        return HdrBucket(lowest: range.lowest, highest: range.highest, count: slots[index])
    }

    /// Goes to the next bucket that isn't empty: most are, so this is where the time goes.
    private mutating func nextIndex() -> Int? {
        let found = slots.withUnsafeBufferPointer { slots in
            var index = index
            while index < end, slots[index] == 0 { index += 1 }
            return index
        }
        index = found + 1
        return found < end ? found : nil
    }
}
