import Measurement

/// The latencies of every endpoint and status class in several seconds, summed up.
struct RunningSeries {
    private struct Key: Hashable {
        var endpoint: Int
        var statusClass: Int
    }

    private var sums: [Key: (responseTime: LatencyRecorder, serviceTime: LatencyRecorder)] = [:]

    mutating func add(_ series: [SeriesFigures]) {
        for part in series {
            let key = Key(endpoint: part.endpoint, statusClass: part.statusClass)
            sums[key, default: (LatencyRecorder(), LatencyRecorder())].responseTime.merge(part.responseTime)
            sums[key, default: (LatencyRecorder(), LatencyRecorder())].serviceTime.merge(part.serviceTime)
        }
    }

    /// What was added, by endpoint and status class.
    var total: [SeriesFigures] {
        sums.filter { $0.value.responseTime.count > 0 }
            .sorted { ($0.key.endpoint, $0.key.statusClass) < ($1.key.endpoint, $1.key.statusClass) }
            .map { key, sum in
                SeriesFigures(
                    endpoint: key.endpoint,
                    statusClass: key.statusClass,
                    responseTime: sum.responseTime.packed,
                    serviceTime: sum.serviceTime.packed
                )
            }
    }

    /// What was added, and forgets it; the memory is kept.
    mutating func take() -> [SeriesFigures] {
        let taken = total
        for key in sums.keys {
            sums[key]?.responseTime.reset()
            sums[key]?.serviceTime.reset()
        }
        return taken
    }
}
