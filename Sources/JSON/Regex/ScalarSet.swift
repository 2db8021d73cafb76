/// A set of Unicode code points, held as sorted, disjoint and non-adjacent ranges.
///
/// Code points are plain integers, so that a set may name surrogates, which no string contains.
struct ScalarSet: Sendable, Equatable {
    /// The greatest code point of Unicode.
    static let last: UInt32 = 0x10FFFF
    static let empty = ScalarSet([])
    static let all = ScalarSet([0...last])

    let ranges: [ClosedRange<UInt32>]
    /// One bit for each ASCII code point, which answers nearly every question asked of a set.
    private let lowBits: UInt64
    private let highBits: UInt64

    init(_ unsorted: [ClosedRange<UInt32>]) {
        var merged: [ClosedRange<UInt32>] = []
        for range in unsorted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let previous = merged.last, range.lowerBound <= previous.upperBound + 1 {
                merged[merged.count - 1] = previous.lowerBound...max(previous.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
        var bits: (low: UInt64, high: UInt64) = (0, 0)
        for range in merged {
            guard range.lowerBound < 128 else { break }
            for value in range.lowerBound...min(range.upperBound, 127) {
                if value < 64 { bits.low |= 1 << UInt64(value) } else { bits.high |= 1 << UInt64(value - 64) }
            }
        }
        (lowBits, highBits) = bits
    }

    init(_ value: UInt32) {
        self.init([value...value])
    }

    /// The set of the scalars of `text`.
    init(scalarsOf text: String) {
        self.init(text.unicodeScalars.map { $0.value...$0.value })
    }

    /// Whether the set has no code point outside ASCII.
    var isASCII: Bool { (ranges.last?.upperBound ?? 0) < 128 }

    /// The only code point of the set, when it has exactly one.
    var single: UInt32? {
        guard ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }

    /// Every code point that this set lacks.
    var inverted: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return ScalarSet(gaps)
    }

    func union(_ other: ScalarSet) -> ScalarSet {
        ScalarSet(ranges + other.ranges)
    }

    func contains(_ value: UInt32) -> Bool {
        if value < 64 { return lowBits >> UInt64(value) & 1 == 1 }
        if value < 128 { return highBits >> UInt64(value - 64) & 1 == 1 }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}

extension ScalarSet: Hashable {
    /// Feeds what tells most sets apart: those of Unicode have hundreds of ranges.
    func hash(into hasher: inout Hasher) {
        hasher.combine(lowBits)
        hasher.combine(highBits)
        hasher.combine(ranges.count)
        hasher.combine(ranges.last)
    }
}
