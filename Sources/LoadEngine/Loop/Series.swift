/// The present second's latencies of one endpoint's responses of one status class; its memory is taken with the first.
struct Series {
    private var responseTime: UnsafeMutablePointer<LatencyHistogram>?
    private var serviceTime: UnsafeMutablePointer<LatencyHistogram>?

    mutating func prepare() {
        guard responseTime == nil else { return }
        responseTime = .allocate(capacity: 1)
        responseTime?.initialize(to: LatencyHistogram())
        serviceTime = .allocate(capacity: 1)
        serviceTime?.initialize(to: LatencyHistogram())
    }

    @inline(__always)
    mutating func record(responseTime response: UInt64, serviceTime service: UInt64) {
        if responseTime == nil { prepare() }
        responseTime?.pointee.record(response)
        serviceTime?.pointee.record(service)
    }

    /// Takes the second's latencies out; `nil` when there are none.
    func take(endpoint: Int, statusClass: Int) -> SeriesFigures? {
        guard let responseTime, let serviceTime, responseTime.pointee.count > 0 else { return nil }
        return SeriesFigures(
            endpoint: endpoint,
            statusClass: statusClass,
            responseTime: responseTime.pointee.take(),
            serviceTime: serviceTime.pointee.take()
        )
    }

    func free() {
        responseTime?.pointee.free()
        responseTime?.deallocate()
        serviceTime?.pointee.free()
        serviceTime?.deallocate()
    }
}
