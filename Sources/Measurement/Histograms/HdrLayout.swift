/// How an HdrHistogram divides values into buckets: by halves of powers of two, each divided evenly, so that a bucket
/// is never wider than the stated part of its values.
///
/// The layout is that of HdrHistogram (Gil Tene, public domain, AbstractHistogram.java), which its file formats rely
/// on: the counts of the first 2 · 10^digits values, rounded up to a power of two, are each alone (times the unit);
/// every further doubling of the value has half as many buckets, twice as wide.
public struct HdrLayout: Sendable, Hashable {
    /// The smallest value that is told from 0.
    public let lowestDiscernible: UInt64
    /// The largest value that has to be tracked; the last bucket may reach further.
    public let highestTrackable: UInt64
    /// How many decimal digits of a value are kept, 0 to 5.
    public let significantDigits: Int
    /// How many buckets there are.
    public let length: Int

    /// The power of two of the smallest bucket's width.
    @usableFromInline let unitMagnitude: Int
    /// The power of two of half the number of evenly divided values.
    @usableFromInline let halfMagnitude: Int
    @usableFromInline let mask: UInt64

    /// Nanoseconds from one to an hour at three digits: 33,792 buckets, the last of which ends at 2⁴² (73 minutes).
    public static let latency = HdrLayout(lowest: 1, highest: 3_600_000_000_000, digits: 3)

    /// A layout; `nil` unless `lowestDiscernible` is at least 1, `highestTrackable` at least twice that and below 2⁶³,
    /// `significantDigits` 0 to 5, and they fit in 63 bits together.
    public init?(lowestDiscernible: UInt64, highestTrackable: UInt64, significantDigits: Int) {
        guard (0...5).contains(significantDigits), lowestDiscernible >= 1, highestTrackable < 1 << 63,
            lowestDiscernible <= highestTrackable / 2
        else { return nil }
        let layout = HdrLayout(lowest: lowestDiscernible, highest: highestTrackable, digits: significantDigits)
        guard layout.unitMagnitude + layout.halfMagnitude <= 61 else { return nil }
        self = layout
    }

    private init(lowest: UInt64, highest: UInt64, digits: Int) {
        lowestDiscernible = lowest
        highestTrackable = highest
        significantDigits = digits
        unitMagnitude = 63 - lowest.leadingZeroBitCount
        let single = (0..<digits).reduce(2) { power, _ in power * 10 }
        // The exponent of the next power of two: 11 for 2,000, 1 for 2.
        halfMagnitude = max(1, Int.bitWidth - (single - 1).leadingZeroBitCount) - 1
        mask = ((2 << UInt64(halfMagnitude)) - 1) << UInt64(unitMagnitude)
        // As many doublings as it takes to get beyond the highest value, and the lower half of the first.
        let beyond = 64 - (highest >> UInt64(unitMagnitude + halfMagnitude + 1)).leadingZeroBitCount
        length = (beyond + 2) << halfMagnitude
    }

    /// How many doublings there are, the first included.
    var bucketCount: Int { (length >> halfMagnitude) - 1 }

    /// The index of the bucket of `value`; at least `length` for a value beyond the last.
    @inlinable @inline(__always) func index(of value: UInt64) -> Int {
        // In the engine's loop: plain machine shifts and sums, of numbers that are known to be from 0 to 63.
        let doubling = 63 &- (value | mask).leadingZeroBitCount &- unitMagnitude &- halfMagnitude
        return (doubling &<< halfMagnitude)
            &+ Int(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: doubling &+ unitMagnitude))
    }

    /// The smallest value of the bucket at `index`.
    func lowest(at index: Int) -> UInt64 { range(at: index).lowest }

    /// The largest value of the bucket at `index`.
    func highest(at index: Int) -> UInt64 { range(at: index).highest }

    /// The smallest and the largest value of the bucket at `index`.
    func range(at index: Int) -> (lowest: UInt64, highest: UInt64) {
        let doubling = max(0, (index &>> halfMagnitude) &- 1)
        let shift = UInt64(truncatingIfNeeded: doubling &+ unitMagnitude)
        let lowest = UInt64(truncatingIfNeeded: index &- (doubling &<< halfMagnitude)) &<< shift
        return (lowest, lowest &+ (1 &<< shift) &- 1)
    }
}
