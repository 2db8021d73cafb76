/// The whole run's latencies of every endpoint and status class, summed up second by second.
struct RunningSeries {
    private struct Key: Hashable {
        var endpoint: Int
        var statusClass: Int
    }

    private var sums: [Key: (responseTime: RunningCounts, serviceTime: RunningCounts)] = [:]

    mutating func add(_ series: [SeriesFigures]) {
        for part in series {
            let key = Key(endpoint: part.endpoint, statusClass: part.statusClass)
            sums[key, default: (RunningCounts(), RunningCounts())].responseTime.add(part.responseTime)
            sums[key, default: (RunningCounts(), RunningCounts())].serviceTime.add(part.serviceTime)
        }
    }

    /// What was added, by endpoint and status class.
    var total: [SeriesFigures] {
        sums.sorted { ($0.key.endpoint, $0.key.statusClass) < ($1.key.endpoint, $1.key.statusClass) }.map { key, sum in
            SeriesFigures(
                endpoint: key.endpoint,
                statusClass: key.statusClass,
                responseTime: sum.responseTime.total,
                serviceTime: sum.serviceTime.total
            )
        }
    }
}
