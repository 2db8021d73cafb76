/// Even arrivals along a profile: the n-th, from 0, is at Λ⁻¹(n), computed anew for each n so that no error adds up.
public struct ProfileArrivals: ArrivalProcess {
    private let profile: RateProfile
    private let share: ArrivalShare
    private var count: Int
    private var last: UInt64 = 0

    /// Arrivals along `profile`; of them, those of `share`.
    public init(_ profile: RateProfile, share: ArrivalShare = .all) {
        self.profile = profile
        self.share = share
        count = share.index
    }

    /// The next intended start.
    public mutating func next() -> UInt64 {
        // Two neighbours' rounding errors must not swap them.
        last = max(last, profile.time(of: Double(count)))
        count += share.count
        return last
    }

    /// How many arrivals are expected in the first `nanoseconds`.
    public func expected(by nanoseconds: UInt64) -> Double { profile.expected(by: nanoseconds) / Double(share.count) }
}
