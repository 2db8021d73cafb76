package import Measurement

/// How a load's response times are spread in each of its intervals: what percentiles alone hide, such as two levels at
/// once.
package struct LoadHeat: Sendable, Hashable {
    /// The upper ends of the rows in nanoseconds, ascending; a row begins above the end of the one before.
    package var edges: [UInt64]
    /// For each interval how many responses each row has.
    package var counts: [[Int]]

    /// Rows and their counts.
    package init(edges: [UInt64], counts: [[Int]]) {
        self.edges = edges
        self.counts = counts
    }

    /// Six rows a factor of ten, from 10 µs to more than an hour.
    private static let all: [UInt64] = (4...12).flatMap { power in
        [1.0, 1.5, 2, 3, 5, 7].map { UInt64($0 * (0..<power).reduce(1.0) { product, _ in product * 10 }) }
    }

    /// The rows that the responses of `intervals` fall into; what is longer than all rows falls into the last.
    package init(_ intervals: [HdrCounts]) {
        var counts = intervals.map { interval -> [Int] in
            var row = 0
            var counts = [Int](repeating: 0, count: Self.all.count)
            for bucket in interval.buckets {
                while row < Self.all.count - 1, bucket.middle > Self.all[row] { row += 1 }
                counts[row] = counts[row].addingSaturated(Int(clamping: bucket.count))
            }
            return counts
        }
        let used = Self.all.indices.filter { row in counts.contains { $0[row] > 0 } }
        guard let first = used.first, let last = used.last else {
            self.init(edges: [], counts: intervals.map { _ in [] })
            return
        }
        for index in counts.indices { counts[index] = Array(counts[index][first...last]) }
        self.init(edges: Array(Self.all[first...last]), counts: counts)
    }
}
