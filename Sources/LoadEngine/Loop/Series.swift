import Measurement

/// The present second's latencies of one endpoint's responses of one status class; its memory is taken with the first.
struct Series {
    private var responseTime = LatencyRecorder()
    private var serviceTime = LatencyRecorder()

    mutating func prepare() {
        responseTime.reserve()
        serviceTime.reserve()
    }

    @inline(__always)
    mutating func record(responseTime response: UInt64, serviceTime service: UInt64) {
        responseTime.record(response)
        serviceTime.record(service)
    }

    /// Takes the second's latencies out; `nil` when there are none.
    mutating func take(endpoint: Int, statusClass: Int) -> SeriesFigures? {
        guard responseTime.count > 0 else { return nil }
        return SeriesFigures(
            endpoint: endpoint,
            statusClass: statusClass,
            responseTime: responseTime.take(),
            serviceTime: serviceTime.take()
        )
    }
}
