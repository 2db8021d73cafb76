/// A sum of ``LatencyCounts`` that grows by as many as are added and takes no more memory for it.
struct RunningCounts {
    private var counts: [UInt64] = []
    private var count: UInt64 = 0
    private var min = UInt64.max
    private var max: UInt64 = 0
    private var sum = 0.0

    mutating func add(_ more: LatencyCounts) {
        guard more.count > 0 else { return }
        if counts.isEmpty { counts = Array(repeating: 0, count: LatencyHistogram.size) }
        CountsPacker.unpack(more.packed) { counts[$0] += $1 }
        count += more.count
        min = Swift.min(min, more.min)
        max = Swift.max(max, more.max)
        sum += more.sum
    }

    /// What was added.
    var total: LatencyCounts {
        var packer = CountsPacker()
        for (index, count) in counts.enumerated() where count > 0 { packer.append(index, count) }
        return LatencyCounts(packed: packer.bytes, count: count, min: min, max: max, sum: sum)
    }
}
