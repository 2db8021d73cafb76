/// What was recorded in one stretch of a run, kept small: only the buckets that hold something.
struct HdrBatch: Sendable {
    /// The indices of the buckets that aren't empty, ascending.
    private var indices: [Int32] = []
    /// For each of them, how many values are in it and in those before.
    private var sums: [UInt64] = []

    /// How many values there are.
    var total: UInt64 { sums.last ?? 0 }

    init(_ counts: HdrCounts) {
        counts.forEachIndex { append(Int32($0), $1) }
    }

    init(_ packed: PackedLatencies) {
        CountsPacker.unpack(packed.bytes) { append(Int32($0), $1) }
    }

    private init() {}

    private mutating func append(_ index: Int32, _ count: UInt64) {
        indices.append(index)
        sums.append(total &+ count)
    }

    private func count(_ place: Int) -> UInt64 { sums[place] &- (place > 0 ? sums[place - 1] : 0) }

    /// How many values are in the bucket at `index` and in those before.
    func count(through index: Int) -> UInt64 {
        var low = 0
        var high = indices.count
        while low < high {
            let middle = (low + high) / 2
            if Int(indices[middle]) <= index { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? sums[low - 1] : 0
    }

    /// What was recorded in this stretch and `other`.
    func merged(with other: HdrBatch) -> HdrBatch {
        var result = HdrBatch()
        var (own, others) = (0, 0)
        while own < indices.count || others < other.indices.count {
            let left = own < indices.count ? indices[own] : .max
            let right = others < other.indices.count ? other.indices[others] : .max
            let sum = (left <= right ? count(own) : 0) &+ (right <= left ? other.count(others) : 0)
            result.append(min(left, right), sum)
            if left <= right { own += 1 }
            if right <= left { others += 1 }
        }
        return result
    }
}
