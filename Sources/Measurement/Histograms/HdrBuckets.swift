/// The buckets of a histogram that hold something, from the smallest value up.
public struct HdrBuckets: Sequence, IteratorProtocol, Sendable {
    private let counts: HdrCounts
    private var index: Int
    private let end: Int

    init(_ counts: HdrCounts) {
        self.counts = counts
        index = counts.used.lowerBound
        end = counts.used.upperBound
    }

    /// The next bucket that isn't empty.
    public mutating func next() -> HdrBucket? {
        while index < end {
            defer { index += 1 }
            let count = counts.slots[index]
            if count > 0 {
                return HdrBucket(
                    lowest: counts.layout.lowest(at: index),
                    highest: counts.layout.highest(at: index),
                    count: count
                )
            }
        }
        return nil
    }
}
