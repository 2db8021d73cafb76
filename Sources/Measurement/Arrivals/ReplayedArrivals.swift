/// Arrivals at given times, such as those of an access log.
public struct ReplayedArrivals: ArrivalProcess {
    private let times: [UInt64]
    private let share: ArrivalShare
    private var index: Int

    /// Arrivals at `timestamps`, in nanoseconds and in any order.
    ///
    /// - Parameters:
    ///   - origin: The timestamp at which the load begins; `nil` for the first. What lies before it is left out.
    ///   - scale: Stretches time: 2 replays at half the rate, 0.5 at double; more than 0.
    ///   - share: Which of the arrivals to take.
    public init(_ timestamps: [UInt64], origin: UInt64? = nil, scale: Double = 1, share: ArrivalShare = .all) {
        precondition(scale > 0 && scale.isFinite, "a scale of time is a finite number above 0")
        let sorted = timestamps.sorted()
        let start = origin ?? sorted.first ?? 0
        times = sorted.drop { $0 < start }.map { Self.scaled($0 - start, scale) }
        self.share = share
        index = share.index
    }

    private static func scaled(_ time: UInt64, _ scale: Double) -> UInt64 {
        scale == 1 ? time : UInt64(saturating: (Double(time) * scale).rounded())
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        guard index < times.count else { return .max }
        defer { index += share.count }
        return times[index]
    }

    /// How many arrivals there are in the first `nanoseconds`: those before that time.
    public func expected(by nanoseconds: UInt64) -> Double {
        // The times are sorted: halve until the first that isn't before.
        var low = 0
        var high = times.count
        while low < high {
            let middle = low + (high - low) / 2
            if times[middle] < nanoseconds { low = middle + 1 } else { high = middle }
        }
        return Double(max(0, low - share.index + share.count - 1) / share.count)
    }
}
